// SPDX-License-Identifier: Apache-2.0
//
// Owns: messages of a bus as Swift values. Must not know: how they travel.

/// A message that came from the bus.
package struct BusMessage {
  package enum Kind: UInt8, Sendable {
    case call = 1
    case reply = 2
    case error = 3
    case signal = 4
  }

  package var kind: Kind
  package var sender: String?
  package var path = ""
  package var interface = ""
  package var member = ""
  /// Of a reply or error: the number of the call that it answers.
  package var answers: UInt64 = 0
  /// Of an error.
  package var failure: BusFailure?
  package var arguments: [BusValue] = []
  /// Of a call: what its answer is made from; nil in tests.
  var handle: BusHandle?

  package init(_ kind: Kind) { self.kind = kind }

  /// An argument by its position; nil if there are fewer.
  func argument(_ index: Int) -> BusValue? { arguments.indices.contains(index) ? arguments[index] : nil }
}

/// A method call to be sent.
package struct BusCall: Equatable, Sendable {
  package var destination: String
  package var path: String
  package var interface: String
  package var member: String
  package var arguments: [BusValue] = []

  package init(
    _ destination: String, _ path: String, _ interface: String, _ member: String, _ arguments: [BusValue] = []
  ) {
    self.destination = destination
    self.path = path
    self.interface = interface
    self.member = member
    self.arguments = arguments
  }
}

/// A signal to be sent.
package struct BusSignal: Equatable, Sendable {
  package var path: String
  package var interface: String
  package var member: String
  package var arguments: [BusValue]
}

/// What a method call of another program is answered with.
package enum BusReply: Equatable, Sendable {
  case values([BusValue])
  case failure(BusFailure)

  static let done = BusReply.values([])

  static func unknown(_ message: BusMessage) -> BusReply {
    .failure(
      BusFailure(
        name: "org.freedesktop.DBus.Error.UnknownMethod",
        text: "no \(message.interface).\(message.member) at \(message.path)"))
  }
}

/// An error as it travels over the bus.
package struct BusFailure: Error, Equatable, Sendable, CustomStringConvertible {
  package var name: String
  package var text: String

  package var description: String { text.isEmpty ? name : "\(text) (\(name))" }
}
