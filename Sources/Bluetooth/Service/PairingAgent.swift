// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is answered when a device wants to pair. Must not know: who does.
//
// Pairing is accepted and never asked for: a machine in a gym should not request it (FTMP 1.0, 5.1.1). Without an agent
// Secure Connections pairing fails, which the newer watches ask for.

/// An agent without a screen or keys: "Just Works" pairing (Core Specification, volume 3 part H, 2.3.5.2).
enum PairingAgent {
  static let path = "/org/deadmill/agent"
  static let capability = "NoInputNoOutput"

  /// Answers bluetoothd.
  static func answer(_ message: BusMessage) -> BusReply {
    guard message.interface == Bluez.agent else { return .unknown(message) }
    switch message.member {
    case "Release", "Cancel", "RequestAuthorization", "AuthorizeService", "RequestConfirmation": return .done
    default:
      // A code cannot be shown or typed.
      return .failure(
        BusFailure(name: "org.bluez.Error.Rejected", text: "this machine has no display and no keys"))
    }
  }

  /// What makes bluetoothd ask this agent.
  static let registration: [BusCall] = [
    BusCall(
      Bluez.service, "/org/bluez", Bluez.agentManager, "RegisterAgent", [.path(path), .string(capability)]),
    BusCall(Bluez.service, "/org/bluez", Bluez.agentManager, "RequestDefaultAgent", [.path(path)]),
  ]
}
