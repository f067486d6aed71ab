// SPDX-License-Identifier: Apache-2.0
//
// Owns: what libmosquitto calls back with, gathered as values. Must not know: what is done about it.

import CMosquitto

/// Something that happened on a connection.
enum BrokerEvent: Sendable, Equatable {
  /// The broker's answer to the request to connect; 0 is yes.
  case answered(reason: Int32)
  /// The broker's acknowledgement of a message; from 128 on it was not taken.
  case acknowledged(message: Int32, reason: Int32)
  case received(topic: String, payload: [UInt8], isRetained: Bool)
  case ended(reason: Int32)
}

/// Gathers events of one connection. Only the thread that runs the connection touches it.
final class BrokerEvents {
  /// A library that complains on and on is heard a few times.
  private static let mostTexts = 4

  private(set) var events: [BrokerEvent] = []
  /// Warnings and errors of the library, the newest ones.
  private(set) var texts: [String] = []

  func take() -> [BrokerEvent] {
    defer { events = [] }
    return events
  }

  func takeTexts() -> [String] {
    defer { texts = [] }
    return texts
  }

  fileprivate func add(_ event: BrokerEvent) { events.append(event) }

  fileprivate func add(text: String) {
    if !texts.contains(text) { texts.append(text) }
    if texts.count > Self.mostTexts { texts.removeFirst() }
  }

  /// Has a client call back here for as long as it exists.
  func attach(to client: OpaquePointer) {
    // SAFETY: the connection that owns the client keeps this object as long, and passes it as the client's user data.
    unsafe mosquitto_connect_v5_callback_set(client) { _, data, reason, _, _ in
      unsafe BrokerEvents.at(data)?.add(.answered(reason: reason))
    }
    unsafe mosquitto_disconnect_v5_callback_set(client) { _, data, reason, _ in
      unsafe BrokerEvents.at(data)?.add(.ended(reason: reason))
    }
    unsafe mosquitto_publish_v5_callback_set(client) { _, data, message, reason, _ in
      unsafe BrokerEvents.at(data)?.add(.acknowledged(message: message, reason: reason))
    }
    unsafe mosquitto_message_v5_callback_set(client) { _, data, message, _ in
      guard let message = unsafe message?.pointee, let topic = unsafe message.topic else { return }
      // SAFETY: topic and payload are the library's during the call, and are copied.
      let payload = unsafe [UInt8](
        UnsafeRawBufferPointer(start: message.payload, count: Int(max(0, message.payloadlen))))
      unsafe BrokerEvents.at(data)?.add(
        .received(topic: String(cString: topic), payload: payload, isRetained: message.retain))
    }
    unsafe mosquitto_log_callback_set(client) { _, data, level, text in
      guard level & Int32(MOSQ_LOG_ERR | MOSQ_LOG_WARNING) != 0, let text = unsafe text else { return }
      unsafe BrokerEvents.at(data)?.add(text: String(cString: text))
    }
  }

  private static func at(_ data: UnsafeMutableRawPointer?) -> BrokerEvents? {
    // SAFETY: the data of a client is the object that `attach` was called on.
    unsafe data.map { unsafe Unmanaged<BrokerEvents>.fromOpaque($0).takeUnretainedValue() }
  }
}
