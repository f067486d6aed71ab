// SPDX-License-Identifier: Apache-2.0
//
// Owns: cookies: who is signed in, and that a form comes from our own page. Must not know: routes.

import HTTPTypes
import Hummingbird
import SetLog

/// Finds out who asks.
struct SignIn: RouterMiddleware {
  static let cookie = "deadmill"
  static let formCookie = "deadmill_form"

  let accounts: Accounts
  let log: LogReader

  func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    if let authorization = request.headers[.authorization] {
      guard let token = Self.bearer(authorization), accounts.isGood(token: token) else {
        throw HTTPError(
          .unauthorized, headers: [.wwwAuthenticate: "Bearer"], message: "this token is not known")
      }
      context.visitor = Visitor(role: .staff)
    } else if let cookie = request.cookies[Self.cookie]?.value, let found = accounts.session(cookie) {
      context.visitor = await visitor(found.session, found.digest)
    }
    return try await next(request, context)
  }

  private static func bearer(_ header: String) -> String? {
    let parts = header.split(separator: " ")
    return parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
  }

  /// A walker who was erased, or cannot be looked up now, is a stranger.
  private func visitor(_ session: Accounts.Session, _ digest: String) async -> Visitor {
    guard let id = session.walkerId else { return Visitor(role: .staff, session: digest) }
    let name = try? await log.read { log in try log.walkers().first { $0.id == id }?.name }
    guard let name = name ?? nil else { return .stranger }
    return Visitor(role: .walker(name), session: digest)
  }

  // MARK: Cookies

  /// Signs a browser in.
  static func set(_ cookie: String, lifetimeS: Double, _ response: inout Response, _ context: WebContext) {
    response.setCookie(
      Cookie(
        name: Self.cookie, value: cookie, maxAge: Int(lifetimeS), path: "/", secure: context.isSecure,
        httpOnly: true, sameSite: .strict))
  }

  static func remove(_ response: inout Response, _ context: WebContext) {
    set("", lifetimeS: 0, &response, context)
  }
}

/// A secret that a form carries and a cookie too: no other page can know it, nor send the one with the other.
struct FormToken: Sendable {
  let value: String
  private let isNew: Bool

  init(_ request: Request) {
    let known = request.cookies[SignIn.formCookie]?.value
    isNew = known?.count != 40
    value = isNew ? RandomToken.make() : known ?? ""
  }

  /// The field of a form.
  var field: HTML { "<input type=\"hidden\" name=\"form\" value=\"\(value)\">" }

  func give(_ response: inout Response, _ context: WebContext) {
    guard isNew else { return }
    response.setCookie(
      Cookie(
        name: SignIn.formCookie, value: value, path: "/", secure: context.isSecure, httpOnly: true,
        sameSite: .strict))
  }

  static func check(_ form: Form, _ request: Request) throws {
    guard let known = request.cookies[SignIn.formCookie]?.value, known.count == 40,
      let sent = form["form"], PasswordHash.isEqual(known, sent)
    else { throw PageError.formOld }
  }
}
