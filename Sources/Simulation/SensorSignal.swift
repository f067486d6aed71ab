// SPDX-License-Identifier: Apache-2.0
//
// Owns: turning the lines' levels into the edges that the kernel would report, with the line's faults. Must not know:
// how the belt moved.

import Pulses

/// Levels of a run's lines, before any fault.
struct SensorSignal {
  private let traces: [LineTrace]
  private let faults: [LineFault]
  private let isInverted: Bool
  private let reportsBoth: Bool
  private let duration: Stretch
  private let standing: [Stretch]
  private let seed: UInt64

  init(_ traces: [LineTrace], _ scenario: Scenario, endNs: Int64, standing: [Stretch], seed: UInt64) {
    self.traces = traces
    faults = scenario.faults.line
    isInverted = scenario.faults.isInverted
    // A quadrature pair needs both.
    reportsBoth = scenario.bothTransitions || traces.count > 1
    duration = Stretch(fromNs: SimulatedRun.originNs, untilNs: endNs)
    self.standing = standing
    self.seed = seed
  }

  /// Edges in order of their time, numbered like the kernel's.
  func edges(_ truth: inout Truth) -> [Edge] {
    var traces = traces
    var world = SensorWorld(line: traces[0], duration: duration, standing: standing)
    for (index, fault) in faults.enumerated() {
      // Each has its own random numbers, so that an additional fault does not change the others.
      var random = Random(seed: seed &* 0x9E37_79B9 &+ UInt64(index) &+ 1)
      fault.act(on: &world, &random)
    }
    traces[0] = world.line
    truth.disturbances += world.disturbances
    truth.disturbances.sort { $0.stretch.fromNs < $1.stretch.fromNs }
    var edges = traces.enumerated().flatMap { $1.changes(line: $0) }
    if isInverted {
      for index in edges.indices {
        edges[index].transition = edges[index].transition == .falling ? .rising : .falling
      }
    }
    edges.removeAll { edge in
      !duration.contains(edge.timestampNs) || (!reportsBoth && edge.transition == .rising)
    }
    edges.sort { $0.timestampNs < $1.timestampNs }
    number(&edges)
    return edges
  }

  private func number(_ edges: inout [Edge]) {
    var lastNs = Int64.min
    for index in edges.indices {
      lastNs = max(edges[index].timestampNs, lastNs &+ 1)
      edges[index].timestampNs = lastNs
      edges[index].sequence = Int64(index + 1)
    }
  }
}

/// When the belt was at rest.
struct RestLog {
  private(set) var stretches: [Stretch] = []

  /// The belt was at rest, or not, for a period that begins where the one before ended.
  mutating func note(isAtRest: Bool, fromNs: Int64, untilNs: Int64) {
    guard isAtRest else { return }
    if let last = stretches.last, last.untilNs == fromNs {
      stretches[stretches.count - 1].untilNs = untilNs
    } else {
      stretches.append(Stretch(fromNs: fromNs, untilNs: untilNs))
    }
  }
}
