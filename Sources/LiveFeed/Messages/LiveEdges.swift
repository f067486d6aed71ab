// SPDX-License-Identifier: Apache-2.0
//
// Owns: raw edges and what they come from, as JSON lines. Must not know: sockets, threads.
//
//     {"type":"line","machine":"treadmill-3","circumferenceM":0.18,"magnets":4,"edge":"falling","sensor":"single"}
//     {"type":"edges","machine":"treadmill-3","first":17,"edges":[[1000000000,0,0,1],...]}
//
// Each edge is its timestamp in nanoseconds, the sensor line (0 or 1), 0 for falling or 1 for rising, and the kernel's
// sequence number (0 if unknown).

import FoundationEssentials
import Pulses
import Text

/// The machine and sensor that edges come from.
package struct LiveLine: Codable, Sendable, Equatable {
  /// The machine's identifier.
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
}

/// Edges that follow each other without a gap.
package struct LiveEdges: Codable, Sendable, Equatable {
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

  var line: Data {
    var line = Data()
    Self.append(all, first: first, machine: JSONText.quoted(machine), to: &line)
    return line
  }

  /// Adds edges as one line with its end. By hand: an encoder takes ten times as long.
  /// - Parameter machine: the machine's identifier, quoted.
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
