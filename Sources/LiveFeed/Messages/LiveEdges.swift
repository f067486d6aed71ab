// SPDX-License-Identifier: Apache-2.0
//
// Owns: raw edges and what they come from, as JSON lines. Must not know: sockets, threads.
//
//     {"type":"line","machine":"Treadmill 3","circumferenceM":0.18,"magnets":4,"edge":"falling","sensor":"single"}
//     {"type":"edges","machine":"Treadmill 3","first":17,"edges":[[1000000000,0,0,1],...]}
//
// Each edge is its timestamp in nanoseconds, the sensor line (0 or 1), 0 for falling or 1 for rising, and the kernel's
// sequence number (0 if unknown).

import Foundation
import Pulses

/// The machine and sensor that edges come from.
package struct LiveLine: Codable, Sendable, Equatable {
  package var type = "line"
  package var machine: String
  /// Belt travel per turn of the magnet wheel, metres.
  package var circumferenceM: Double
  package var magnets: Int
  /// The transition of an arriving magnet: `falling`, `rising` or `both`.
  package var edge: String
  /// `single` or `quadrature`.
  package var sensor: String

  package init(machine: String, circumferenceM: Double, magnets: Int, edge: String, sensor: String) {
    self.machine = machine
    self.circumferenceM = circumferenceM
    self.magnets = magnets
    self.edge = edge
    self.sensor = sensor
  }

  /// The message as one line, with its end.
  package var line: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return ((try? encoder.encode(self)) ?? Data()) + Data("\n".utf8)
  }
}

/// Edges that follow each other without a gap.
package struct LiveEdges: Codable, Sendable, Equatable {
  package var type = "edges"
  package var machine: String
  /// The number of the first edge; the others count on from it. A jump from one message to the next shows how many edges
  /// a slow reader has missed.
  package var first: Int64
  private var edges: [[Int64]]

  package init(machine: String, first: Int64, edges: [Edge]) {
    self.machine = machine
    self.first = first
    self.edges = edges.map { edge in
      [edge.timestampNs, Int64(edge.line), edge.transition == .rising ? 1 : 0, edge.sequence]
    }
  }

  /// The edges; those that this version cannot read are left out.
  package var all: [Edge] {
    edges.compactMap { fields in
      guard fields.count >= 4, (0...1).contains(fields[1]) else { return nil }
      return Edge(
        timestampNs: fields[0], sequence: fields[3], line: Int(fields[1]),
        transition: fields[2] == 0 ? .falling : .rising)
    }
  }

  package var count: Int { edges.count }

  /// Adds edges as one line with its end. By hand: an encoder takes ten times as long.
  /// - Parameter machine: the machine's name, quoted.
  package static func append(_ edges: [Edge], first: Int64, machine: String, to lines: inout Data) {
    guard !edges.isEmpty else { return }
    var text = "{\"type\":\"edges\",\"machine\":\(machine),\"first\":\(first),\"edges\":["
    for (index, edge) in edges.enumerated() {
      if index > 0 { text += "," }
      let rising = edge.transition == .rising ? 1 : 0
      text += "[\(edge.timestampNs),\(edge.line),\(rising),\(edge.sequence)]"
    }
    lines.append(contentsOf: (text + "]}\n").utf8)
  }
}

/// Where the feed's server gets the edges of one machine from.
package struct EdgeStream: Sendable {
  package var machine: String
  /// What the edges come from, as one line.
  package var head: @Sendable () -> Data
  /// The edges since the last time, as lines. Called on the server's thread only; it must not wait.
  package var fetch: @Sendable () -> Data
  /// Called on the server's thread when the first reader asks and when the last one has gone.
  package var setWanted: @Sendable (Bool) -> Void

  package init(
    machine: String, head: @escaping @Sendable () -> Data, fetch: @escaping @Sendable () -> Data,
    setWanted: @escaping @Sendable (Bool) -> Void
  ) {
    self.machine = machine
    self.head = head
    self.fetch = fetch
    self.setWanted = setWanted
  }
}
