// SPDX-License-Identifier: Apache-2.0
//
// Owns: the thread that speaks to the broker: it connects, sends what is due, and connects again. Must not know: what is
// sent.

import LiveFeed
import Logging
import Synchronization
import Waking

/// What a link asks for; called on its thread.
protocol BrokerTalker: AnyObject, Sendable {
  /// Who we are; asked for each connection, so that a new password counts.
  func identity() throws(BrokerFault) -> BrokerIdentity
  /// Topics whose messages are wanted.
  var subscriptions: [String] { get }
  /// A connection begins: what the broker has is not known any more.
  func opened()
  /// What is to be sent now.
  func due(at now: ContinuousClock.Instant) -> [OutgoingMessage]
  func received(_ topic: String, _ payload: [UInt8], isRetained: Bool)
  /// What is sent before a goodbye.
  var farewell: OutgoingMessage { get }
}

/// A connection to the broker that is kept up.
final class BrokerLink: Sendable {
  /// So often is asked what is due, at least.
  private static let lookEvery: Int32 = 500
  /// For the last words.
  private static let farewellPatience = Duration.seconds(2)

  private struct State: Sendable {
    var waiting: [Delivery] = []
    var isOpen = false
    var isStopping = false
  }

  private let address: BrokerAddress
  private let talker: any BrokerTalker
  private let logger: Logger
  private let wakePipe: WakePipe
  private let state = Mutex(State())

  init?(_ address: BrokerAddress, _ talker: any BrokerTalker, logger: Logger) {
    guard let wakePipe = WakePipe() else { return nil }
    self.address = address
    self.talker = talker
    self.logger = logger
    self.wakePipe = wakePipe
  }

  var isOpen: Bool { state.withLock { $0.isOpen && !$0.isStopping } }

  /// Something may be due.
  func ring() { wakePipe.wake() }

  /// Sends a message and blocks until the broker has it, does not want it, or is gone.
  func deliver(_ message: OutgoingMessage) -> DeliveryOutcome {
    let delivery = Delivery(message)
    let isQueued = state.withLock { state in
      guard state.isOpen, !state.isStopping else { return false }
      state.waiting.append(delivery)
      return true
    }
    guard isQueued else { return .lost }
    wakePipe.wake()
    return delivery.wait()
  }

  func stop() {
    state.withLock { $0.isStopping = true }
    wakePipe.wake()
  }

  private var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Keeps the connection up until it is stopped.
  func run() {
    var backoff = Backoff()
    var complaint = Complaint(logger)
    while !isStopping {
      do throws(BrokerFault) {
        try connect(&backoff, &complaint)
      } catch {
        complaint.report(error.description)
        rest(backoff.next())
      }
    }
  }

  /// Waits for the next attempt, or for the end.
  private func rest(_ duration: Duration) {
    let until = ContinuousClock.now + duration
    while !isStopping, .now < until { PosixThread.pause(min(until - .now, .milliseconds(200))) }
  }

  private func connect(_ backoff: inout Backoff, _ complaint: inout Complaint) throws(BrokerFault) {
    var open = try OpenConnection.begin(address, talker.identity())
    var fault: BrokerFault?
    do throws(BrokerFault) {
      try serve(&open, &backoff, &complaint)
    } catch {
      fault = error
    }
    let left = state.withLock { state in
      state.isOpen = false
      defer { state.waiting = [] }
      return state.waiting
    }
    for delivery in left { delivery.finish(.lost) }
    open.end()
    if let fault { throw fault }
  }

  private func serve(
    _ open: inout OpenConnection, _ backoff: inout Backoff, _ complaint: inout Complaint
  ) throws(BrokerFault) {
    var refused: Set<String> = []
    while !isStopping {
      let wasOpen = open.isOpen
      let received = try open.step(wakePipe.readEnd, milliseconds: Self.lookEvery)
      wakePipe.clear()
      guard open.isOpen else { continue }
      if !wasOpen {
        try begin(open)
        backoff.reset()
        complaint.isOver("\(address): connected")
      }
      hand(received)
      for message in talker.due(at: .now) { try open.send(message) }
      sendWaiting(&open)
      for (topic, reason) in open.takeRefusals() where refused.insert(topic).inserted {
        logger.warning("\(address): the broker does not take \(topic) (\(reason)); check its access list")
      }
    }
    if open.isOpen { try leave(&open) }
  }

  private func begin(_ open: borrowing OpenConnection) throws(BrokerFault) {
    talker.opened()
    for topic in talker.subscriptions { try open.subscribe(to: topic) }
    state.withLock { $0.isOpen = true }
  }

  private func hand(_ received: [BrokerEvent]) {
    for case .received(let topic, let payload, let isRetained) in received {
      talker.received(topic, payload, isRetained: isRetained)
    }
  }

  private func sendWaiting(_ open: inout OpenConnection) {
    while open.hasRoom, let next = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) {
      open.send(next)
    }
  }

  /// Says that we are gone, so that the broker need not find out.
  private func leave(_ open: inout OpenConnection) throws(BrokerFault) {
    try open.send(talker.farewell)
    let until = ContinuousClock.now + Self.farewellPatience
    while !open.waitsForNothing, .now < until { _ = try open.step(wakePipe.readEnd, milliseconds: 100) }
    open.close()
  }
}
