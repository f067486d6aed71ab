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
  /// What the machine is called.
  package let name: String
  private var next: Int64?
  /// Edges that the daemon dropped because they were not read fast enough.
  package private(set) var missing: Int64 = 0

  private init(client: consuming FeedClient, line: LiveLine, name: String) {
    self.client = client
    self.line = line
    self.name = name
  }

  /// Asks for a machine by name or identifier; nil is the only one that there is.
  package static func ask(_ client: consuming FeedClient, machine: String?) throws -> FeedEdges {
    var client = client
    let chosen = try choose(machine, among: client.hello.machines)
    try client.watch(FeedWatch([.live, .edges], machines: [chosen.id], id: "edges"))
    let until = ContinuousClock.now + Self.patience
    while ContinuousClock.now < until {
      switch try client.next(milliseconds: 200) {
      case .line(let line): return FeedEdges(client: client, line: line, name: chosen.name)
      case .error(let fault): throw fault
      case .bye: throw FeedFault(.failed, "the daemon has ended")
      default: continue
      }
    }
    throw FeedFault(.failed, "the daemon did not answer the request for edges; restart it")
  }

  private static func choose(
    _ machine: String?, among machines: [LiveMachine]
  ) throws(FeedFault) -> LiveMachine {
    let names = machines.map { "\"\($0.name)\"" }.joined(separator: ", ")
    if let machine {
      if let found = machines.first(where: { $0.isCalled(machine) }) { return found }
      throw FeedFault(
        .noSuchMachine, "no machine \"\(machine)\"; the daemon has \(names.isEmpty ? "none" : names)")
    }
    guard machines.count == 1, let only = machines.first else {
      throw FeedFault(.noSuchMachine, "the daemon has several machines: \(names); name one")
    }
    return only
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
    default: return .none
    }
  }
}
