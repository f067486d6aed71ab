// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the threads of this service share. Must not know: sockets, the library of the broker.

import Foundation
import LiveFeed
import Logging
import SetLog
import Settings
import Synchronization

/// Stands between the daemon and the broker.
final class HomeAutomationHub: BrokerTalker, CourierOffice, Sendable {
  /// What changes with every step of a walker is not written more often: a memory card lasts longer.
  private static let writeEvery = Duration.seconds(60)
  private static let mostAnswers = 32

  private struct State: Sendable {
    var reporter: MachineReporter
    var odometers: OdometerBook
    var answers: [OutgoingMessage] = []
    var written: ReportMemory
    var writtenAt = ContinuousClock.now
    var link: BrokerLink?
  }

  private let configuration: MQTTConfiguration
  private let topics: Topics
  private let view: DaemonView
  private let desk: CommandDesk
  private let logger: Logger
  private let memoryFile: String
  private let state: Mutex<State>

  init(_ configuration: MQTTConfiguration, _ view: DaemonView, _ desk: CommandDesk, logger: Logger) {
    self.configuration = configuration
    self.view = view
    self.desk = desk
    self.logger = logger
    topics = Topics(
      site: configuration.site ?? SiteName.ofThisComputer, discovery: configuration.discovery)
    memoryFile = configuration.dataDirectory + "/machines.json"
    let memory = KeptFile.read(ReportMemory.self, memoryFile) ?? ReportMemory()
    let reporter = MachineReporter(
      topics, showsWalkers: configuration.showsWalkers, software: SoftwareVersion.current, memory: memory)
    state = Mutex(
      State(reporter: reporter, odometers: OdometerBook(memory.odometers), written: memory))
  }

  func connect(_ link: BrokerLink) { state.withLock { $0.link = link } }

  private var link: BrokerLink? { state.withLock { $0.link } }

  // MARK: For the broker

  func identity() throws(BrokerFault) -> BrokerIdentity {
    var password: String?
    if let path = configuration.passwordFile {
      password = try PasswordFile.read(
        path, credentials: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
    }
    return BrokerIdentity(
      client: "deadmill-\(topics.site)", user: configuration.user, password: password,
      authorities: configuration.authorities, will: farewell)
  }

  var subscriptions: [String] {
    (topics.birth.map { [$0] } ?? []) + (configuration.showsWalkers ? [topics.commands] : [])
  }

  func opened() { state.withLock { $0.reporter.opened() } }

  var farewell: OutgoingMessage { OutgoingMessage(topics.status, "offline") }

  func due(at now: ContinuousClock.Instant) -> [OutgoingMessage] {
    let (daemon, walkers) = (view.snapshot, desk.walkers)
    let (messages, memory) = state.withLock { state in
      for (machine, frame) in daemon.frames {
        state.odometers.take(run: frame.motion.totalDistanceM, of: machine)
      }
      let messages = state.reporter.due(daemon, state.odometers, walkers: walkers, at: now)
      defer { state.answers = [] }
      return (messages + state.answers, Self.memoryToWrite(&state, at: now))
    }
    if let memory { write(memory) }
    return messages
  }

  func received(_ topic: String, _ payload: [UInt8], isRetained: Bool) {
    if topic == topics.birth {
      if payload == Array("online".utf8) { state.withLock { $0.reporter.announceAgain() } }
      return
    }
    // A command that the broker keeps would be carried out again on each connection.
    guard !isRetained, configuration.showsWalkers, let word = topics.commanded(topic),
      let machine = state.withLock({ $0.reporter.machine(word) })
    else { return }
    guard let command = WalkerCommand(word: word, machine: machine, payload: payload) else {
      return answer(
        WalkerCommand(word: word, machine: machine, walker: nil),
        CommandAnswer.refused("unusable_name", "expected a walker's name as text"))
    }
    if !desk.take(command) {
      answer(command, CommandAnswer.refused("busy", "too many commands wait already; try again"))
    }
  }

  // MARK: For the commands

  func answer(_ command: WalkerCommand, _ payload: String) {
    let message = OutgoingMessage(topics.machine(command.word).answer, payload, isRetained: false)
    let link = state.withLock { state in
      if state.answers.count < Self.mostAnswers { state.answers.append(message) }
      return state.link
    }
    link?.ring()
  }

  /// Reads the odometers of the log. May wait for the disk.
  func lookAtLog() {
    guard let log = try? SetLog(readingFrom: configuration.logDirectory), let machines = try? log.machines()
    else { return }
    state.withLock { state in
      for machine in machines {
        state.odometers.take(log: machine.distanceM, movingS: machine.movingTimeS, of: machine.id)
      }
    }
  }

  // MARK: For the sets

  var isOpen: Bool { link?.isOpen ?? false }

  func deliver(_ message: OutgoingMessage) -> DeliveryOutcome { link?.deliver(message) ?? .lost }

  func message(_ set: SetSummary, _ event: SetEvent) -> OutgoingMessage {
    let name = set.machine ?? "machine"
    let machine = machine(of: set.id, name) ?? "name:" + name
    let word = state.withLock { $0.reporter.word(machine, name: name) }
    return OutgoingMessage(
      topics.machine(word).set,
      SetPayload.payload(set, event, showsWalker: configuration.showsWalkers), isRetained: false)
  }

  /// The identifier of a set's machine; the log knows machines that are gone as well.
  private func machine(of set: String, _ name: String) -> String? {
    if let known = view.snapshot.machines?.first(where: { $0.isCalled(name) }) { return known.id }
    guard let log = try? SetLog(readingFrom: configuration.logDirectory) else { return nil }
    return try? log.identifiedSet(set)?.machineId
  }

  func walkersChanged() { if configuration.showsWalkers { desk.refresh() } }

  // MARK: Memory

  /// What is to be written now: at once if a topic is new, later if only odometers differ.
  private static func memoryToWrite(_ state: inout State, at now: ContinuousClock.Instant) -> ReportMemory? {
    let memory = state.reporter.memory
    guard memory != state.written else { return nil }
    var withoutOdometers = memory
    withoutOdometers.odometers = state.written.odometers
    guard withoutOdometers != state.written || now - state.writtenAt > writeEvery else { return nil }
    state.written = memory
    state.writtenAt = now
    return memory
  }

  private func write(_ memory: ReportMemory) {
    do {
      try KeptFile.write(memory, to: memoryFile)
    } catch {
      logger.warning("\(error)")
    }
  }

  /// Writes what is not written yet.
  func save() {
    let memory = state.withLock { state in
      defer { state.written = state.reporter.memory }
      return state.written == state.reporter.memory ? nil : state.reporter.memory
    }
    if let memory { write(memory) }
  }
}
