// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the Fitness Machine Control Point answers (FTMS 1.0, 4.16). Must not know: belts, D-Bus.
//
// The belt has no motor, so nothing can be set. Apps ask for control and start all the same, and some show nothing until
// both are granted; what is granted is the session in the app, and no number follows from it.

/// The control point as one client sees it.
struct ControlPoint: Equatable, Sendable {
  /// Op codes that are carried out (FTMS 1.0, 4.16.1, table of procedures).
  enum Operation: UInt8 {
    case requestControl = 0x00
    case reset = 0x01
    case startOrResume = 0x07
    case stopOrPause = 0x08
  }

  /// Result codes (FTMS 1.0, 4.16, table of result codes).
  enum Result: UInt8 {
    case success = 0x01
    case notSupported = 0x02
    case invalidParameter = 0x03
    case notPermitted = 0x05
  }

  /// What a written value leads to.
  struct Answer: Equatable {
    /// To indicate on the control point: `80`, the op code, the result.
    var bytes: [UInt8]
    /// To notify as the machine's status.
    var status: MachineStatus?
  }

  /// Whether this client has control. It ends with the connection, or with a reset (FTMS 1.0, 4.16.2.1).
  private(set) var hasControl = false

  /// Answers a written value; nil if it has no op code.
  mutating func write(_ value: [UInt8]) -> Answer? {
    guard let code = value.first else { return nil }
    guard let operation = Operation(rawValue: code) else { return Self.answer(code, .notSupported) }
    let parameter = Array(value.dropFirst())
    guard operation == .requestControl || hasControl else { return Self.answer(code, .notPermitted) }
    switch (operation, parameter) {
    case (.requestControl, []):
      hasControl = true
      return Self.answer(code, .success)
    case (.reset, []):
      // There is no setting to reset. Distance and time go on: clients take a number that falls for a fault.
      hasControl = false
      return Self.answer(code, .success, .reset)
    case (.startOrResume, []): return Self.answer(code, .success, .startedOrResumed)
    case (.stopOrPause, [0x01]): return Self.answer(code, .success, .stopped)
    case (.stopOrPause, [0x02]): return Self.answer(code, .success, .paused)
    default: return Self.answer(code, .invalidParameter)
    }
  }

  private static func answer(_ code: UInt8, _ result: Result, _ status: MachineStatus? = nil) -> Answer {
    Answer(bytes: [0x80, code, result.rawValue], status: status)
  }
}
