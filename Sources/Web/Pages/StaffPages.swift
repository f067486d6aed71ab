// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the staff sees and changes: machines, walkers, programs. Must not know: sets.

import HTTPTypes
import Hummingbird
import LiveFeed
import QR
import SetLog
import Words

struct StaffPages {
  let hub: LiveHub
  let log: LogReader
  let accounts: Accounts
  let requests: DaemonRequests

  func page(_ request: Request, _ context: WebContext) async throws -> Response {
    guard context.visitor.isStaff else { return Page.redirect(to: "/sign-in") }
    let words = context.words
    let (machines, walkers) = try await log.read { (try $0.machines(), try $0.walkers()) }
    let form = FormToken(request)
    let page = Page(title: words(.staff), context: context, section: .staff, form: form)
    return page.response(
      """
      <h1>\(words(.staff))</h1>
      <h2>\(words(.machines))</h2>\(machines.filter { $0.retiredAt == nil }.map { row($0, form, context) })
      <h2>\(words(.walkers))</h2>\(walkers.map { row($0, form, context) })
      <form method="post" action="/staff/walkers" class="fields">\(form.field)<h3>\(words(.addWalker))</h3>
      <label>\(words(.name)) <input name="name" maxlength="\(SetLog.longestWalkerName)" autocomplete="off" required></label>
      <label>\(words(.bodyMass)) <input name="massKg" type="number" min="20" max="300" step="0.1"></label>
      <button>\(words(.addWalker))</button></form>
      <h2>\(words(.tokens))</h2>\(accounts.tokens.map { token($0.digest, $0.token, form, context) })
      <form method="post" action="/staff/tokens" class="fields">\(form.field)
      <label>\(words(.tokenName)) <input name="name" maxlength="80" autocomplete="off" required></label>
      <button>\(words(.makeToken))</button></form>
      <form method="post" action="/staff/sign-out-all" class="buttons">\(form.field)<button>\(words(.endAll))</button></form>
      <form method="post" action="/sign-out" class="buttons">\(form.field)<button>\(words(.signOut))</button></form>
      """)
  }

  private func row(_ machine: MachineRecord, _ form: FormToken, _ context: WebContext) -> HTML {
    let words = context.words
    let km = context.figures.fixed(machine.sinceServiceM / 1000, 1)
    let walker = machine.walker ?? words(.noWalker)
    return """
      <article class="card"><h3><a href="/m/\(machine.id)">\(machine.name)</a></h3>
      <p>\(walker) · \(words(.since, "\(km) km"))</p><div class="buttons">
      <a class="button" href="/m/\(machine.id)/walker">\(words(.whoWalks))</a>
      <a class="button" href="/m/\(machine.id)/qr">\(words(.printQR))</a>
      <form method="post" action="/staff/machines/\(machine.id)">\(form.field)\
      <button name="do" value="service-mark">\(words(.serviced))</button></form></div>
      <details><summary>\(words(.rename))</summary><form method="post" action="/staff/machines/\(machine.id)" class="fields">
      \(form.field)<label>\(words(.name)) <input name="name" value="\(machine.name)" maxlength="80" required></label>
      <button name="do" value="rename-machine">\(words(.save))</button></form></details></article>
      """
  }

  private func row(_ walker: WalkerRecord, _ form: FormToken, _ context: WebContext) -> HTML {
    let words = context.words
    return """
      <details class="card"><summary>\(walker.name)</summary>
      <form method="post" action="/staff/walkers/\(walker.id)" class="fields">\(form.field)
      <label>\(words(.name)) <input name="name" value="\(walker.name)" maxlength="\(SetLog.longestWalkerName)" required></label>
      <button name="do" value="rename">\(words(.rename))</button>
      <button name="do" value="link">\(words(.makeLink))</button></form>
      <form method="post" action="/staff/walkers/\(walker.id)" class="fields">\(form.field)<p>\(words(.erasing))</p>
      <label>\(words(.name)) <input name="name" autocomplete="off" required></label>
      <button class="danger" name="do" value="erase">\(words(.erase))</button></form></details>
      """
  }

  private func token(
    _ digest: String, _ token: Accounts.Token, _ form: FormToken, _ context: WebContext
  ) -> HTML {
    """
    <form method="post" action="/staff/tokens" class="buttons">\(form.field)<span>\(token.name)</span>
    <button name="remove" value="\(digest)">\(context.words(.removeToken))</button></form>
    """
  }

