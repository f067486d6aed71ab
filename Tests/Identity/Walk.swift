// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a recording is played for the digest: machines, faults, rows. Must not know: how numbers are hashed.

import Motion
import Pulses
import Sets

/// A recording as the C side holds it: words in constant memory, laid out by scripts/identity_tables.py.
@safe struct RecordedTable {
  private static let headWords = 5
  private static let edgeWords = 4

  let words: UnsafePointer<Int64>

  // SAFETY: the generator wrote the head and `count` edges; `index` stays below `count`.
  private func word(_ at: Int) -> Int64 { unsafe words[at] }

  var startNs: Int64 { word(0) }
  var endNs: Int64 { word(1) }
  /// The roller's travel is given in nanometres, since floating-point arguments differ between the processors'
  /// calling conventions.
  var circumferenceM: Double { Double(word(2)) / 1e9 }
  var magnets: Int { Int(truncatingIfNeeded: word(3)) }
  var count: Int { Int(truncatingIfNeeded: word(4)) }

  /// Timestamps are stored as gaps, so the caller adds them up.
  func edge(_ index: Int, afterNs: Int64) -> Edge {
    let at = Self.headWords &+ index &* Self.edgeWords
    return Edge(
      timestampNs: afterNs &+ word(at), sequence: word(at &+ 1), line: word(at &+ 2) == 0 ? 0 : 1,
      transition: word(at &+ 3) == 0 ? .falling : .rising)
  }
}

/// The machine and the faults of a walk: each exercises branches that the others do not.
enum Variant: Int64 {
  /// A kind's default drag.
  case standard = 0
  /// Calibrated, so that the ends of sets are refined by the coast-down curve.
  case calibrated = 1
  /// Unevenly placed magnets on a light belt.
  case uneven = 2
  /// Edges lost, bounced, of the other transition and with earlier timestamps, and a sensor that is unplugged.
  case faulty = 3
  /// The same edges, interpreted with a wheel whose arcs give the direction.
  case chiral = 4

  func profile(_ table: RecordedTable) -> MachineProfile? {
    var arcs = InlineArray<16, Double>(repeating: 1)
    if self == .chiral {
      for index in 0..<MagnetWheel.maxUnevenMagnets { arcs[index] = Double(1 &<< (index % 3)) }
    }
    if self == .uneven {
      for index in 0..<MagnetWheel.maxUnevenMagnets { arcs[index] = 1 + 0.01 * Double(index % 5) }
    }
    guard
      let wheel = try? MagnetWheel(
        circumferenceM: table.circumferenceM, magnets: table.magnets, relativeArcs: arcs)
    else { return nil }
    var drag = DragModel.standard(for: self == .uneven ? .slatBelt : .motorisedOff)
    drag.isCalibrated = self == .calibrated || self == .uneven
    return MachineProfile(wheel: wheel, drag: drag)
  }
}

/// The edges of the set in progress and all that its analysis needs, in memory owned by the C side.
@safe struct SetStore {
  /// Five minutes of trace.
  private static let samples = 15_000

  private let edges: UnsafeMutablePointer<Edge>
  private let pulses: UnsafeMutablePointer<SteppedPulse>
  private let trace: UnsafeMutablePointer<TraceSample>
  private let smoother: UnsafeMutablePointer<SmootherRoom>
  private let capacity: Int
  private var count = 0
  private var isCollecting = false
  /// A set did not fit: then the digest is not valid.
  private(set) var hasOverflown = false

