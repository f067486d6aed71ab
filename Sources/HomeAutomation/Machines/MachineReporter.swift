// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the broker is sent of the machines, and when. Must not know: connections, files.

import LiveFeed

/// Makes messages of what the daemon says. All of it is sent again on each connection.
struct MachineReporter: Sendable {
  /// What is live is sent once a second at most, and again before it expires.
  private static let liveEvery = Duration.milliseconds(950)
  private static let repeatEvery = Duration.seconds(60)
  private static let odometerEvery = Duration.seconds(10)
  /// Removals are sent again on each connection until one has lasted so long.
  private static let removalLasts = Duration.seconds(30)

  let topics: Topics
  let showsWalkers: Bool
  let software: String

  private(set) var memory: ReportMemory
  private var pacers: [String: StatePacer] = [:]
  private var openedAt: ContinuousClock.Instant?
  private var isJustOpened = false

  init(_ topics: Topics, showsWalkers: Bool, software: String, memory: ReportMemory = ReportMemory()) {
    self.topics = topics
    self.showsWalkers = showsWalkers
    self.software = software
    self.memory = memory
  }

  /// What the broker has is not known any more.
  mutating func opened() {
    pacers = [:]
    isJustOpened = true
    openedAt = nil
  }

  /// Home Assistant has started: it wants to know the machines again.
  mutating func announceAgain() { pacers = [:] }

  /// The machine of a word in topics.
  func machine(_ word: String) -> String? {
    MachineWords(memory.words).machine(word).flatMap { memory.machines.contains($0) ? $0 : nil }
  }

  /// The word in topics of a machine.
  mutating func word(_ id: String, name: String) -> String {
    var words = MachineWords(memory.words)
    let word = words.word(id, name: name)
    memory.words = words.words
    return word
  }

  /// - Parameters:
  ///   - walkers: who can be chosen; nil if that is not known.
  mutating func due(
    _ daemon: DaemonSnapshot, _ odometers: OdometerBook, walkers: [String]?, at now: ContinuousClock.Instant
  ) -> [OutgoingMessage] {
    var messages: [OutgoingMessage] = []
    if isJustOpened {
      messages.append(OutgoingMessage(topics.status, "online"))
      messages += memory.obsolete.sorted().map { .removal(of: $0) }
      isJustOpened = false
      openedAt = now
    }
    memory.odometers = odometers.entries
    guard let machines = daemon.machines else { return messages + absent(at: now) }
    memory.machines = machines.map(\.id)
    var wanted: Set<String> = [topics.status]
    for machine in machines {
      let word = word(machine.id, name: machine.name)
      let report = Report(machine: machine, topics: topics, machineTopics: topics.machine(word))
      wanted.formUnion(report.machineTopics.retained)
      if let config = topics.config(word) { wanted.insert(config) }
      messages += self.messages(report, word, daemon.frame(machine.id, at: now), odometers, walkers, at: now)
    }
    return messages + removals(wanted, at: now)
  }

  private struct Report {
    var machine: LiveMachine
    var topics: Topics
    var machineTopics: MachineTopics
  }

  /// Without a daemon ever seen: the machines of the last run.
  private mutating func absent(at now: ContinuousClock.Instant) -> [OutgoingMessage] {
    memory.machines.compactMap { id in
      guard let word = memory.words[id] else { return nil }
      return paced(OutgoingMessage(topics.machine(word).sensor, StatePayload.sensor(false)), .zero, at: now)
    }
  }

  private mutating func messages(
    _ report: Report, _ word: String, _ frame: LiveFrame?, _ odometers: OdometerBook, _ walkers: [String]?,
    at now: ContinuousClock.Instant
  ) -> [OutgoingMessage] {
    let its = report.machineTopics
    var messages: [OutgoingMessage?] = []
    if let config = topics.config(word) {
      let discovery = Discovery(
        machine: report.machine, topics: topics, machineTopics: its, software: software,
        showsWalkers: showsWalkers, walkers: walkers)
      messages.append(paced(OutgoingMessage(config, discovery.payload), .zero, at: now))
    }
    let isOnline = frame?.health.sensor.isOnline ?? false
    messages.append(paced(OutgoingMessage(its.sensor, StatePayload.sensor(isOnline)), .zero, at: now))
    if let frame {
      let state = OutgoingMessage(
        its.state, StatePayload.state(frame, showsWalker: showsWalkers), isAcknowledged: false,
        expiryS: UInt32(Discovery.expireAfterS))
      messages.append(paced(state, Self.liveEvery, repeatEvery: Self.repeatEvery, at: now))
      messages.append(paced(OutgoingMessage(its.health, StatePayload.health(frame)), Self.liveEvery, at: now))
    }
    if let entry = odometers.entries[report.machine.id] {
      let odometer = OutgoingMessage(its.odometer, OdometerPayload.payload(entry), isAcknowledged: false)
      messages.append(paced(odometer, Self.odometerEvery, at: now))
    }
    return messages.compactMap { $0 }
  }

  private mutating func paced(
    _ message: OutgoingMessage, _ leastEvery: Duration, repeatEvery: Duration? = nil,
    at now: ContinuousClock.Instant
  ) -> OutgoingMessage? {
    var pacer =
      pacers[message.topic] ?? StatePacer(leastEvery: leastEvery, repeatEvery: repeatEvery)
    defer { pacers[message.topic] = pacer }
    return pacer.isDue(message.payload, at: now) ? message : nil
  }

  /// What the broker is to forget: machines that are gone, topics of an earlier configuration.
  private mutating func removals(
    _ wanted: Set<String>, at now: ContinuousClock.Instant
  ) -> [OutgoingMessage] {
    let gone = memory.retained.subtracting(wanted)
    memory.obsolete = memory.obsolete.union(gone).subtracting(wanted)
    memory.retained = wanted
    for topic in gone { pacers[topic] = nil }
    if gone.isEmpty, let openedAt, now - openedAt > Self.removalLasts { memory.obsolete = [] }
    return gone.sorted().map { .removal(of: $0) }
  }
}
