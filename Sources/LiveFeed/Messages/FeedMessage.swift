// SPDX-License-Identifier: Apache-2.0
//
// Owns: the messages of the local sockets, protocol 2, as lines of JSON. Must not know: sockets.
//
// docs/man/deadmill-protocol.5 has every message with its units and an example, docs/protocol.schema.json the schema.

import FoundationEssentials

/// What a daemon sends.
package enum FeedMessage: Sendable, Equatable {
  case hello(FeedHello)
  /// All machines, when one was added, removed or renamed.
  case machines([LiveMachine])
  case live(LiveFrame)
  /// The belt speed before the client began to watch frames.
  case trace(LiveTrace)
  case pulse(machine: String, LivePulse)
  /// What the edges that follow come from.
  case line(LiveLine)
  case edges(LiveEdges)
  case change(FeedChange)
  case ok(FeedAnswer)
  case error(FeedFault)
  case bye(reason: String)

  /// The message as one line, with its end; empty for a number that JSON cannot express.
  package var line: Data {
    switch self {
    case .edges(let edges): edges.line
    default: JSONLine.line(self)
    }
  }

  /// Reads a line without its end; nil for what this version does not know.
  package init?(line: Data) {
    guard let message = try? JSONDecoder().decode(FeedMessage.self, from: line) else { return nil }
    self = message
  }
}

extension FeedMessage: Codable {
  private enum Key: String, CodingKey { case type, machine, machines, reason }

  private struct UnknownType: Error {}

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(String.self, forKey: .type) {
    case "hello": self = .hello(try FeedHello(from: decoder))
    case "machines": self = .machines(try container.decode([LiveMachine].self, forKey: .machines))
    case "live": self = .live(try LiveFrame(from: decoder))
    case "trace": self = .trace(try LiveTrace(from: decoder))
    case "pulse":
      self = .pulse(
        machine: try container.decode(String.self, forKey: .machine), try LivePulse(from: decoder))
    case "line": self = .line(try LiveLine(from: decoder))
    case "edges": self = .edges(try LiveEdges(from: decoder))
    case "change": self = .change(try FeedChange(from: decoder))
    case "ok": self = .ok(try FeedAnswer(from: decoder))
    case "error": self = .error(try FeedFault(from: decoder))
    case "bye": self = .bye(reason: try container.decodeIfPresent(String.self, forKey: .reason) ?? "")
    default: throw UnknownType()
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(type, forKey: .type)
    switch self {
    case .hello(let hello): try hello.encode(to: encoder)
    case .machines(let machines): try container.encode(machines, forKey: .machines)
    case .live(let frame): try frame.encode(to: encoder)
    case .trace(let trace): try trace.encode(to: encoder)
    case .pulse(let machine, let pulse):
      try container.encode(machine, forKey: .machine)
      try pulse.encode(to: encoder)
    case .line(let line): try line.encode(to: encoder)
    case .edges(let edges): try edges.encode(to: encoder)
    case .change(let change): try change.encode(to: encoder)
    case .ok(let answer): try answer.encode(to: encoder)
    case .error(let fault): try fault.encode(to: encoder)
    case .bye(let reason): try container.encode(reason, forKey: .reason)
    }
  }

  private var type: String {
    switch self {
    case .hello: "hello"
    case .machines: "machines"
    case .live: "live"
    case .trace: "trace"
    case .pulse: "pulse"
    case .line: "line"
    case .edges: "edges"
    case .change: "change"
    case .ok: "ok"
    case .error: "error"
    case .bye: "bye"
    }
  }
}
