// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a recording is walked for the digest: which machines, which faults, which rows. Must not know: how numbers
// are folded.

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
  /// The roller's way comes as nanometres, since floating-point arguments differ between the processors' conventions.
  var circumferenceM: Double { Double(word(2)) / 1e9 }
  var magnets: Int { Int(truncatingIfNeeded: word(3)) }
  var count: Int { Int(truncatingIfNeeded: word(4)) }

  /// Stamps are kept as gaps, so the caller adds them up.
  func edge(_ index: Int, afterNs: Int64) -> Edge {
    let at = Self.headWords &+ index &* Self.edgeWords
    return Edge(
      timestampNs: afterNs &+ word(at), sequence: word(at &+ 1), line: word(at &+ 2) == 0 ? 0 : 1,
      transition: word(at &+ 3) == 0 ? .falling : .rising)
  }
}

/// The machine and the mishaps one walk is made with: each opens branches that the others leave closed.
enum Variant: Int64 {
  /// A kind's default drag.
  case standard = 0
  /// Calibrated, so that the ends of sets are refined by the coast-down curve.
  case calibrated = 1
  /// Unevenly placed magnets on a light belt.
  case uneven = 2
  /// Edges lost, bounced, of the other transition and stamped back, and a sensor that goes away.
  case faulty = 3

  func profile(_ table: RecordedTable) -> MachineProfile? {
    var arcs = InlineArray<16, Double>(repeating: 1)
    if self == .uneven {
      for index in 0..<MagnetWheel.maxMagnets { arcs[index] = 1 + 0.01 * Double(index % 5) }
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

/// The edges of the set in progress, in memory that the C side owns.
@safe struct SetStore {
  private static let edgeWords = 3

  private let edges: UnsafeMutablePointer<Int64>
  private let stamps: UnsafeMutablePointer<Int64>
  private let capacity: Int
  private var count = 0
  private var isCollecting = false
  /// A set did not fit: the digest is worth nothing then.
  private(set) var hasOverflown = false

  /// - Parameter words: room for four words an edge.
  init(words: UnsafeMutablePointer<Int64>, count: Int) {
    capacity = count / (Self.edgeWords + 1)
    unsafe edges = words
    // SAFETY: within the words given, behind the room for the edges.
    unsafe stamps = words + capacity &* Self.edgeWords
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
    let at = count &* Self.edgeWords
    // SAFETY: `count` is below the capacity.
    unsafe edges[at] = edge.timestampNs
    unsafe edges[at &+ 1] = edge.sequence
    unsafe edges[at &+ 2] = edge.transition == .falling ? 0 : 1
    count &+= 1
  }

  private func edge(_ index: Int) -> Edge {
    let at = index &* Self.edgeWords
    // SAFETY: only asked below `count`.
    return unsafe Edge(
      timestampNs: edges[at], sequence: edges[at &+ 1], transition: edges[at &+ 2] == 0 ? .falling : .rising)
  }

  /// The figures of what was kept up to the set's last pulse.
  func analysed(lastPulseNs: Int64, reason: SetEndReason, profile: MachineProfile) -> FinishedSet? {
    guard count > 0 else { return nil }
    var gate = SetAnalysis.gate(for: edge(0), profile: profile)
    var pulses = 0
    for index in 0..<count {
      let edge = edge(index)
      guard edge.timestampNs <= lastPulseNs, let pulse = gate.step(edge) else { continue }
      // SAFETY: no more pulses than edges.
      unsafe stamps[pulses] = pulse.timestampNs
      pulses &+= 1
    }
    // SAFETY: the first `pulses` stamps were just written, and nobody writes while the span lives.
    let span = unsafe UnsafeBufferPointer(start: stamps, count: pulses).span
    return SetAnalysis.finish(span, counters: gate.counters, profile: profile, reason: reason)
  }
}

/// What a walk has to show.
struct Tally {
  var digest = Digest()
  var rows: Int64 = 0
  var events: Int64 = 0
  var sets: Int64 = 0
  var store: SetStore
  var book: SessionBook
  let profile: MachineProfile
  let rules: SetRules

  init(profile: MachineProfile, store: SetStore) {
    self.profile = profile
    self.store = store
    rules = SetRules()
    book = SessionBook(rules: rules)
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
    digest.add(book.place(startNs: finished.startNs, endNs: finished.endNs))
  }
}

/// The stages and the account of what they said.
struct Walk {
  /// Twenty rows a second.
  private static let rowNs: Int64 = 50_000_000

  private var pipeline: BeltPipeline
  private(set) var tally: Tally
  private var rowNs: Int64

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
    tally.take(pipeline.snapshot(atNs: edge.timestampNs))
  }

  /// Every so often something that a good sensor never does.
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
///   - shiftNs: added to the middle edge; 0 but for the control, which must give another digest.
///   - room: scratch memory for the edges of one set.
///   - result: four words: digest, rows, events, sets.
/// - Returns: whether the result may be used.
@_cdecl("identity_walk")
func walk(
  _ words: UnsafePointer<Int64>, _ variant: Int64, _ shiftNs: Int64, _ room: UnsafeMutablePointer<Int64>,
  _ roomWords: Int64, _ result: UnsafeMutablePointer<Int64>
) -> Bool {
  let table = unsafe RecordedTable(words: words)
  guard let variant = Variant(rawValue: variant), let profile = variant.profile(table) else { return false }
  let store = unsafe SetStore(words: room, count: Int(truncatingIfNeeded: roomWords))
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
