// SPDX-License-Identifier: Apache-2.0
//
// Owns: the bytes of the Fitness Machine Service that are no data: features, training status, machine status, service
// data. Must not know: belts, D-Bus.

/// Fitness Machine Feature, characteristic 2ACC (FTMS 1.0, 4.3).
enum FitnessMachineFeature {
  /// Bits of Fitness Machine Features (FTMS 1.0, 4.3.1, table of the bits). Target Setting Features are 0: nothing can be set.
  static func bytes(hasEffort: Bool) -> [UInt8] {
    let totalDistance = 1 << 2
    let elapsedTime = 1 << 12
    let forceAndPower = 1 << 15
    var packet = PacketBytes()
    packet.uint32(totalDistance | elapsedTime | (hasEffort ? forceAndPower : 0))
    packet.uint32(0)
    return packet.bytes
  }
}

/// Training Status, characteristic 2AD3 (FTMS 1.0, 4.10, table of the field's values): those that a belt without a motor has.
enum TrainingStatus: UInt8, Sendable {
  case idle = 0x01
  /// A rest between two sets.
  case recoveryInterval = 0x05
  /// "Manual Mode (Quick Start)": a set is walked.
  case manualMode = 0x0D

  /// Flags 0: no text follows (FTMS 1.0, 4.10, Flags field).
  var bytes: [UInt8] { [0x00, rawValue] }
}

/// Fitness Machine Status, characteristic 2ADA (FTMS 1.0, 4.17, table of op codes): those that can happen here.
enum MachineStatus: Equatable, Sendable {
  case reset
  case stopped
  case paused
  case startedOrResumed

  var bytes: [UInt8] {
    switch self {
    case .reset: [0x01]
    // "Stopped or Paused by the User": 01 for stopped, 02 for paused.
    case .stopped: [0x02, 0x01]
    case .paused: [0x02, 0x02]
    case .startedOrResumed: [0x04]
    }
  }
}

/// What is advertised beside the service's UUID (FTMS 1.0, 3.1).
enum ServiceData {
  /// Flags: bit 0, the machine is available. Fitness Machine Type: bit 0, treadmill supported.
  static func bytes(isAvailable: Bool) -> [UInt8] { [isAvailable ? 0x01 : 0x00, 0x01, 0x00] }
}
