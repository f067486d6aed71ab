// SPDX-License-Identifier: Apache-2.0
//
// Owns: the messages of the local socket as JSON lines. Must not know: sockets.
//
//     {"type":"hello","protocol":1,"softwareVersion":"0.1.0","machine":"Treadmill 3"}
//     {"type":"live","frame":{...}}          ten times a second at most; see LiveFrame
//     {"type":"set","set":{...}}             a finished set, in the shape of `deadmill sets --json`
//     {"type":"bye","reason":"stopped"}
//
// A reader may ask with a line of its own, see FeedRequest. With {"type":"ask","for":"pulses"} it gets from then on, as
// they come:
//
//     {"type":"pulse","machine":"Treadmill 3","edgeNs":...}      see LivePulse
//
// With {"type":"ask","for":"edges","machine":"Treadmill 3"} it gets what the edges come from, then the edges (see
// LiveEdges), or {"type":"refused","reason":"..."}.
//
// A reader passes over types and keys it does not know. The protocol number changes only when that is not enough.

import Foundation

/// What can be wrong with the local socket.
package enum FeedError: Error, Sendable, Equatable, CustomStringConvertible {
  case pathTooLong(path: String)
  case alreadyRunning(path: String)
  case noSocket(path: String)
  case cannotListen(path: String, code: Int32)
  case notRunning(path: String)
  case noPermission(path: String)
  case otherProtocol(path: String, found: Int)
  case closed(path: String)

  /// Whether there is simply no daemon (yet, or any more).
  package var isAbsence: Bool {
    switch self {
    case .notRunning, .closed: true
    case .pathTooLong, .alreadyRunning, .noSocket, .cannotListen, .noPermission, .otherProtocol: false
    }
  }

  /// One line, with what to do.
  package var description: String {
    switch self {
    case .pathTooLong(let path): "\(path): too long for a socket (107 bytes at most); give a shorter --socket"
    case .alreadyRunning(let path):
      "\(path): another daemon is running there; stop it, or give another --socket"
    case .noSocket(let path): "\(path): is a file and no socket; move it away, or give another --socket"
    case .cannotListen(let path, let code):
      "\(path): cannot be listened on (\(Self.reason(code))); give another --socket, or rights on its folder"
    case .notRunning(let path): "\(path): no daemon answers; start it with `deadmill run`"
    case .noPermission(let path): "\(path): no permission; add this user to the group of the daemon"
    case .otherProtocol(let path, let found):
      "\(path): the daemon speaks protocol \(found), this program \(FeedMessage.protocolNumber); use the same version"
    case .closed(let path): "\(path): the daemon has gone"
    }
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "no such folder"
    case EACCES, EPERM: "no permission"
    case EROFS: "read-only"
    default: "error \(code)"
    }
  }
}

/// One message.
package enum FeedMessage: Sendable, Equatable {
  package static let protocolNumber = 1

  case hello(protocolNumber: Int, softwareVersion: String, machine: String)
  case live(LiveFrame)
  /// The set as JSON text.
  case set(json: String)
  /// What the edges that were asked for come from.
  case line(LiveLine)
  case edges(LiveEdges)
  /// Something that the reader asked for cannot be had.
  case refused(reason: String)
  case bye(reason: String)

  /// The message as one line, with its end.
  package var line: Data {
    var body: String
    switch self {
    case .hello(let number, let version, let machine):
      body = "{\"type\":\"hello\",\"protocol\":\(number),\"softwareVersion\":\(Self.quote(version)),"
      body += "\"machine\":\(Self.quote(machine))}"
    case .live(let frame):
      // A frame with a number that JSON cannot hold is left out; the next one comes in a moment.
      guard let encoded = Self.encode(frame) else { return Data() }
      body = "{\"type\":\"live\",\"frame\":\(encoded)}"
    case .set(let json): body = "{\"type\":\"set\",\"set\":\(json)}"
    case .line(let line): return line.line
    case .edges(let edges):
      var lines = Data()
      LiveEdges.append(
        edges.all, first: edges.first, machine: Self.quote(edges.machine), to: &lines)
      return lines
    case .refused(let reason): body = "{\"type\":\"refused\",\"reason\":\(Self.quote(reason))}"
    case .bye(let reason): body = "{\"type\":\"bye\",\"reason\":\(Self.quote(reason))}"
    }
    body += "\n"
    return Data(body.utf8)
  }

  /// Reads a line without its end; nil for what this version does not know.
  package init?(line: Data) {
    // Edges first: they are many, and each line is decoded once.
    if line.starts(with: Self.edgesStart) {
      guard let edges = try? JSONDecoder().decode(LiveEdges.self, from: line) else { return nil }
      self = .edges(edges)
      return
    }
    struct Envelope: Decodable {
      var type: String
      var `protocol`: Int?
      var softwareVersion: String?
      var machine: String?
      var frame: LiveFrame?
      var reason: String?
    }
    guard let envelope = try? JSONDecoder().decode(Envelope.self, from: line) else { return nil }
    switch envelope.type {
    case "hello":
      guard let number = envelope.protocol else { return nil }
      self = .hello(
        protocolNumber: number, softwareVersion: envelope.softwareVersion ?? "",
        machine: envelope.machine ?? "")
    case "live":
      guard let frame = envelope.frame else { return nil }
      self = .live(frame)
    case "set":
      let text = String(decoding: line, as: UTF8.self)
      guard let start = text.range(of: "\"set\":{"), text.hasSuffix("}") else { return nil }
      self = .set(json: String(text[text.index(before: start.upperBound)...].dropLast()))
    case "line":
      guard let line = try? JSONDecoder().decode(LiveLine.self, from: line) else { return nil }
      self = .line(line)
    case "edges":
      guard let edges = try? JSONDecoder().decode(LiveEdges.self, from: line) else { return nil }
      self = .edges(edges)
    case "refused": self = .refused(reason: envelope.reason ?? "")
    case "bye": self = .bye(reason: envelope.reason ?? "")
    default: return nil
    }
  }

  private static let edgesStart = Data("{\"type\":\"edges\"".utf8)

  private static func encode(_ frame: LiveFrame) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(frame)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Text as JSON.
  package static func quote(_ text: String) -> String {
    guard let data = try? JSONEncoder().encode(text) else { return "\"\"" }
    return String(decoding: data, as: UTF8.self)
  }
}
