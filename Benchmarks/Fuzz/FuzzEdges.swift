// SPDX-License-Identifier: Apache-2.0
//
// Owns: an endless series of edges of every kind that a kernel or a file could give. Must not know: their consumer.

import Motion
import Pulses
import Simulation

/// An endless series of edges.
struct FuzzEdges {
  private let kind: FuzzKind
  private let profile: MachineProfile?
  private var timeNs: Int64
  private var sequence: Int64 = 0
  /// The newest time so far, nanoseconds.
  private(set) var latestNs: Int64 = .min
  private var levels = LevelTrain()
  /// Of a simulated walk: the remaining edges, and the shift of their times.
  private var walk: ArraySlice<Edge> = []
  private var shiftNs: Int64 = 0

  init(_ kind: FuzzKind, profile: MachineProfile?, seed: UInt64, _ random: inout Random) {
    self.kind = kind
    self.profile = profile
    timeNs =
      random.pick([0, 1_000_000_000, -5_000_000_000, .max - 1000, .min, .max / 2])
      &+ Int64(random.uniform() * 1e9)
  }

  mutating func next(_ random: inout Random) -> Edge {
    switch kind {
    case .anything: return anything(&random)
    case .levels: return level(&random)
    case .faults: return walked(&random)
    }
  }

  /// Time passes without an edge.
  mutating func wait(_ durationNs: Int64) {
    timeNs = timeNs &+ durationNs
    shiftNs = shiftNs &+ durationNs
    latestNs = max(latestNs, timeNs)
  }

  private mutating func leap(_ random: inout Random) {
    let leap = random.uniform()
    sequence =
      leap < 0.98
      ? sequence &+ 1
      : leap < 0.99 ? sequence &+ Int64(random.uniform() * 1000) : random.pick([0, 1, .max, -7, .min])
  }

  /// The time of the next edge: a walk, a flood, a silence, a clock that jumps.
  private mutating func anything(_ random: inout Random) -> Edge {
    let kind = random.uniform()
    let gap: Int64 =
      switch kind {
      case ..<0.90: Int64(random.uniform(0.03...0.08) * 1e9)
      case ..<0.94: Int64(random.uniform(0...0.02) * 1e9)
      case ..<0.97: Int64(random.uniform() * 1e4)
      case ..<0.985: 0
      case ..<0.990: Int64(random.uniform(0.5...20) * 1e9)
      case ..<0.9999: -Int64(random.uniform() * 1e9)
      case ..<0.99995: 2_592_000_000_000_000
      default: random.pick([.max, .min, .max / 2, 1 << 62])
      }
    timeNs = kind < 0.99995 ? timeNs &+ gap : gap
    latestNs = max(latestNs, timeNs)
    leap(&random)
    return Edge(
      timestampNs: timeNs, sequence: sequence, line: random.uniform() < 0.3 ? 1 : 0,
      transition: random.uniform() < 0.7 ? .falling : .rising)
  }

  private mutating func level(_ random: inout Random) -> Edge {
    let change = levels.next(&random)
    timeNs = timeNs &+ change.gapNs
    latestNs = max(latestNs, timeNs)
    if change.isNumbered { sequence = sequence &+ 1 } else { leap(&random) }
    return Edge(timestampNs: timeNs, sequence: sequence, line: change.line, transition: change.transition)
  }

  private mutating func walked(_ random: inout Random) -> Edge {
    while walk.isEmpty {
      guard let profile else { return anything(&random) }
      let run = SimulatedRun(FuzzMachine.scenario(profile, &random), seed: random.next())
      walk = run.recording.edges[...]
      shiftNs = max(0, latestNs) &- run.recording.startNs
    }
    var edge = walk.removeFirst()
    edge.timestampNs = edge.timestampNs &+ shiftNs
    timeNs = edge.timestampNs
    latestNs = max(latestNs, timeNs)
    sequence = sequence &+ 1
    edge.sequence = sequence
    return edge
  }
}

/// A line's levels, in phases of one kind.
private struct LevelTrain {
  private enum Manner {
    /// Magnets with a dwell, at a steady pace.
    case magnets(gapNs: Double, dwell: Double)
    /// 100 kHz: a floating line.
    case flood
    /// Several changes with the same timestamp.
    case sameTimestamp
    /// The kernel lost some: levels do not alternate.
    case lossy
    /// One transition only, as if the other were never reported.
    case oneSided
    /// Rests of seconds, at the present level.
    case rests
  }

  struct Change {
    var gapNs: Int64
    var line: Int
    var transition: Transition
    var isNumbered = true
  }

  private var manner = Manner.oneSided
  private var left = 0
  private var isClosed = InlineArray<2, Bool>(repeating: false)

  mutating func next(_ random: inout Random) -> Change {
    if left == 0 { begin(&random) }
    left -= 1
    let line = random.uniform() < 0.1 ? 1 : 0
    isClosed[line].toggle()
    var change = Change(gapNs: 0, line: line, transition: isClosed[line] ? .falling : .rising)
    switch manner {
    case .magnets(let gapNs, let dwell):
      change.gapNs = Int64((isClosed[line] ? 1 - dwell : dwell) * gapNs * random.uniform(0.9...1.1))
    case .flood: change.gapNs = 10_000
    case .sameTimestamp: change.gapNs = random.uniform() < 0.7 ? 0 : Int64(random.uniform(0...0.05) * 1e9)
    case .lossy:
      change.gapNs = Int64(random.uniform(0...0.06) * 1e9)
      if random.uniform() < 0.3 { change.transition = random.pick([.falling, .rising]) }
      change.isNumbered = random.uniform() < 0.7
    case .oneSided:
      change.gapNs = Int64(random.uniform(0.02...0.08) * 1e9)
      change.transition = .falling
    case .rests: change.gapNs = Int64(random.uniform(0.2...15) * 1e9)
    }
    return change
  }

  private mutating func begin(_ random: inout Random) {
    left = 1 + Int(random.uniform() * random.pick([5, 100, 2000]))
    let walk = Manner.magnets(gapNs: random.uniform(0.002...0.3) * 1e9, dwell: random.uniform(0.02...0.95))
    manner = random.pick([walk, walk, walk, .flood, .sameTimestamp, .lossy, .oneSided, .rests])
  }
}
