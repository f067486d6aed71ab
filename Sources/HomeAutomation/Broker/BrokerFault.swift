// SPDX-License-Identifier: Apache-2.0
//
// Owns: why a broker does not take what is sent to it, in words, with what to do. Must not know: connections.

import CMosquitto

/// Why there is no connection to the broker, or why it ended. No text of it has a password.
package struct BrokerFault: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  init(_ text: String) { description = text }

  /// A code of the library.
  /// - Parameter details: what the library wrote about it.
  static func mosquitto(_ code: Int32, _ address: BrokerAddress, details: [String]) -> BrokerFault {
    let said = details.joined(separator: "; ")
    if said.contains("certificate verify failed") || said.contains("host name verification failed") {
      return BrokerFault(
        "\(address): the broker's certificate is not trusted (\(said)); \(certificateRemedy)")
    }
    let reason = said.isEmpty ? text(code) : "\(text(code)) (\(said))"
    return BrokerFault("\(address): no connection: \(reason); \(remedy(code))")
  }

  /// The broker's answer to the request to connect.
  static func refused(_ reason: Int32, _ address: BrokerAddress) -> BrokerFault {
    switch reason {
    case 0x86, 0x87:
      return BrokerFault(
        "\(address): the broker refuses user or password (\(reasonText(reason))); check user: and passwordFile:"
      )
    case 0x01, 0x84:
      return BrokerFault(
        "\(address): the broker does not speak MQTT 5; use one that does, such as mosquitto 2")
    default: return BrokerFault("\(address): the broker refuses the connection (\(reasonText(reason)))")
    }
  }

  /// The broker said goodbye, or the connection broke.
  static func ended(_ reason: Int32, _ address: BrokerAddress) -> BrokerFault {
    if reason == 0x8E {
      return BrokerFault(
        "\(address): another program connected with the same name; give each its own site: in mqtt.yaml")
    }
    return BrokerFault(
      "\(address): the connection ended (\(reason >= 0x80 ? reasonText(reason) : text(reason)))")
  }

  static func noAnswer(_ address: BrokerAddress) -> BrokerFault {
    BrokerFault("\(address): it accepts connections and does not answer; is it an MQTT broker?")
  }

  private static let certificateRemedy =
    "set ca: to the certificate of its authority, and broker: to the name in its certificate"

  private static func remedy(_ code: Int32) -> String {
    switch mosq_err_t(rawValue: code) {
    case MOSQ_ERR_EAI: "check the host name in broker:"
    case MOSQ_ERR_TLS: "check that broker: and ca: fit the broker's TLS port"
    default: "check that the broker runs and broker: has its address"
    }
  }

  private static func text(_ code: Int32) -> String {
    // SAFETY: the library returns a text that is never freed.
    guard let text = unsafe mosquitto_strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }

  static func reasonText(_ reason: Int32) -> String {
    // SAFETY: as above.
    guard let text = unsafe mosquitto_reason_string(reason) else { return "reason \(reason)" }
    return unsafe String(cString: text)
  }
}
