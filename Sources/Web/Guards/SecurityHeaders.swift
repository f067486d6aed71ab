// SPDX-License-Identifier: Apache-2.0
//
// Owns: what every answer carries to keep browsers from doing what the page does not need. Must not know: pages.

import HTTPTypes
import Hummingbird

/// Adds the headers that OWASP's list of secure headers names, and turns errors into answers that have them too.
struct SecurityHeaders: RouterMiddleware {
  /// No script but our own file, none within a page; nothing from elsewhere; not within another page.
  static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
    "img-src 'self' data:",
    "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
  ].joined(separator: "; ")

  let isSecure: Bool

  func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      response = ErrorPages.response(to: error, request, context)
    }
    for (name, value) in Self.fields where response.headers[name] == nil { response.headers[name] = value }
    if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
    return response
  }

  private static let fields: [(HTTPField.Name, String)] = [
    (.contentSecurityPolicy, policy), (.xContentTypeOptions, "nosniff"), (.referrerPolicy, "same-origin"),
    (.crossOriginResourcePolicy, "same-origin"), (.crossOriginOpenerPolicy, "same-origin"),
    (.permissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (.cacheControl, "no-store"), (.xFrameOptions, "DENY"),
  ]
}

extension HTTPField.Name {
  static let referrerPolicy = named("Referrer-Policy")
  static let crossOriginOpenerPolicy = named("Cross-Origin-Opener-Policy")
  static let permissionsPolicy = named("Permissions-Policy")
  static let xFrameOptions = named("X-Frame-Options")

  /// These names are all valid.
  private static func named(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .server }
}
