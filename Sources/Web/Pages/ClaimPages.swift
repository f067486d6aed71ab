// SPDX-License-Identifier: Apache-2.0
//
// Owns: claiming the set that has just ended with the code on the machine's screen. Must not know: who made the code.
//
// The address of a code is in capitals only, so that its QR code is small. Fetching the page uses nothing up.

import HTTPTypes
import Hummingbird
import LiveFeed
import SetLog
import Words

struct ClaimPages {
  let hub: LiveHub
  let log: LogReader
  let accounts: Accounts
  let requests: DaemonRequests
  let limit: AttemptLimit
  let signIn: SignInPages

  /// Where a code can be typed.
  func entry(_ request: Request, _ context: WebContext) -> Response {
    let words = context.words
    return Page(title: words(.claimTitle), context: context).response(
      """
      <h1>\(words(.claimTitle))</h1>
      <form method="get" action="/claim" class="fields"><label>\(words(.claimThis))
      <input name="code" autocapitalize="characters" autocomplete="off" spellcheck="false" maxlength="20" required></label>
      <button>\(words(.claimButton))</button></form>
      """)
  }

  /// A code as people type it: in any case, in groups, with letters for the digits that they look like.
  static func normal(_ code: String) -> String {
    String(
      code.uppercased().filter { $0.isLetter || $0.isNumber }.prefix(40).map { character in
        switch character {
        case "O": "0"
        case "I", "L": "1"
        default: character
        }
      })
  }

  func page(_ token: String, _ request: Request, _ context: WebContext) throws -> Response {
    let words = context.words
    let frame = try claimed(token, context)
    guard let last = frame.set.last else { throw PageError.notFound }
    let form = FormToken(request)
    let figures = context.figures
    let what = words(.claimWhose, figures.clock(last.durationS), figures.length(last.distanceM))
    let mine: HTML? = context.visitor.walker.map { name in
      """
      <form method="post" action="/C/\(token)">\(form.field)<input type="hidden" name="name" value="\(name)">\
      <button>\(words(.claimAsMe, name))</button></form>
      """
    }
    return Page(title: words(.claimTitle), context: context, form: form).response(
      """
      <h1>\(words(.claimTitle))</h1><p class="lead">\(frame.name) · \(what)</p>\(mine)
      <form method="post" action="/C/\(token)" class="fields">\(form.field)
      <label>\(words(.claimName)) <input name="name" autocomplete="nickname" maxlength="\(SetLog.longestWalkerName)" required></label>
      <button>\(words(.claimButton))</button></form>
      """)
  }

  /// The machine whose last set has this code. Guesses are counted.
  private func claimed(_ token: String, _ context: WebContext) throws -> LiveFrame {
    let keys = ["claim \(context.address)"]
    if let seconds = limit.waitS(keys) { throw PageError.wait(seconds) }
    guard let frame = hub.claim(token: Self.normal(token)) else {
      limit.fail(keys)
      throw FeedFault(.tokenExpired, "this code is not valid any more")
    }
    return frame
  }

  func claim(_ token: String, _ request: Request, _ context: WebContext) async throws -> Response {
    let form = try await Form(request)
    try FormToken.check(form, request)
    let frame = try claimed(token, context)
    guard let name = form["name"], let set = frame.set.claim?.set else {
      throw PageError.refused(context.words(.claimName))
    }
    let known = try await log.read { try $0.knownWalker(name) }
    let walker: String
    if let known { walker = known.name } else { walker = try await add(name, context) }
    var request = ControlRequest(.claim)
    request.set = set
    request.walker = .value(walker)
    request.token = Self.normal(token)
    let answer = try await requests.ask(request, by: context.visitor, from: context.address)
    return try await done(answer.set ?? set, walker, isNew: known == nil, context)
  }

  private func add(_ name: String, _ context: WebContext) async throws -> String {
    var request = ControlRequest(.walkerAdd)
    request.name = name
    let answer = try await requests.ask(request, by: context.visitor, from: context.address)
    return answer.walker ?? name
  }

  /// Who is new is signed in on this phone. A name that was known could be anybody's: it needs its PIN.
  private func done(_ set: String, _ walker: String, isNew: Bool, _ context: WebContext) async throws
    -> Response
  {
    if context.visitor.walker == walker { return Page.redirect(to: "/set/\(set)") }
    guard isNew else {
      let words = context.words
      return Page(title: words(.claimTitle), context: context).response(
        """
        <h1>\(words(.claimDone, walker))</h1><p>\(words(.claimKnown))</p>
        <p class="buttons"><a class="button" href="/sign-in">\(words(.signIn))</a></p>
        """)
    }
    let id = try await log.read { try $0.knownWalker(walker)?.id }
    guard let id else { throw PageError.notFound }
    return try signIn.enter(walkerId: id, to: "/set/\(set)", context)
  }
}
