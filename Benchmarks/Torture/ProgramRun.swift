// SPDX-License-Identifier: Apache-2.0
//
// Owns: one run of the program on a simulated walk, its kill, its next start, and what was lost between them.
// Must not know: the other runs.

import Foundation
import LiveFeed
import Motion
import Pulses
import SetLog
import Sets
import Simulation

/// One process that is killed.
final class ProgramRun {
  enum Kind {
    /// `deadmill run` in real time, with a client on its socket.
    case live
    /// The same, and afterwards its journal is cut by hand.
    case control
    /// `deadmill demo`, faster than real.
    case demo(pace: Double)
  }

  let name: String
  private let kind: Kind
  private let program: String
  private let directory: String
  private let seed: UInt64
  private let walk: Walk
  /// Belt time of the kill that is wanted, nanoseconds.
  private let targetNs: Int64
  private var child: Child?
  private var feed: FeedReader?
  private var firstSeen: ContinuousClock.Instant?
  private(set) var isOver = false
  /// Belt time when it was killed, as far as could be seen; at most a few milliseconds too early.
  private var killedNs: Int64?

  init(_ kind: Kind, _ options: Options, _ directory: String, seed: UInt64, _ random: inout Random) throws {
    self.kind = kind
    self.directory = directory
    self.seed = seed
    program = options.program
    switch kind {
    case .live, .control:
      walk = try Self.twoSets(seed: seed)
      name = "run, seed \(seed)"
    case .demo:
      walk = try Walk(scenario: "three-one-minute-sets", seed: seed)
      name = "demo, seed \(seed)"
    }
    if case .control = kind {
      targetNs = (Motions(walk).sets.last?.confirmedNs ?? 0) + 6_000_000_000
    } else {
      targetNs = Self.target(walk, &random)
    }
    try Folder(directory).empty()
    try EdgesFile.write(walk.recording, to: directory + "/walk.edges")
    var quiet = walk.recording
    quiet.edges = Array(quiet.edges.prefix(1))
    quiet.header.endNs = quiet.startNs + 100_000_000
    quiet.edges[0].timestampNs = quiet.startNs
    try EdgesFile.write(quiet, to: directory + "/quiet.edges")
  }

  /// The end of one set and the beginning of the next with a short rest between: about a minute.
  private static func twoSets(seed: UInt64) throws -> Walk {
    let run = SimulatedRun(try ScenarioCatalogue.scenario("three-one-minute-sets"), seed: seed)
    let (first, second) = (run.truth.sets[0], run.truth.sets[1])
    let startNs = first.endNs - 9_000_000_000
    let gapNs: Int64 = 12_000_000_000
    let shiftNs = second.startNs - first.endNs - gapNs
    var recording = run.recording
    recording.edges = recording.edges.compactMap { edge in
      var edge = edge
      if edge.timestampNs < startNs || edge.timestampNs > second.startNs + 38_000_000_000 { return nil }
      if edge.timestampNs > second.startNs - 1_000_000_000 { edge.timestampNs -= shiftNs }
      return edge
    }
    recording.header.startNs = startNs - 500_000_000
    recording.header.endNs = (recording.edges.last?.timestampNs ?? startNs) + 1_000_000_000
    return Walk(recording, try ScenarioCatalogue.scenario("three-one-minute-sets").profile)
  }

  /// At any time; every third near the instant at which a motion becomes a set.
  private static func target(_ walk: Walk, _ random: inout Random) -> Int64 {
    let spanNs = Double(walk.recording.endNs - walk.recording.startNs)
    let anywhere = walk.recording.startNs + Int64(spanNs * random.uniform(0.02...0.97))
    let begins = Motions(walk).sets.map(\.confirmedNs)
    guard random.uniform() < 1.0 / 3, let begin = begins.randomElement(using: &random) else {
      return anywhere
    }
    return begin + Int64(random.uniform(-0.1...0.9) * 1e9)
  }

  private var state: String { directory + "/state" }
  private var socket: String { directory + "/s" }

  private var pace: Double { if case .demo(let pace) = kind { pace } else { 1 } }