  /// Nil if the memory is too small. It must be aligned for vectors of four doubles.
  init?(memory: UnsafeMutableRawPointer, bytes: Int) {
    let fixed = MemoryLayout<SmootherRoom>.stride + Self.samples * MemoryLayout<TraceSample>.stride
    let perEdge = MemoryLayout<Edge>.stride + MemoryLayout<SteppedPulse>.stride
    capacity = (bytes - fixed) / perEdge
    guard capacity > 0 else { return nil }
    // SAFETY: four consecutive arrays within the bytes given, the strictest alignment first.
    unsafe smoother = memory.bindMemory(to: SmootherRoom.self, capacity: 1)
    unsafe smoother.initialize(to: SmootherRoom())
    var at = MemoryLayout<SmootherRoom>.stride
    unsafe pulses = (memory + at).bindMemory(to: SteppedPulse.self, capacity: capacity)
    at += capacity * MemoryLayout<SteppedPulse>.stride
    unsafe edges = (memory + at).bindMemory(to: Edge.self, capacity: capacity)
    at += capacity * MemoryLayout<Edge>.stride
    unsafe trace = (memory + at).bindMemory(to: TraceSample.self, capacity: Self.samples)
  }

  mutating func begin() {
    count = 0
    isCollecting = true
  }

  mutating func stop() { isCollecting = false }

  mutating func keep(_ edge: Edge) {
    guard isCollecting else { return }
    guard count < capacity else {
      hasOverflown = true
      return
    }
    // SAFETY: `count` is below the capacity.
    unsafe (edges + count).initialize(to: edge)
    count &+= 1
  }

  /// The figures of the edges kept, up to the set's last pulse.
  mutating func analysed(lastPulseNs: Int64, reason: SetEndReason, profile: MachineProfile) -> FinishedSet? {
    guard count > 0 else { return nil }
    // SAFETY: the first `count` edges were written.
    var analysis = unsafe SetAnalysis(first: edges[0], profile: profile)
    var found = 0
    for index in 0..<count {
      // SAFETY: as before; no more pulses than edges.
      let edge = unsafe edges[index]
      guard edge.timestampNs <= lastPulseNs, let pulse = analysis.step(edge) else { continue }
      unsafe (pulses + found).initialize(to: pulse)
      found &+= 1
    }
    // SAFETY: the pulses were just written, and nothing else accesses them while the spans live.
    var written = unsafe UnsafeMutableBufferPointer(start: pulses, count: found).mutableSpan
    analysis.settle(&written)
    let span = unsafe UnsafeBufferPointer(start: pulses, count: found).span
    guard let boundaries = analysis.boundaries(span) else { return nil }
    let samples = analysis.sampleCount(boundaries)
    guard samples <= Self.samples else {
      hasOverflown = true
      return nil
    }
    // SAFETY: within the room for the trace.
    for index in 0..<samples { unsafe (trace + index).initialize(to: TraceSample()) }
    let trace = unsafe self.trace
    unsafe analysis.smooth(span, boundaries, room: &smoother.pointee) { index, sample in
      if index < samples { unsafe trace[index] = sample }
    }
    let filled = unsafe UnsafeBufferPointer(start: trace, count: samples).span
    return analysis.finish(span, trace: filled, boundaries, reason: reason)
  }
}

/// The result of a walk.
struct Tally {
  var digest = Digest()
  var rows: Int64 = 0
  var events: Int64 = 0
  var sets: Int64 = 0
  var store: SetStore
  var tracker: SessionTracker
  let profile: MachineProfile
  let rules: SetRules

  init(profile: MachineProfile, store: SetStore) {
    self.profile = profile
    self.store = store
    rules = SetRules()
    tracker = SessionTracker(rules: rules)
  }

  mutating func take(_ snapshot: BeltSnapshot) {
    rows &+= 1
    digest.add(snapshot)
  }

  mutating func take(_ event: SetEvent) {
    events &+= 1
    digest.add(event)
    switch event {
    case .began: store.begin()
    case .dropped: store.stop()
    case .ended(let lastPulseNs, let reason):
      store.stop()
      guard let finished = store.analysed(lastPulseNs: lastPulseNs, reason: reason, profile: profile) else {
        return
      }
      take(finished)
    case .confirmed, .paused, .resumed: break
    }
  }

  private mutating func take(_ finished: FinishedSet) {
    sets &+= 1
    digest.add(finished)
    digest.add(rules.accepts(finished))
    digest.add(tracker.assign(startNs: finished.startNs, endNs: finished.endNs))
  }
}

