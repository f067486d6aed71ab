// SPDX-License-Identifier: Apache-2.0
//
// Owns: the requests of intervals.icu's published interface: upload, list, delete. Must not know: which sessions.

import Foundation
import NIOHTTP1
import SetLog
import WebClient

/// One athlete's activities at the site.
struct IntervalsSite: Sendable {
  let client: WebClient
  let base: WebAddress
  let athlete: String
  let key: String

  private struct Activity: Decodable {
    var id: String?
    var externalId: String?
    var activities: [Activity]?

    private enum CodingKeys: String, CodingKey {
      case id
      case externalId = "external_id"
      case activities
    }
  }

  /// Uploads a file.
  /// - Parameter externalId: found again by `find`.
  /// - Returns: the activity's identifier at the site.
  func upload(_ bytes: [UInt8], name: String, externalId: String) async throws -> String {
    let boundary = "deadmill-\(externalId.hashedBoundary(bytes))"
    let query = [
      URLQueryItem(name: "name", value: name), URLQueryItem(name: "external_id", value: externalId),
      URLQueryItem(name: "device_name", value: "Deadmill"),
    ]
    let head =
      "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(externalId).fit\"\r\n"
      + "Content-Type: application/octet-stream\r\n\r\n"
    let body = Array(head.utf8) + bytes + Array("\r\n--\(boundary)--\r\n".utf8)
    let answer = try await ask(
      .POST, "/api/v1/athlete/\(athlete)/activities", query, body: body,
      type: "multipart/form-data; boundary=\(boundary)")
    let found = try decoded(Activity.self, answer)
    guard let id = found.id ?? found.activities?.first?.id else {
      throw UploadFault("\(base.shown): took the session but gave it no id; it is looked up")
    }
    return id
  }

  /// The identifier of an activity by its external one; nil if the site has none such.
  func find(_ externalId: String, around day: Instant) async throws -> String? {
    let dayMs: Int64 = 86_400_000
    let query = [
      URLQueryItem(name: "oldest", value: Self.date(day.unixMs - 2 * dayMs)),
      URLQueryItem(name: "newest", value: Self.date(day.unixMs + 2 * dayMs)),
    ]
    let answer = try await ask(.GET, "/api/v1/athlete/\(athlete)/activities", query)
    return try decoded([Activity].self, answer).first { $0.externalId == externalId }?.id
  }

  /// Deletes an activity; one that is gone already is as good.
  func delete(_ activity: String) async throws {
    guard activity.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil else { return }
    _ = try await ask(.DELETE, "/api/v1/activity/\(activity)", mayBeGone: true)
  }

  private static func date(_ unixMs: Int64) -> String {
    String(Instant(unixMs: unixMs).description.prefix(10))
  }

  private func decoded<Value: Decodable>(_ type: Value.Type, _ answer: WebAnswer) throws(UploadFault) -> Value
  {
    do {
      return try JSONDecoder().decode(type, from: Data(answer.body))
    } catch {
      throw UploadFault(
        "\(base.shown): answered HTTP \(answer.status) with something that is not its interface's; is there a login page "
          + "in the way?")
    }
  }

  private func ask(
    _ method: HTTPMethod, _ path: String, _ query: [URLQueryItem] = [], body: [UInt8] = [],
    type: String? = nil, mayBeGone: Bool = false
  ) async throws -> WebAnswer {
    var parts = URLComponents(string: base.url)
    parts?.path = path
    if !query.isEmpty { parts?.queryItems = query }
    // A plus sign would be read as a space.
    let encoded = parts?.percentEncodedQuery?.replacing("+", with: "%2B")
    parts?.percentEncodedQuery = encoded
    guard let url = parts?.string, let address = WebAddress(url) else {
      throw UploadFault("\(base.shown): no address can be made of it; correct url:")
    }
    let login = Data("API_KEY:\(key)".utf8).base64EncodedString()
    var request = WebRequest(method: method, address: address, body: body)
    request.headers = [
      ("authorization", "Basic \(login)"), ("accept", "application/json"), ("user-agent", "deadmill"),
    ]
    if let type { request.headers.append(("content-type", type)) }
    let answer = try await client.send(request)
    if answer.isSuccess || mayBeGone && answer.status == 404 { return answer }
    throw UploadFault("\(base.shown), athlete \(athlete): \(Self.refusal(answer.status))")
  }

  private static func refusal(_ status: Int) -> String {
    switch status {
    case 300..<400: "sends elsewhere (HTTP \(status)), which is not followed"
    case 401, 403: "does not accept the key (HTTP \(status)); put the athlete's present API key into its file"
    case 404: "knows no such athlete (HTTP 404); correct accounts:"
    case 429: "wants fewer requests (HTTP 429); they are tried again later"
    case 500...: "has a fault of its own (HTTP \(status)); it is tried again"
    default: "did not take the session (HTTP \(status)); it is tried again"
    }
  }
}

extension String {
  /// A word that is not in the bytes.
  fileprivate func hashedBoundary(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in Array(utf8) + bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