  /// Starts it and waits for its first output.
  func start() throws {
    switch kind {
    case .live, .control:
      child = try Child(
        program, ["run", "--input", "replay:\(directory)/walk.edges", "--state", state, "--socket", socket],
        errors: directory + "/errors")
      let reader = FeedReader(socket)
      try reader.open()
      feed = reader
    case .demo:
      let words = ["--scenario", "three-one-minute-sets", "--seed", "\(seed)", "--speedup", "\(Int(pace))"]
      child = try Child(program, ["demo", "--state", state] + words, errors: directory + "/errors")
      guard child?.line() != nil else { throw TrialFailure("\(name): it said nothing") }
    }
    firstSeen = .now
  }

  private var beltNowNs: Int64 {
    if let now = feed?.beltNowNs { return now }
    guard let firstSeen else { return .min }
    return walk.recording.startNs + Int64((ContinuousClock.now - firstSeen) / .seconds(1) * 1e9 * pace)
  }

  /// Reads its output, and kills it when it is time.
  func look() {
    feed?.read()
    guard let child, beltNowNs >= targetNs || !child.isRunning else { return }
    let nowNs = beltNowNs
    child.kill(afterS: 0)
    killedNs = child.wasKilled() ? nowNs : nil
    _ = child.rest()
    isOver = true
  }

  /// Two more starts, and a comparison with what was walked.
  func check(_ tally: inout Tally, _ losses: inout [Double]) throws {
    guard let killedNs else {
      tally.faults.append("\(name): it ended before it was killed")
      return
    }
    tally.kills += 1
    if case .control = kind { try Tampering.cutJournals(in: state, blocks: 3) }
    var counts: [Int] = []
    for _ in 0..<2 {
      try restart()
      counts.append(try SetLog(readingFrom: state).count())
    }
    if counts[0] != counts[1] {
      tally.recoveredTwice += 1
      tally.faults.append("\(name): \(counts[0]) sets after one start, \(counts[1]) after two")
    }
    let check = try LogCheck(state, &tally)
    tally.recovered += check.records.filter(\.quality.recovered).count
    for id in feed?.finished ?? [] {
      tally.acknowledged += 1
      if check.records.contains(where: { $0.id == id }) { continue }
      tally.lost += 1
      tally.faults.append("\(name): set \(id) was reported and is gone")
    }
    try compare(check, killedNs, &tally, &losses)
  }

  /// As after a power cut: the service is started again.
  private func restart() throws {
    let words = ["run", "--input", "replay:\(directory)/quiet.edges", "--state", state]
    let name: [String]
    if case .demo = kind {
      // A demo's belt has another name than a recording's.
      name = ["--config", try configuration()]
    } else {
      name = []
    }
    let child = try Child(program, words + name, errors: directory + "/restart")
    guard child.status == 0 else {
      let said = FileManager.default.contents(atPath: directory + "/restart") ?? Data()
      throw TrialFailure("the next start failed: \(String(decoding: said, as: UTF8.self).suffix(300))")
    }
  }

