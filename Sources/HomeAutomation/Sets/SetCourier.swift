// SPDX-License-Identifier: Apache-2.0
//
// Owns: carrying finished sets from the log's changes to the broker: each one, in the log's order. Must not know: payloads'
// words, connections.
//
// The changes are asked for only while there is a broker, and one is asked for after the broker has the one before. So what
// was walked in days without a broker waits in the log and not in memory.

import LiveFeed
import Logging
import Synchronization

/// What a courier needs of others.
protocol CourierOffice: AnyObject, Sendable {
  /// Whether there is a broker.
  var isOpen: Bool { get }
  /// Sends a message and blocks until it is known what became of it.
  func deliver(_ message: OutgoingMessage) -> DeliveryOutcome
  /// The message of a set.
  func message(_ set: SetSummary, _ event: SetEvent) -> OutgoingMessage
  /// Walkers are not the ones that they were.
  func walkersChanged()
}

/// Carries sets.
final class SetCourier: Sendable {
  private static let lookEvery = Duration.milliseconds(200)
  private static let retryAfter = Duration.seconds(2)
  /// A broker that does not want a set may do so later, once its access list is another one.
  private static let refusedRetryAfter = Duration.seconds(30)

  private let socket: String
  private let office: any CourierOffice
  private let logger: Logger
  private let sent: Mutex<SentSets>
  private let isStopping = Atomic<Bool>(false)

  init(socket: String, _ office: any CourierOffice, _ sent: SentSets, logger: Logger) {
    self.socket = socket
    self.office = office
    self.logger = logger
    self.sent = Mutex(sent)
  }

  func stop() { isStopping.store(true, ordering: .releasing) }

  private var mayGoOn: Bool { !isStopping.load(ordering: .acquiring) && office.isOpen }

  /// Carries until it is stopped.
  func run() {
    var complaint = Complaint(logger)
    while !isStopping.load(ordering: .acquiring) {
      guard office.isOpen else {
        PosixThread.pause(Self.lookEvery)
        continue
      }
      do {
        try follow(&complaint)
      } catch let error as FeedError where error.isAbsence {
        // The daemon's absence is reported by those who follow its frames.
        rest(Self.retryAfter)
      } catch {
        complaint.report("finished sets are not sent: \(error)")
        rest(Self.retryAfter)
      }
    }
    try? sent.withLock { try $0.save() }
  }

  private func rest(_ duration: Duration) {
    let until = ContinuousClock.now + duration
    while !isStopping.load(ordering: .acquiring), .now < until { PosixThread.pause(Self.lookEvery) }
  }

  private func follow(_ complaint: inout Complaint) throws {
    var client = try FeedClient.connect(to: socket)
    let after = sent.withLock { $0.cursor.sequence }
    try client.watch(FeedWatch([.changes], fromSequence: after))
    while mayGoOn {
      switch try client.next(milliseconds: 200) {
      case .change(let change):
        switch try carry(change) {
        case .taken: complaint.isOver("finished sets are sent again")
        case .lost: return
        case .refused(let reason):
          complaint.report("finished sets are not sent: the broker does not take them (\(reason))")
          return rest(Self.refusedRetryAfter)
        }
      case .error(let fault): return try handle(fault)
      case .bye: throw FeedError.closed(path: socket)
      case nil: try sent.withLock { try $0.save() }
      default: continue
      }
    }
  }

  private func handle(_ fault: FeedFault) throws {
    guard fault.code == FeedFault.Code.noSuchSequence.rawValue else { throw fault }
    logger.warning("the log is another one than before; its sets are sent from the beginning")
    try sent.withLock { try $0.restart() }
  }

  /// Does what a change asks for.
  private func carry(_ change: FeedChange) throws -> DeliveryOutcome {
    var outcome = DeliveryOutcome.taken
    if change.kind.hasPrefix("walker") { office.walkersChanged() }
    if change.kind == "set", let set = change.set { outcome = try carry(set) }
    if outcome == .taken { try sent.withLock { try $0.advance(to: change.sequence) } }
    return outcome
  }

  private func carry(_ set: SetSummary) throws -> DeliveryOutcome {
    let event: SetEvent = sent.withLock { $0.contains(set.id) } ? .changed : .finished
    let outcome = office.deliver(office.message(set, event))
    if outcome == .taken { try sent.withLock { try $0.note(set.id) } }
    return outcome
  }
}
