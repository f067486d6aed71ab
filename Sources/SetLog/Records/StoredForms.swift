// SPDX-License-Identifier: Apache-2.0
//
// Owns: the stored and sent forms of enumerations: clock quality, direction, why a set ended. Each has a name of
// its own, so that renaming a case changes no format. Must not know: databases, files.

import Pulses
import Sets

/// How sure wall time is.
public enum ClockQuality: String, Codable, Sendable, CaseIterable {
  /// The network has confirmed the clock.
  case synchronised = "synchronised"
  /// The clock may be wrong: a Pi has no clock battery.
  case unsure = "unsure"

  /// Whether the network has confirmed the clock.
  public var isSynchronised: Bool { self == .synchronised }
}

/// In which direction the belt moved.
public enum RecordDirection: String, Codable, Sendable, CaseIterable {
  /// As a treadmill that is switched on moves it.
  case forward = "forward"
  /// Against that.
  case backward = "backward"
}

/// Why a set ended. Later versions may have more reasons.
public struct EndReason: RawRepresentable, Codable, Sendable, Hashable {
  /// The stored form.
  public let rawValue: String

  /// A reason by its stored form.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The belt was stopped for longer than a pause.
  public static let stopped = EndReason(rawValue: "stopped")
  /// The sensor was unplugged or failed.
  public static let sensorLost = EndReason(rawValue: "sensorLost")
  /// The program was asked to stop.
  public static let shutdown = EndReason(rawValue: "shutdown")
  /// The recording ended.
  public static let inputEnded = EndReason(rawValue: "inputEnded")
  /// The set reached the longest length that is kept as one.
  public static let tooLong = EndReason(rawValue: "tooLong")
  /// The program was killed or the power was cut; the set was recovered afterwards.
  public static let interrupted = EndReason(rawValue: "interrupted")
  /// A person entered the set by hand; it was not measured.
  public static let entered = EndReason(rawValue: "entered")
}

extension ClockQuality {
  package init(isSynchronised: Bool) { self = isSynchronised ? .synchronised : .unsure }
}

extension RecordDirection {
  package init(_ direction: BeltDirection) {
    switch direction {
    case .forward: self = .forward
    case .backward: self = .backward
    }
  }
}

extension EndReason {
  package init(_ reason: SetEndReason) {
    switch reason {
    case .stopped: self = .stopped
    case .sensorLost: self = .sensorLost
    case .shutdown: self = .shutdown
    case .inputEnded: self = .inputEnded
    case .tooLong: self = .tooLong
    case .interrupted: self = .interrupted
    }
  }

  /// Nil for a reason of a newer program.
  package var setEndReason: SetEndReason? {
    switch self {
    case .stopped: .stopped
    case .sensorLost: .sensorLost
    case .shutdown: .shutdown
    case .inputEnded: .inputEnded
    case .tooLong: .tooLong
    case .interrupted: .interrupted
    default: nil
    }
  }
}
