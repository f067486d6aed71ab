// SPDX-License-Identifier: Apache-2.0
//
// Owns: signing in with a PIN, a link or the staff's password, and out. Must not know: what is behind it.

import HTTPTypes
import Hummingbird
import Logging
import SetLog

struct SignInPages {
  let accounts: Accounts
  let log: LogReader
  let limit: AttemptLimit
  let staffHash: String?

  // MARK: The form

  func form(_ request: Request, _ context: WebContext, fault: String? = nil) -> Response {
    let words = context.words
    let token = FormToken(request)
    let staff: HTML =
      staffHash == nil
      ? "<p class=\"small\">\(words(.staffOff))</p>"
      : """
      <form method="post" action="/sign-in" class="fields">\(token.field)
      <label>\(words(.password)) <input name="password" type="password" autocomplete="current-password" required></label>
      <button>\(words(.signIn))</button></form>
      """
    let page = Page(title: words(.signIn), context: context, form: token)
    return page.response(
      """
      <h1>\(words(.signIn))</h1>\(fault.map { "<p class=\"alarm\" role=\"alert\">\($0)</p>" as HTML })
      <form method="post" action="/sign-in" class="fields">\(token.field)
      <label>\(words(.name)) <input name="name" autocomplete="username" required></label>
      <label>\(words(.pin)) <input name="pin" type="password" inputmode="numeric" autocomplete="current-password"
      required></label><button>\(words(.signIn))</button></form>
      <p class="small">\(words(.noPIN))</p>
      <h2>\(words(.staff))</h2>\(staff)
      """, status: fault == nil ? .ok : .forbidden)
  }

  // MARK: Signing in

  func signIn(_ request: Request, _ context: WebContext) async throws -> Response {
    let form = try await Form(request)
    try FormToken.check(form, request)
    if let password = form["password"] { return try await staff(password, request, context) }
    guard let name = form["name"], let pin = form["pin"] else {
      throw PageError.refused("name and PIN are needed")
    }
    let walker = try await log.read { log in try log.knownWalker(name) }
    let keys = [context.address, "walker \(walker?.id ?? name)"]
    if let seconds = limit.waitS(keys) { throw PageError.wait(seconds) }
    let hash = accounts.pinHash(walker?.id)
    guard await Self.matches(pin, hash), let walker else {
      limit.fail(keys)
      context.logger.notice("a wrong PIN for \"\(name.prefix(80))\" from \(context.address)")
      return self.form(request, context, fault: context.words(.pinWrong))
    }
    limit.succeed(keys)
    return try enter(walkerId: walker.id, to: "/me", context)
  }

  private func staff(_ password: String, _ request: Request, _ context: WebContext) async throws -> Response {
    guard let staffHash else { throw PageError.notFound }
    let keys = [context.address, "staff"]
    if let seconds = limit.waitS(keys) { throw PageError.wait(seconds) }
    guard await Self.matches(password, staffHash) else {
      limit.fail(keys)
      context.logger.notice("a wrong staff password from \(context.address)")
      return form(request, context, fault: context.words(.pinWrong))
    }
    limit.succeed(keys)
    return try enter(walkerId: nil, to: "/staff", context)
  }

  /// The comparison takes a tenth of a second on purpose, so it has a thread that may wait.
  private static func matches(_ secret: String, _ hash: String) async -> Bool {
    (try? await BlockingWork.run { PasswordHash.matches(secret, hash) }) ?? false
  }

  func enter(walkerId: String?, to path: String, _ context: WebContext) throws -> Response {
    let cookie = try accounts.signIn(walkerId: walkerId)
    var response = Page.redirect(to: path)
    let lifetimeS = walkerId == nil ? Accounts.staffLifetimeS : Accounts.walkerLifetimeS
    SignIn.set(cookie, lifetimeS: lifetimeS, &response, context)
    return response
  }

  func signOut(_ request: Request, _ context: WebContext) async throws -> Response {
    let form = try await Form(request)
    try FormToken.check(form, request)
    if let session = context.visitor.session {
      if form["everywhere"] != nil, let name = context.visitor.walker {
        let id = try await log.read { log in try log.walkers().first { $0.name == name }?.id }
        if let id { try accounts.signOutEverywhere(walkerId: id) }
      }
      try accounts.signOut(session: session)
    }
    var response = Page.redirect(to: "/")
    SignIn.remove(&response, context)
    return response
  }

  // MARK: Links

  /// A link only shows what it is: fetching it, as a messenger's preview does, must not use it up.
  func link(_ token: String, _ request: Request, _ context: WebContext) async throws -> Response {
    let words = context.words
    let form = FormToken(request)
    let page = Page(title: words(.linkTitle), context: context, form: form)
    guard let name = try await walker(ofLink: token, context)?.name else {
      return page.response(
        "<h1>\(words(.linkTitle))</h1><p class=\"alarm\">\(words(.linkUsed))</p>", status: .notFound)
    }
    return page.response(
      """
      <h1>\(words(.linkTitle))</h1><p>\(words(.linkGood, name))</p>
      <form method="post" action="/link/\(token)">\(form.field)<button>\(words(.signIn))</button></form>
      """)
  }

  func redeem(_ token: String, _ request: Request, _ context: WebContext) async throws -> Response {
    try FormToken.check(try await Form(request), request)
    guard let walker = try await walker(ofLink: token, context) else {
      throw PageError.refused(context.words(.linkUsed))
    }
    try accounts.spendLink(token)
    return try enter(walkerId: walker.id, to: "/me", context)
  }

  private func walker(ofLink token: String, _ context: WebContext) async throws -> WalkerRecord? {
    let keys = ["link \(context.address)"]
    if let seconds = limit.waitS(keys) { throw PageError.wait(seconds) }
    guard let id = accounts.walker(ofLink: token) else {
      limit.fail(keys)
      return nil
    }
    return try await log.read { log in try log.walker(id: id) }
  }

  // MARK: One's own page

  func setPIN(_ request: Request, _ context: WebContext) async throws -> Response {
    let form = try await Form(request)
    try FormToken.check(form, request)
    guard let name = context.visitor.walker else { throw PageError.signIn }
    guard let pin = form["pin"], PasswordHash.pinLength.contains(pin.count),
      pin.allSatisfy({ $0.isASCII && $0.isNumber })
    else { throw PageError.refused(context.words(.pinHint)) }
    let id = try await log.read { log in try log.walkers().first { $0.name == name }?.id }
    let hash = try await BlockingWork.run { PasswordHash.make(pin) }
    guard let id, let hash else { throw PageError.notFound }
    try accounts.setPIN(hash, of: id)
    return Page.redirect(to: "/me")
  }
}
