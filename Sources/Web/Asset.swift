// SPDX-License-Identifier: Apache-2.0
//
// Owns: the page's files, which are part of the program. Must not know: pages.

import Crypto
import HTTPTypes
import Hummingbird
import NIOCore

/// A file that does not change while the program runs.
struct Asset: Sendable {
  let path: String
  private let type: String
  private let bytes: ByteBuffer
  private let tag: String

  private init(_ path: String, _ type: String, _ bytes: [UInt8]) {
    self.path = path
    self.type = type
    self.bytes = ByteBuffer(bytes: bytes)
    tag = "\"\(SHA256.hash(data: bytes).prefix(8).map { String($0, radix: 16) }.joined())\""
  }

  static let all = [
    Asset("/page.css", "text/css; charset=utf-8", PackageResources.page_css),
    Asset("/page.js", "text/javascript; charset=utf-8", PackageResources.page_js),
    Asset("/icon.svg", "image/svg+xml", PackageResources.icon_svg),
    Asset("/icon.png", "image/png", PackageResources.icon_png),
    Asset("/manifest.webmanifest", "application/manifest+json", PackageResources.manifest_webmanifest),
    Asset("/api/v1/openapi.json", "application/json", PackageResources.openapi_json),
  ]

  /// The file, or that a browser has it already.
  func response(_ request: Request, _ context: WebContext) -> Response {
    let headers: HTTPFields = [.contentType: type, .eTag: tag, .cacheControl: "no-cache"]
    if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
  }
}