  // MARK: Changes

  /// The form of a request that only the staff may send.
  private func form(_ request: Request, _ context: WebContext) async throws -> Form {
    let form = try await Form(request)
    try FormToken.check(form, request)
    guard context.visitor.isStaff else { throw PageError.signIn }
    return form
  }

  private func ask(_ request: ControlRequest, _ context: WebContext) async throws {
    try await requests.ask(request, by: context.visitor, from: context.address)
  }

  func changeMachine(_ id: String, _ request: Request, _ context: WebContext) async throws -> Response {
    let form = try await form(request, context)
    let allowed: [ControlAction] = [.serviceMark, .renameMachine]
    guard let action = form["do"].flatMap(ControlAction.init(rawValue:)), allowed.contains(action) else {
      throw PageError.refused("unknown change")
    }
    var asked = ControlRequest(action)
    asked.machine = id
    asked.name = form["name"]
    try await ask(asked, context)
    return Page.redirect(to: "/staff")
  }

  func addWalker(_ request: Request, _ context: WebContext) async throws -> Response {
    let form = try await form(request, context)
    var asked = ControlRequest(.walkerAdd)
    asked.name = form["name"]
    asked.massKg = form["massKg"].flatMap { Double($0.replacing(",", with: ".")) }
    try await ask(asked, context)
    return Page.redirect(to: "/staff")
  }

  func changeWalker(_ id: String, _ request: Request, _ context: WebContext) async throws -> Response {
    let form = try await form(request, context)
    guard let walker = try await log.read({ try $0.walker(id: id) }) else { throw PageError.notFound }
    switch form["do"] {
    case "rename":
      var asked = ControlRequest(.walkerRename)
      asked.name = walker.name
      asked.newName = form["name"]
      try await ask(asked, context)
    case "erase":
      guard form["name"] == walker.name else { throw PageError.refused(context.words(.erasing)) }
      try await erase(walker, context)
    case "link": return link(try accounts.makeLink(id), walker, request, context)
    default: throw PageError.refused("unknown change")
    }
    return Page.redirect(to: "/staff")
  }

  /// Forgets a walker in the log and here.
  func erase(_ walker: WalkerRecord, _ context: WebContext) async throws {
    var asked = ControlRequest(.walkerErase)
    asked.name = walker.name
    try await ask(asked, context)
    try accounts.forget(walker.id)
  }

  private func link(
    _ token: String, _ walker: WalkerRecord, _ request: Request, _ context: WebContext
  ) -> Response {
    let words = context.words
    let address = "\(context.isSecure ? "https" : "http")://\(request.head.authority ?? "")/link/\(token)"
    return Page(title: words(.makeLink), context: context, section: .staff).response(
      """
      <h1>\(words(.linkFor, walker.name))</h1>\(QRCode(address)?.svg)
      <p><code>\(address)</code></p><p class="small">\(words(.linkLasts))</p>
      """)
  }

  func tokens(_ request: Request, _ context: WebContext) async throws -> Response {
    let form = try await form(request, context)
    if let digest = form["remove"] {
      try accounts.removeToken(digest)
      return Page.redirect(to: "/staff")
    }
    guard let name = form["name"] else { throw PageError.refused(context.words(.tokenName)) }
    let token = try accounts.makeToken(name)
    return Page(title: context.words(.tokens), context: context, section: .staff).response(
      "<h1>\(name)</h1><p>\(context.words(.tokenOnce))</p><p><code>\(token)</code></p>")
  }

  func signOutAll(_ request: Request, _ context: WebContext) async throws -> Response {
    _ = try await form(request, context)
    try accounts.signOutEverywhere(walkerId: nil)
    var response = Page.redirect(to: "/sign-in")
    SignIn.remove(&response, context)
    return response
  }

  /// A machine's QR code to print and stick to it.
  func qr(_ id: String, _ request: Request, _ context: WebContext) throws -> Response {
    guard let machine = hub.machines.first(where: { $0.id == id }) else { throw PageError.notFound }
    let address = "\(context.isSecure ? "https" : "http")://\(request.head.authority ?? "")/m/\(id)"
    return Page(title: machine.name, context: context, section: .staff).response(
      """
      <h1>\(machine.name)</h1><p>\(context.words(.qrTitle))</p>\(QRCode(address)?.svg)<p><code>\(address)</code></p>
      """)
  }
}
