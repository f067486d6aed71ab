// SPDX-License-Identifier: Apache-2.0
//
// Owns: what waits for the broker on one connection: its first answer, and acknowledgements. Must not know: when to connect.

/// One connection and its messages. Only the thread that runs it touches it.
struct OpenConnection: ~Copyable {
  /// A broker answers within that.
  private static let patience = Duration.seconds(10)
  /// Acknowledgements that are waited for; more than that is a broker that does not keep pace.
  private static let mostOpen = 64

  private struct Sent {
    var topic: String
    var due: ContinuousClock.Instant
    var delivery: Delivery?
  }

  private let connection: BrokerConnection
  private let answerDue: ContinuousClock.Instant
  private var sent: [Int32: Sent] = [:]
  private(set) var isOpen = false
  /// Topics that the broker does not take from us, with its reason.
  private(set) var refusals: [(topic: String, reason: String)] = []

  private init(_ connection: BrokerConnection) {
    self.connection = connection
    answerDue = .now + Self.patience
  }

  /// Connects. No initialiser, since compilers of the 6.2 series crash on one that throws a type.
  static func begin(_ address: BrokerAddress, _ identity: BrokerIdentity) throws(BrokerFault)
    -> OpenConnection
  {
    let connection = try BrokerConnection(address, identity)
    try connection.open()
    return OpenConnection(connection)
  }

  /// What was waited for and will not come any more.
  consuming func end() {
    for sent in sent.values { sent.delivery?.finish(.lost) }
  }

  var hasRoom: Bool { sent.count < Self.mostOpen }
  var waitsForNothing: Bool { sent.isEmpty }

  mutating func send(_ message: OutgoingMessage) throws(BrokerFault) {
    let number = try connection.publish(message)
    guard message.isAcknowledged else { return }
    sent[number] = Sent(topic: message.topic, due: .now + Self.patience, delivery: nil)
  }

  mutating func send(_ delivery: Delivery) {
    do {
      let number = try connection.publish(delivery.message)
      sent[number] = Sent(topic: delivery.message.topic, due: .now + Self.patience, delivery: delivery)
    } catch {
      delivery.finish(.lost)
    }
  }

  func subscribe(to topic: String) throws(BrokerFault) { try connection.subscribe(to: topic) }

  func close() { connection.close() }

  /// Waits for the network or the wake pipe.
  /// - Returns: messages that came in.
  mutating func step(_ wakeEnd: Int32, milliseconds: Int32) throws(BrokerFault) -> [BrokerEvent] {
    let (events, fault) = connection.step(wakeEnd, milliseconds: milliseconds)
    var received: [BrokerEvent] = []
    for event in events {
      switch event {
      case .answered(let reason):
        guard reason == 0 else { throw .refused(reason, connection.address) }
        isOpen = true
      case .acknowledged(let number, let reason): acknowledge(number, reason)
      case .received: received.append(event)
      case .ended: break
      }
    }
    if let fault { throw fault }
    let now = ContinuousClock.now
    if !isOpen, now > answerDue { throw .noAnswer(connection.address) }
    if sent.values.contains(where: { now > $0.due }) { throw .noAnswer(connection.address) }
    return received
  }

  private mutating func acknowledge(_ number: Int32, _ reason: Int32) {
    guard let sent = sent.removeValue(forKey: number) else { return }
    guard reason >= 0x80 else {
      sent.delivery?.finish(.taken)
      return
    }
    let text = BrokerFault.reasonText(reason)
    refusals.append((sent.topic, text))
    sent.delivery?.finish(.refused(text))
  }

  mutating func takeRefusals() -> [(topic: String, reason: String)] {
    defer { refusals = [] }
    return refusals
  }
}
