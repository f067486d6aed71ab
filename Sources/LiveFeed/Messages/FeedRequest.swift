// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a client sends, as lines of JSON. Must not know: sockets, who answers.

import FoundationEssentials

/// What a client sends.
package enum FeedRequest: Sendable, Equatable {
  /// On the live socket.
  case watch(FeedWatch)
  /// On the control socket.
  case request(ControlRequest)

  /// The request as one line, with its end.
  package var line: Data { JSONLine.line(self) }

  /// Reads a line without its end.
  package static func read(_ line: Data) throws(FeedFault) -> FeedRequest {
    let known: Known
    do {
      known = try JSONDecoder().decode(Known.self, from: line)
    } catch {
      throw FeedFault(.badMessage, "not a message: \(Self.reason(error)); see deadmill-protocol(5)")
    }
    switch known {
    case .request(let request): return request
    case .unknown(let type, let id):
      throw FeedFault(.unknownType, "unknown type \"\(type.prefix(64))\"; see deadmill-protocol(5)", id: id)
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      context.codingPath.last.map { "\"\($0.stringValue.prefix(64))\" has the wrong type" }
        ?? "not a JSON object"
    default: "not a JSON object"
    }
  }

  private enum Known: Decodable {
    case request(FeedRequest)
    case unknown(type: String, id: String?)

    private enum Key: String, CodingKey { case type, id }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      switch try container.decode(String.self, forKey: .type) {
      case "watch": self = .request(.watch(try FeedWatch(from: decoder)))
      case "request": self = .request(.request(try ControlRequest(from: decoder)))
      case let type:
        self = .unknown(type: type, id: try? container.decodeIfPresent(String.self, forKey: .id))
      }
    }
  }
}

extension FeedRequest: Encodable {
  private enum Key: String, CodingKey { case type }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .watch(let watch):
      try container.encode("watch", forKey: .type)
      try watch.encode(to: encoder)
    case .request(let request):
      try container.encode("request", forKey: .type)
      try request.encode(to: encoder)
    }
  }
}