/// The stages and the hash of their outputs.
struct Walk {
  /// Five rows per second, and one after every fourth edge: the smallest processor computes doubles in software.
  private static let rowNs: Int64 = 200_000_000
  private static let edgesPerRow: Int64 = 4

  private var pipeline: BeltPipeline
  private(set) var tally: Tally
  private var rowNs: Int64
  private var edges: Int64 = 0

  init(profile: MachineProfile, store: SetStore, startNs: Int64) {
    pipeline = BeltPipeline(profile: profile)
    tally = Tally(profile: profile, store: store)
    rowNs = startNs
  }

  /// Rows up to this time; its own row comes after the edge of that instant.
  mutating func rows(beforeNs limitNs: Int64) {
    while rowNs < limitNs {
      pipeline.advance(silentUntilNs: rowNs) { tally.take($0) }
      tally.take(pipeline.snapshot(atNs: rowNs))
      rowNs &+= Self.rowNs
    }
  }

  mutating func step(_ edge: Edge) {
    rows(beforeNs: edge.timestampNs)
    pipeline.step(edge) { tally.take($0) }
    tally.store.keep(edge)
    edges &+= 1
    if edges % Self.edgesPerRow == 0 { tally.take(pipeline.snapshot(atNs: edge.timestampNs)) }
  }

  /// Now and then something that a good sensor never does.
  mutating func stepFaulty(_ edge: Edge, index: Int) {
    if index % 211 == 210 { pipeline.sourceReopened() }
    if index % 97 == 96 { return }
    step(edge)
    if index % 61 == 60 {
      var bounce = edge
      bounce.timestampNs &+= 300_000
      step(bounce)
    }
    if index % 7 == 6 {
      var leaving = edge
      leaving.timestampNs &+= 5_000_000
      leaving.transition = .rising
      step(leaving)
    }
    if index % 73 == 72 {
      var early = edge
      early.timestampNs &-= 1_000_000_000
      step(early)
    }
  }

  mutating func finish(endNs: Int64) {
    rows(beforeNs: endNs)
    pipeline.finish(.inputEnded) { tally.take($0) }
    tally.take(pipeline.snapshot(atNs: endNs))
  }
}

/// Walks one recording with one variant.
/// - Parameters:
///   - words: a recording, laid out as `RecordedTable` says.
///   - variant: see `Variant`.
///   - shiftNs: added to the middle edge; 0 except for the control, which must give a different digest.
///   - room: scratch memory for the edges of one set.
///   - result: four words: digest, rows, events, sets.
/// - Returns: whether the result is valid.
@_cdecl("identity_walk")
func walk(
  _ words: UnsafePointer<Int64>, _ variant: Int64, _ shiftNs: Int64, _ room: UnsafeMutableRawPointer,
  _ roomBytes: Int64, _ result: UnsafeMutablePointer<Int64>
) -> Bool {
  let table = unsafe RecordedTable(words: words)
  guard let variant = Variant(rawValue: variant), let profile = variant.profile(table) else { return false }
  guard let store = unsafe SetStore(memory: room, bytes: Int(truncatingIfNeeded: roomBytes)) else {
    return false
  }
  var walk = Walk(profile: profile, store: store, startNs: table.startNs)
  var timeNs = table.startNs
  for index in 0..<table.count {
    var edge = table.edge(index, afterNs: timeNs)
    timeNs = edge.timestampNs
    if index == table.count / 2 { edge.timestampNs &+= shiftNs }
    if variant == .faulty { walk.stepFaulty(edge, index: index) } else { walk.step(edge) }
  }
  walk.finish(endNs: table.endNs)
  // SAFETY: the caller hands over four words.
  unsafe result[0] = Int64(bitPattern: walk.tally.digest.value)
  unsafe result[1] = walk.tally.rows
  unsafe result[2] = walk.tally.events
  unsafe result[3] = walk.tally.sets
  return !walk.tally.store.hasOverflown
}
