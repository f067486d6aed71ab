// SPDX-License-Identifier: Apache-2.0
//
// Owns: which requests are answered at all, and from where each really comes. Must not know: routes, people.

import HTTPTypes
import Hummingbird
import Words

/// Refuses what no browser on our own page sends.
struct RequestGuard: RouterMiddleware {
  let hosts: HostNames
  let proxies: Set<String>
  let isSecure: Bool
  let language: Language?
  let unit: SpeedUnit

  func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    look(request, &context)
    guard let host = request.head.authority, hosts.answers(host) else {
      throw HTTPError(.misdirectedRequest, message: "unknown host name; add it to `names` in web.yaml")
    }
    if !Self.isSafe(request.method), !isOwn(request, host, context) {
      throw HTTPError(.forbidden, message: "this request does not come from this page")
    }
    return try await next(request, context)
  }

  /// Address, protocol and language.
  private func look(_ request: Request, _ context: inout WebContext) {
    context.isSecure = isSecure
    if proxies.contains(context.address) {
      // The last one is what our own proxy has seen; the ones before are what others claim.
      let forwarded = request.headers[.xForwardedFor]?.split(separator: ",").last
      if let forwarded { context.address = String(forwarded.filter { $0 != " " }) }
      if request.headers[.xForwardedProto] == "https" { context.isSecure = true }
    }
    context.language = language ?? AcceptLanguage.best(of: request.headers[.acceptLanguage])
    if let chosen = request.uri.queryParameters["lang"].flatMap({ Language(rawValue: String($0)) }) {
      context.language = chosen
    }
    context.unit = request.uri.queryParameters["units"].flatMap { SpeedUnit(name: String($0)) } ?? unit
  }

  private static func isSafe(_ method: HTTPRequest.Method) -> Bool { method == .get || method == .head }

  /// Whether a change was asked for by a page of this host, or by a program with a token, which no browser sends by itself.
  private func isOwn(_ request: Request, _ host: String, _ context: WebContext) -> Bool {
    guard let origin = request.headers[.origin] else { return request.headers[.authorization] != nil }
    return origin.lowercased() == "\(context.isSecure ? "https" : "http")://\(host)".lowercased()
  }
}

extension HTTPField.Name {
  static let xForwardedFor = HTTPField.Name("X-Forwarded-For") ?? .via
  static let xForwardedProto = HTTPField.Name("X-Forwarded-Proto") ?? .via
}
