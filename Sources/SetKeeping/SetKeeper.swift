// SPDX-License-Identifier: Apache-2.0
//
// Owns: sets from their first pulse until they are safely in the log. Must not know: threads, screens.

import Motion
import Pulses
import SetLog
import Sets
import Settings

/// Takes the pulse thread's messages, keeps the set in progress on the disk, and logs every set. A set that cannot be
/// written stays here until it can.
package struct SetKeeper {
  /// A set that waits to be logged, and its journal.
  package struct Waiting {
    package var entry: SetEntry
    package var journalPath: String?
    /// Whose set it is; nil for no walker. Their name may be another one by the time it is logged.
    package var walkerId: String?
    /// Whether edges and trace are only in the journal.
    var isSlim = false

    package init(entry: SetEntry, walkerId: String?, journalPath: String?) {
      self.entry = entry
      self.walkerId = walkerId
      self.journalPath = journalPath
    }
  }

  package let log: SetLog
  package let machine: String
  private let directory: String
  package private(set) var profile: MachineProfile
  /// The training protocol that sets belong to from now on; nil for none.
  package var protocolName: String?
  /// Of sets from the next motion on.
  package private(set) var rules: SetRules
  /// Of the set in progress: those that it began with.
  private var rulesInForce: SetRules
  private let bootId: String
  private var collector: SetCollector
  private var tracker: SetSoFarTracker
  /// Whether the next set is followed with another profile.
  private var mustRenewTracker = false
  private var ring = EdgeRing()
  private var progress: SetProgress?
  /// The walker on the machine when the log was last readable: a log that cannot be read does not mean "no walker".
  package private(set) var onMachine: WalkerRecord?
  /// The walker of the set in progress: the one with whom it began, or who took it over.
  private var owner: WalkerRecord?
  private var builder: RecordBuilder
  /// The machine's newest set of an earlier boot, until a set of this boot is logged.
  private var earlier: SetRecord?
  private var waiting = WaitingSets()
  package private(set) var report = KeeperReport()

  /// Heart rates of a span of belt time; nil if no strap is listened to.
  package var heartRates: (@Sendable (_ fromNs: Int64, _ toNs: Int64) -> [HeartRateSample])?
  /// A heart rate holds for some seconds: the last ones before a set belong to its beginning.
  private static let heartRateBeforeNs: Int64 = 5_000_000_000
  /// Heart rates reach the journal in such portions: each is a write, and a crash may cost one of them.
  private static let heartRatePortion = 10

  /// Body mass of walkers who did not state one, kg; nil for the usual one.
  private var configuredMassKg: Double?

  /// - Parameters:
  ///   - directory: of the journals; the log's own.
  ///   - configuredMassKg: of walkers who did not state their mass; nil for the usual one.
  package init(
    log: SetLog, directory: String, machine: String, profile: MachineProfile, rules: SetRules = SetRules(),
    configuredMassKg: Double? = nil, bootId: String
  ) {
    self.log = log
    self.directory = directory
    self.machine = machine
    self.profile = profile
    self.configuredMassKg = configuredMassKg
    self.bootId = bootId
    self.rules = rules
    rulesInForce = rules
    builder = RecordBuilder(machine: machine, profile: profile, rules: rules)
    collector = SetCollector(profile)
    tracker = SetSoFarTracker(profile)
  }

  /// Sets that are not in the log yet.
  package var unwritten: Int { waiting.count }

  /// Edges of such sets in memory; bounded however many sets wait.
  package var waitingEdges: Int { waiting.edgeCount }

  /// Restores what the previous run left: its session, and sets that it could not finish.
  /// - Returns: what to report, one line each.
  package mutating func restore() throws(SetLogError) -> [String] {
    let recovery = SetRecovery(
      log: log, directory: directory, machine: machine, profile: profile, rules: rules,
      configuredMassKg: configuredMassKg)
    let found = recovery.recover()
    for set in found.sets { waiting.append(set) }
    report.recovered = found.sets.count
    write()
    log.settle()
    let last = found.sets.last?.entry.record
    if let last, last.clock.bootId == bootId {
      restore(last)
    } else if let last = try log.lastSet(machine: machine, bootId: bootId) {
      restore(last)
    } else {
      earlier = last
      if earlier == nil { earlier = try log.newestSet(machine: machine) }
    }
    return found.notes
  }

  private mutating func restore(_ last: SetRecord) {
    builder.resume(after: last, bootId: bootId)
    report.lastRecord = last
    report.lastTrace = try? log.trace(of: last)
  }

  /// A new calibration, with which sets that end from now on are computed, and rules for sets that begin from now on.
  /// - Parameter rules: nil for the same as before.
  package mutating func use(
    _ profile: MachineProfile, rules: SetRules? = nil, configuredMassKg: Double? = nil
  ) {
    self.configuredMassKg = configuredMassKg
    self.profile = profile
    self.rules = rules ?? self.rules
    builder.use(profile)
    mustRenewTracker = true
  }

  /// Takes one message; returns the record of a set that it finished.
  package mutating func take(_ note: PulseThreadMessage, clock: BeltClock, odometer: OdometerReading? = nil)
    -> SetRecord?
  {
    if case .event(.began) = note {
      rulesInForce = rules
      if mustRenewTracker { tracker = SetSoFarTracker(profile) }
      mustRenewTracker = false
    }
    tracker.take(note)
    if case .edge(let edge) = note { ring.append(edge) }
    if case .event(.confirmed) = note {
      begin(clock, odometer)
      // At once: none of the set is on the disk yet, and it began seconds ago.
      journal()
    }
    guard let collected = collector.take(note), let first = collected.edges.first else { return nil }
    let ended = end(collected, note)
    // Its own walker, and the machine's present calibration.
    let walker = SetWalker(owner, configuredMassKg: configuredMassKg)
    defer { closeSet() }
    guard let analysed = collected.analysed(profile, walker: walker.load),
      rulesInForce.accepts(analysed.figures)
    else {
      ended?.discard()
      if waiting.isEmpty { report.journalTrouble = nil }
      return nil
    }
    let id = ended?.header.id ?? SetIdentity.id(machine: machine, first: first, clock: clock)
    resumeEarlier(clock)
    var record = builder.record(analysed.figures, id: id, clock: clock)
    earlier = nil
    walker.sign(&record)
    record.protocol = protocolName
    var entry = SetEntry(
      record: record, trace: analysed.trace, calibration: builder.calibration, edges: collected.edges)
    entry.odometer = odometer
    entry.heartRate = heartRate(of: record)
    // The sensor's edges around a suspect set; for any other, the set's own edges are enough.
    if analysed.figures.suspicion != nil { entry.context = ring.lastMinute }
    waiting.append(Waiting(entry: entry, walkerId: owner?.id, journalPath: ended?.path))
    report.unlogged = UnloggedSet(
      walker: owner?.name, givenNs: report.setGivenNs ?? first.timestampNs,
      endNs: record.clock.monotonicEndNs)
    report.lastRecord = record
    report.lastTrace = analysed.trace
    return record
  }

  private func heartRate(of record: SetRecord) -> [HeartRateSample] {
    heartRates?(record.clock.monotonicNs &- Self.heartRateBeforeNs, record.clock.monotonicEndNs) ?? []
  }

  /// Writes the heart rates of the set in progress to its journal, once there are some.
  private mutating func journalHeartRate() throws(SetLogError) {
    guard let heartRates, let first = collector.edges.first, let untilNs = progress?.heartRateUntilNs else {
      return
    }
    let samples = heartRates(max(first.timestampNs &- Self.heartRateBeforeNs, untilNs &+ 1), .max)
    if samples.count >= Self.heartRatePortion { try progress?.keep(heartRate: samples) }
  }

  /// The figures of the set in progress are there.
  private mutating func closeSet() {
    report.isSetOpen = false
    report.setWalker = nil
    report.setGivenNs = nil
    report.soFar = nil
  }

  /// Looks where the set in progress stands; to be called before the report is shown.
  package mutating func lookAtSet() {
    if progress != nil { report.soFar = tracker.look() }
  }

  /// Of the machine as it is now.
  package var calibrationId: String { builder.calibration.id }

  /// The position in its session of the set that has begun.
  package var nextPosition: Int {
    collector.edges.first.map { builder.position(startNs: $0.timestampNs) } ?? 1
  }

  /// A reboot or power cut between two sets does not end their session, if both clocks are sure.
  private mutating func resumeEarlier(_ clock: BeltClock) {
    if let earlier { builder.resume(after: earlier, clock: clock) }
  }

  /// What was merged, split or entered since the last set is in the log only.
  private mutating func resumeFromLog() {
    guard waiting.isEmpty, let last = try? log.lastSet(machine: machine, bootId: bootId) else { return }
    builder.resume(after: last, bootId: bootId)
  }

  private mutating func begin(_ clock: BeltClock, _ odometer: OdometerReading?) {
    guard let first = collector.edges.first else { return }
    resumeFromLog()
    resumeEarlier(clock)
    // If the log cannot be read, the previous walker stays; the next read reports why.
    _ = try? lookWhoWalks()
    owner = onMachine
    report.unlogged = nil
    report.isSetOpen = true
    report.setWalker = owner?.name
    report.setGivenNs = first.timestampNs
    let header = JournalHeader(
      id: SetIdentity.id(machine: machine, first: first, clock: clock), machine: machine,
      bootId: clock.bootId,
      clockOffsetNs: clock.offsetNs, clockQuality: ClockQuality(isSynchronised: clock.isSynchronised),
      walker: onMachine.map { JournalWalker(id: $0.id, massKg: $0.massKg) }, protocolName: protocolName,
      odometer: odometer,
      softwareVersion: SoftwareVersion.current)
    progress = SetProgress(header: header, directory: directory)
  }

  /// Ends the set in progress and completes its journal, if the disk allows it.
  private mutating func end(_ collected: CollectedSet, _ note: PulseThreadMessage) -> SetProgress? {
    guard var ended = progress else { return nil }
    progress = nil
    if case .event(.ended(let lastPulseNs, _)) = note {
      do {
        if let first = collected.edges.first, let heartRates {
          let beginNs = max(first.timestampNs &- Self.heartRateBeforeNs, ended.heartRateUntilNs &+ 1)
          try ended.keep(heartRate: heartRates(beginNs, lastPulseNs))
        }
        try ended.end(collected, lastPulseNs: RawPulses.rounded(lastPulseNs))
        report.journalTrouble = nil
      } catch {
        report.journalTrouble = error
      }
    }
    return ended
  }

  /// Writes the set in progress to its journal; to be called at least once a second.
  package mutating func journal() {
    guard progress != nil else { return }
    do {
      try progress?.keep(collector.edges)
      try journalHeartRate()
      report.journalTrouble = nil
    } catch {
      report.journalTrouble = error
    }
  }

  /// Writes what is waiting. A set that cannot be written stays and does not block the others.
  /// - Returns: the sets that are in the log now, committed.
  @discardableResult
  package mutating func write() -> [SetRecord] {
    guard !waiting.isEmpty else { return [] }
    let (logged, trouble) = waiting.write(insert, restore: restored)
    report.logged += logged.count
    report.trouble = trouble
    report.unwritten = waiting.count
    if waiting.newest?.entry.record.id != report.lastRecord?.id { report.unlogged = nil }
    // What was at risk is in the log now.
    if waiting.isEmpty, progress == nil { report.journalTrouble = nil }
    if !logged.isEmpty { log.settle() }
    return logged
  }

  /// A set whose edges are only in its journal, with everything that it had. The trace is left to `recompute` if the
  /// machine was calibrated since.
  private func restored(_ set: Waiting) throws(SetLogError) -> SetEntry {
    var entry = set.entry
    guard let path = set.journalPath, let journalled = try JournalledSet(path: path), journalled.damaged == 0
    else {
      throw .notReadable(
        path: set.journalPath ?? "", reason: "the journal of set \(entry.record.id) is damaged")
    }
    entry.edges = journalled.edges
    entry.heartRate = journalled.heartRate
    guard entry.record.calibrationId == builder.calibration.id else { return entry }
    let walker = SetWalker(nil, configuredMassKg: entry.record.walkerMassKg ?? configuredMassKg)
    let reason = entry.record.quality.endReason.setEndReason ?? .stopped
    entry.trace =
      CollectedSet(edges: entry.edges, reason: reason).analysed(profile, walker: walker.load)?.trace
    return entry
  }

  /// - Returns: the record as it was written: with its walker's present name, or without one who was erased.
  private func insert(_ entry: SetEntry, walkerId: String?) throws(SetLogError) -> SetRecord {
    var entry = entry
    if let walkerId {
      let walker = try log.walker(id: walkerId)
      entry.record.walker = walker?.name
      if walker == nil { entry.record.walkerMassKg = nil }
    }
    try log.insert(entry)
    return entry.record
  }

  /// Corrects the wall times of this boot's sets.
  package mutating func correctWallTimes(_ clock: BeltClock) throws(SetLogError) {
    let known = SetLog.BootClock(offsetNs: clock.offsetNs, isSynchronised: clock.isSynchronised)
    try log.correctWallTimes(boot: clock.bootId, clock: known)
  }

  /// Who walks now: the walker of the set in progress, else of the next one.
  package var walker: SetWalker {
    SetWalker(progress == nil ? onMachine : owner, configuredMassKg: configuredMassKg)
  }

  /// Whether the set in progress is another walker's than the one on the machine.
  package var isSetOfAnother: Bool { progress != nil && owner?.id != onMachine?.id }

  /// Whether the set that waits to be logged is another walker's than the one on the machine.
  package var isUnloggedOfAnother: Bool {
    report.unlogged != nil && waiting.newest?.walkerId != onMachine?.id
  }

  /// Gives the set in progress to the walker on the machine, its journal included.
  /// - Parameter nowNs: belt time.
  package mutating func giveSetAway(nowNs: Int64) {
    guard isSetOfAnother else { return }
    owner = onMachine
    report.setWalker = owner?.name
    report.setGivenNs = nowNs
    progress?.change(walker: owner.map { JournalWalker(id: $0.id, massKg: $0.massKg) })
    journal()
  }

  /// Gives the set that waits to be logged to the walker on the machine, computed with their mass. Its journal keeps the
  /// former one: it is complete, and its file is closed.
  /// - Parameter nowNs: belt time.
  /// - Returns: the set as it is now; nil if none is another walker's.
  package mutating func giveUnloggedAway(nowNs: Int64) -> SetRecord? {
    guard isUnloggedOfAnother, var set = waiting.newest else { return nil }
    let walker = SetWalker(onMachine, configuredMassKg: configuredMassKg)
    let reason = set.entry.record.quality.endReason.setEndReason ?? .stopped
    let collected = CollectedSet(edges: set.entry.edges, reason: reason)
    if let analysed = collected.analysed(profile, walker: walker.load) {
      set.entry.record = builder.recomputed(set.entry.record, analysed.figures)
      set.entry.trace = analysed.trace
      set.entry.calibration = builder.calibration
      report.lastTrace = analysed.trace
    }
    walker.sign(&set.entry.record)
    set.walkerId = onMachine?.id
    waiting.newest = set
    // Its end may have moved, from which the next rest is counted.
    builder.resume(after: set.entry.record, bootId: bootId)
    report.lastRecord = set.entry.record
    report.unlogged?.walker = onMachine?.name
    report.unlogged?.givenNs = nowNs
    return set.entry.record
  }

  /// Reads which walker is on the machine. If the log cannot be read, the previous walker stays.
  /// - Returns: whether that has changed.
  @discardableResult
  package mutating func lookWhoWalks() throws(SetLogError) -> Bool {
    let walker = try log.walker(on: machine)
    defer { onMachine = walker }
    return walker != onMachine
  }
}
