// SPDX-License-Identifier: Apache-2.0
//
// Owns: what visitors change of sets and of who walks. Must not know: how that is carried out.

import HTTPTypes
import Hummingbird
import LiveFeed
import SetLog

struct SetActions {
  let hub: LiveHub
  let log: LogReader
  let requests: DaemonRequests
  let history: HistoryPages

  // MARK: Sets

  /// What the walker says of a set. A field that is not sent stays as it is; an empty one is removed.
  func note(_ id: String, _ request: Request, _ context: WebContext) async throws -> Response {
    let form = try await Form(request)
    try FormToken.check(form, request)
    let (record, _) = try await history.visible(id, context)
    guard context.visitor.mayNote(record) else { throw PageError.signIn }
    var asked = ControlRequest(.note)
    asked.set = record.id
    if form.has("rpe") { asked.rpe = ControlValue(try form.number("rpe")) }
    if form.has("pain") { asked.pain = ControlValue(try form.number("pain").flatMap { Int(exactly: $0) }) }
    if form.has("text") { asked.text = ControlValue(form["text"]) }
    try await requests.ask(asked, by: context.visitor, from: context.address)
    // A tap on the live page stays there.
    if request.headers[.accept]?.contains("application/json") == true { return Response(status: .noContent) }
    return Page.redirect(to: "/set/\(record.id)")
  }

  func decide(_ id: String, _ request: Request, _ context: WebContext) async throws -> Response {
    let form = try await Form(request)
    try FormToken.check(form, request)
    let (record, _) = try await history.visible(id, context)
    guard context.visitor.mayDecide(record) else { throw PageError.signIn }
    let allowed: [ControlAction] = [.accept, .discard, .restore]
    guard let action = form["do"].flatMap(ControlAction.init(rawValue:)), allowed.contains(action) else {
      throw PageError.refused("accept, discard or restore is expected")
    }
    var asked = ControlRequest(action)
    asked.set = record.id
    try await requests.ask(asked, by: context.visitor, from: context.address)
    return Page.redirect(to: "/set/\(record.id)")
  }

  // MARK: Who walks

  /// The list to choose from, for the staff.
  func chooser(_ machineId: String, _ request: Request, _ context: WebContext) async throws -> Response {
    guard context.visitor.isStaff else { throw PageError.signIn }
    guard let machine = hub.machines.first(where: { $0.id == machineId }) else { throw PageError.notFound }
    let walkers = try await log.read { try $0.walkers() }
    let words = context.words
    let form = FormToken(request)
    let buttons = walkers.map { walker -> HTML in
      "<button name=\"walker\" value=\"\(walker.name)\">\(walker.name)</button>"
    }
    return Page(title: words(.whoWalks), context: context, section: .staff, form: form).response(
      """
      <h1>\(words(.whoWalks)) \(machine.name)</h1>
      <form method="post" action="/m/\(machine.id)/walker" class="choices">\(form.field)
      <button name="none" value="yes">\(words(.noWalker))</button>\(buttons)</form>
      """)
  }

  func use(_ machineId: String, _ request: Request, _ context: WebContext) async throws -> Response {
    let form = try await Form(request)
    try FormToken.check(form, request)
    guard hub.machines.contains(where: { $0.id == machineId }) else { throw PageError.notFound }
    let walker = form.has("none") ? nil : form["walker"]
    guard walker != nil || form.has("none") else { throw PageError.refused("no walker was named") }
    let present = hub.frame(machineId)?.walker
    guard context.visitor.mayUse(walker: walker, insteadOf: present) else { throw PageError.signIn }
    var asked = ControlRequest(.walker)
    asked.machine = machineId
    asked.walker = ControlValue(walker)
    try await requests.ask(asked, by: context.visitor, from: context.address)
    return Page.redirect(to: "/m/\(machineId)")
  }
}

extension Form {
  /// A number from 0 to 10; nil if the field is empty.
  fileprivate func number(_ name: String) throws -> Double? {
    guard let text = self[name] else { return nil }
    guard let value = Double(text.replacing(",", with: ".")), (0...10).contains(value) else {
      throw PageError.refused("\(name): 0 to 10 is expected")
    }
    return value
  }
}