  private func configuration() throws -> String {
    let text = """
      machine: { name: "Simulated belt", kind: motorised-off, rollerCircumferenceM: 0.18, magnets: 4 }
      state: \(state)
      socket: \(socket)
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: directory + "/config.yaml"))
    return directory + "/config.yaml"
  }

  private func compare(_ check: LogCheck, _ killedNs: Int64, _ tally: inout Tally, _ losses: inout [Double])
    throws
  {
    var kept: [Int64: Int64] = [:]
    for record in check.records {
      let edges = try check.log.edges(of: record.id)
      if let first = edges.first, let last = edges.last { kept[first.timestampNs] = last.timestampNs }
    }
    for set in Motions(walk).sets where set.confirmedNs <= killedNs {
      let lastNs = kept[RawPulses.rounded(set.edges[0])]
      if set.endedNs <= killedNs - Int64(0.05e9 * pace) {
        if lastNs == nil {
          tally.lost += 1
          tally.faults.append("\(name): the set of \(set.edges[0]) had ended and is gone")
        }
        continue
      }
      let walked = set.edges.last { $0 <= killedNs } ?? set.edges[0]
      let lostS = Double(walked - (lastNs ?? set.edges[0])) / 1e9 / pace
      losses.append(max(0, lostS))
      if lastNs == nil { tally.notes["running sets of which nothing was left", default: 0] += 1 }
      if lostS > 1 {
        let into = Double(killedNs - set.confirmedNs) / 1e9
        tally.faults.append("\(name): \(lostS) s lost, killed \(into) s of belt time after it became a set")
      }
    }
    if Motions(walk).sets.contains(where: { $0.edges[0] <= killedNs && $0.confirmedNs > killedNs }) {
      tally.notes["killed before the motion was a set", default: 0] += 1
    }
  }
}

/// The motions of a walk that are sets, as the detector sees them when nothing happens.
struct Motions {
  struct Motion {
    /// Timestamps, nanoseconds.
    var edges: [Int64]
    var confirmedNs: Int64
    /// When its end was reported.
    var endedNs: Int64
  }

  private(set) var sets: [Motion] = []

  init(_ walk: Walk) {
    var pipeline = BeltPipeline(profile: walk.profile)
    var current: Motion?
    func take(_ event: SetEvent, atNs: Int64, _ sets: inout [Motion]) {
      switch event {
      case .began(_): current = Motion(edges: [], confirmedNs: .max, endedNs: .max)
      case .confirmed: current?.confirmedNs = atNs
      case .dropped: current = nil
      case .ended(let lastPulseNs, _):
        if var motion = current {
          motion.edges.removeAll { $0 > lastPulseNs }
          motion.endedNs = atNs
          sets.append(motion)
        }
        current = nil
      default: break
      }
    }
    var nowNs = walk.recording.startNs
    for edge in walk.recording.edges {
      while nowNs + 50_000_000 < edge.timestampNs {
        nowNs += 50_000_000
        pipeline.advance(silentUntilNs: nowNs) { take($0, atNs: nowNs, &sets) }
      }
      nowNs = edge.timestampNs
      pipeline.step(edge) { take($0, atNs: nowNs, &sets) }
      current?.edges.append(edge.timestampNs)
    }
    pipeline.finish(.inputEnded) { take($0, atNs: walk.recording.endNs, &sets) }
  }
}

/// Listens to a daemon like a console.
final class FeedReader {
  private let path: String
  private var client: FeedClient?
  /// Sets that the daemon has reported.
  private(set) var finished: [String] = []
  /// Frames with something in `health`.
  private(set) var complaints: Set<String> = []
  /// The earliest instant at which belt time was 0.
  private var zero: ContinuousClock.Instant?

  init(_ path: String) { self.path = path }

  /// Waits for the daemon for at most five seconds.
  func open() throws {
    for _ in 0..<500 {
      client = try? Self.watching(path)
      if client != nil { break }
      Thread.sleep(forTimeInterval: 0.01)
    }
    for _ in 0..<500 where zero == nil {
      read()
      Thread.sleep(forTimeInterval: 0.01)
    }
    guard zero != nil else { throw TrialFailure("\(path): no frame") }
  }

  private static func watching(_ path: String) throws -> FeedClient {
    let client = try FeedClient.connect(to: path)
    try client.watch(FeedWatch([.live, .changes], fromSequence: 0))
    return client
  }

  var beltNowNs: Int64? { zero.map { Int64((ContinuousClock.now - $0) / .seconds(1) * 1e9) } }

  /// Reads everything that has arrived.
  func read() {
    while let message = try? client?.next(milliseconds: 0) {
      switch message {
      case .live(let frame):
        let seen = ContinuousClock.now - .nanoseconds(frame.timeNs)
        zero = zero.map { min($0, seen) } ?? seen
        if let health = frame.health.summary { complaints.insert(health) }
      case .change(let change):
        if let set = change.set, !finished.contains(set.id) { finished.append(set.id) }
      default: break
      }
    }
  }
}
