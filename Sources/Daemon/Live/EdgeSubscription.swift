// SPDX-License-Identifier: Apache-2.0
//
// Owns: the path of raw edges from the pulse thread to the feed. Must not know: readers, sockets.

import Foundation
import LiveFeed
import Motion
import Pulses
import Synchronization
import Text
import Waking

/// Raw edges of one machine for readers that record them. Without such a reader it costs the pulse thread one load of a
/// flag per edge.
final class EdgeSubscription: Sendable {
  /// At 8,000 edges/s a second of a stalled feed. If the queue is full, an edge is dropped and its number is missing.
  static let capacity = 1 << 13
  /// Edges per message, well below the longest line that readers take.
  private static let mostPerLine = 256

  private struct NumberedEdge: Sendable, BitwiseCopyable {
    var number: Int64
    var edge: Edge
  }

  private let queue = HandoverQueue<NumberedEdge>(capacity: EdgeSubscription.capacity)
  private let number = Atomic<Int64>(0)
  private let wanted = Atomic<Bool>(false)
  private let wakePipe: WakePipe
  private let machine: String

  /// - Parameter machine: its identifier.
  init(machine: String, wakePipe: WakePipe) {
    self.machine = JSONText.quoted(machine)
    self.wakePipe = wakePipe
  }

  var isWanted: Bool { wanted.load(ordering: .relaxed) }

  func setWanted(_ isWanted: Bool) { wanted.store(isWanted, ordering: .relaxed) }

  /// Pulse thread only.
  func publish(_ edge: Edge) {
    let number = number.wrappingAdd(1, ordering: .relaxed).newValue
    if queue.push(NumberedEdge(number: number, edge: edge)) { wakePipe.wake() }
  }

  /// Feed only: the edges since the last time, as lines.
  func lines() -> Data {
    var lines = Data()
    var edges: [Edge] = []
    var first: Int64 = 0
    while let next = queue.pop() {
      if next.number != first &+ Int64(edges.count) || edges.count == Self.mostPerLine {
        LiveEdges.append(edges, first: first, machine: machine, to: &lines)
        edges.removeAll(keepingCapacity: true)
        first = next.number
      }
      edges.append(next.edge)
    }
    LiveEdges.append(edges, first: first, machine: machine, to: &lines)
    return lines
  }
}

extension MachineProfile {
  /// How the feed describes the machine to a reader of edges.
  func liveLine(machine: String) -> LiveLine {
    LiveLine(
      machine: machine, circumferenceM: wheel.circumferenceM, magnets: wheel.magnets, edge: "\(pulseEdge)",
      sensor: "\(sensor)")
  }
}
