// SPDX-License-Identifier: Apache-2.0
//
// Owns: one connection to a broker by libmosquitto, MQTT 5. Must not know: topics, when to connect again.
//
// Each connection has a client of its own: what the library still keeps of an earlier one would be sent a second time, and
// in another order than the log's.

import CMosquitto
import Glibc

/// Who we are to a broker.
struct BrokerIdentity: Sendable {
  var client: String
  var user: String?
  var password: String?
  /// Certificates of authorities; nil for the system's.
  var authorities: String?
  /// What the broker publishes once we are gone.
  var will: OutgoingMessage
}

/// One connection. Only the thread that made it may use it.
// SAFETY: the client is made and destroyed with this object, which hands it to nothing but the library.
@safe final class BrokerConnection {
  /// So long a connection without traffic is taken for alive, seconds: half as long again later the broker sends the will.
  private static let keepAliveS: Int32 = 20

  let address: BrokerAddress
  private let client: OpaquePointer
  private let events = BrokerEvents()

  private static let isReady: Bool = mosquitto_lib_init() == 0

  init(_ address: BrokerAddress, _ identity: BrokerIdentity) throws(BrokerFault) {
    self.address = address
    // SAFETY: the client gets this object's events as its data; both are freed together.
    let data = unsafe Unmanaged.passUnretained(events).toOpaque()
    guard Self.isReady, let client = unsafe mosquitto_new(identity.client, true, data) else {
      throw BrokerFault("\(address): no memory for a connection")
    }
    unsafe self.client = client
    unsafe events.attach(to: client)
    var code = unsafe mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5)
    if code == 0, let user = identity.user {
      code = unsafe mosquitto_username_pw_set(client, user, identity.password)
    }
    if code == 0, address.isEncrypted { code = secure(identity.authorities) }
    if code == 0 { code = leave(identity.will) }
    guard code == 0 else { throw .mosquitto(code, address, details: events.takeTexts()) }
  }

  deinit {
    // SAFETY: nothing uses the client after this object.
    unsafe mosquitto_destroy(client)
  }

  private func secure(_ authorities: String?) -> Int32 {
    // SAFETY: the library copies the path.
    if let authorities { return unsafe mosquitto_tls_set(client, authorities, nil, nil, nil, nil) }
    return unsafe mosquitto_int_option(client, MOSQ_OPT_TLS_USE_OS_CERTS, 1)
  }

  private func leave(_ will: OutgoingMessage) -> Int32 {
    let payload = Array(will.payload.utf8)
    // SAFETY: the library copies topic and payload.
    return unsafe mosquitto_will_set_v5(
      client, will.topic, Int32(payload.count), payload, will.isAcknowledged ? 1 : 0, will.isRetained, nil)
  }

  /// Connects to the broker's port; whether it takes us comes as an event. May wait for the network.
  func open() throws(BrokerFault) {
    // SAFETY: the library copies the host's name.
    let code = unsafe mosquitto_connect_bind_v5(
      client, address.host, Int32(address.port), Self.keepAliveS, nil, nil)
    guard code == 0 else { throw fault(code) }
  }

  /// Sends a message.
  /// - Returns: its number, by which it is acknowledged.
  func publish(_ message: OutgoingMessage) throws(BrokerFault) -> Int32 {
    let payload = Array(message.payload.utf8)
    var number: Int32 = 0
    var properties: OpaquePointer?
    if let expiryS = message.expiryS {
      unsafe mosquitto_property_add_int32(&properties, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL.number, expiryS)
    }
    // SAFETY: the library copies topic, payload and properties; the list is freed by who made it.
    defer { unsafe mosquitto_property_free_all(&properties) }
    let code = unsafe mosquitto_publish_v5(
      client, &number, message.topic, Int32(payload.count), payload, message.isAcknowledged ? 1 : 0,
      message.isRetained, properties)
    guard code == 0 else { throw fault(code) }
    return number
  }

  /// Asks for messages. None that the broker kept from before; one that is to be kept says so.
  func subscribe(to topic: String) throws(BrokerFault) {
    let options = MQTT_SUB_OPT_RETAIN_AS_PUBLISHED.rawValue | MQTT_SUB_OPT_SEND_RETAIN_NEVER.rawValue
    // SAFETY: the library copies the topic.
    let code = unsafe mosquitto_subscribe_v5(client, nil, topic, 1, Int32(options), nil)
    guard code == 0 else { throw fault(code) }
  }

  /// Waits for the network or the wake pipe, and does what is due.
  /// - Returns: what happened, and why the connection is over if it is: the last events are worth knowing.
  func step(_ wakeEnd: Int32, milliseconds: Int32) -> (events: [BrokerEvent], fault: BrokerFault?) {
    let socket = unsafe mosquitto_socket(client)
    guard socket >= 0 else { return (events.take(), ended()) }
    let wantsWrite = unsafe mosquitto_want_write(client)
    var watched = [
      pollfd(fd: socket, events: Int16(wantsWrite ? POLLIN | POLLOUT : POLLIN), revents: 0),
      pollfd(fd: wakeEnd, events: Int16(POLLIN), revents: 0),
    ]
    // SAFETY: the count is the array's own.
    _ = unsafe poll(&watched, nfds_t(watched.count), milliseconds)
    // The library's own loop, which knows of a TLS handshake that goes on; its functions for others' loops do not.
    let code = unsafe mosquitto_loop(client, 0, 1)
    let found = events.take()
    for case .ended(let reason) in found where reason != 0 { return (found, ended(reason)) }
    return (found, code == 0 ? nil : fault(code))
  }

  /// Says goodbye. The broker does not publish the will.
  func close() { unsafe mosquitto_disconnect_v5(client, 0, nil) }

  private func ended(_ reason: Int32 = 0) -> BrokerFault {
    let texts = events.takeTexts()
    return texts.isEmpty ? .ended(reason, address) : .mosquitto(reason, address, details: texts)
  }

  private func fault(_ code: Int32) -> BrokerFault { .mosquitto(code, address, details: events.takeTexts()) }
}

extension mqtt5_property {
  fileprivate var number: Int32 { Int32(rawValue) }
}
