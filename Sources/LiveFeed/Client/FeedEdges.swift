// SPDX-License-Identifier: Apache-2.0
//
// Owns: raw edges of a running daemon, as its socket delivers them. Must not know: files.

import Pulses

/// What came in one look.
package enum FeedEdgesNews: Sendable, Equatable {
  /// Nothing in time.
  case none
  /// Edges, and how many before them the daemon had to drop.
  case edges([Edge], missing: Int64)
  /// The belt's clock, nanoseconds, and the state of its sensor.
  case time(Int64, LiveFrame)
  /// The daemon said goodbye.
  case over
}

/// Asks a daemon for the edges of one machine, and reads them. The daemon keeps its line and counts on.
package struct FeedEdges: ~Copyable {
  /// How long the answer may take.
  private static let patience = Duration.seconds(5)

  private var client: FeedClient
  /// The machine and sensor that the edges come from.
  package let line: LiveLine
  private var next: Int64?
  /// Edges that the daemon dropped because they were not read fast enough.
  package private(set) var missing: Int64 = 0

  private init(client: consuming FeedClient, line: LiveLine) {
    self.client = client
    self.line = line
  }

  /// Asks for a machine; nil is the only one that there is.
  package static func ask(_ client: consuming FeedClient, machine: String?) throws -> FeedEdges {
    var client = client
    client.ask(.edges(machine: machine))
    let until = ContinuousClock.now + Self.patience
    while ContinuousClock.now < until {
      switch try client.next(milliseconds: 200) {
      case .line(let line): return FeedEdges(client: client, line: line)
      case .refused(let reason): throw FeedEdgesRefusal(reason)
      case .bye: throw FeedEdgesRefusal("the daemon has ended")
      case .hello, .live, .set, .edges, nil: continue
      }
    }
    throw FeedEdgesRefusal(
      "the daemon did not answer the request for edges; it may be an older version: restart it")
  }

  /// The next news.
  package mutating func next(milliseconds: Int32) throws(FeedError) -> FeedEdgesNews {
    switch try client.next(milliseconds: milliseconds) {
    case .edges(let edges) where edges.machine == line.machine:
      let gap = next.map { max(0, edges.first &- $0) } ?? 0
      next = edges.first &+ Int64(edges.count)
      missing &+= gap
      return .edges(edges.all, missing: gap)
    case .live(let frame) where frame.machine == line.machine: return .time(frame.timeNs, frame)
    case .bye: return .over
    case .hello, .live, .set, .line, .edges, .refused, nil: return .none
    }
  }
}

/// Why a daemon gives no edges.
package struct FeedEdgesRefusal: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
