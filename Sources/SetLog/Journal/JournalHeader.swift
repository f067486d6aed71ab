// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a journal knows of its set besides the edges. Must not know: files, blocks.

/// The walker on the machine when a set began.
package struct JournalWalker: Codable, Sendable, Equatable {
  /// Of the walker in the log; the name may have changed by the time the set is logged.
  package var id: String
  /// The body mass that the walker had stated, kg.
  package var massKg: Double?

  package init(id: String, massKg: Double?) {
    self.id = id
    self.massKg = massKg
  }
}

/// What is known of a set when it begins.
package struct JournalHeader: Codable, Sendable, Equatable {
  /// The set's identifier, given once and for all: however often a set is recovered, it is the same one.
  package var id: String
  package var machine: String
  package var bootId: String
  /// Wall time at monotonic zero, as it was known then, nanoseconds since 1970.
  package var clockOffsetNs: Int64
  package var clockQuality: ClockQuality
  /// Whose set it is; nil for a set without a walker.
  package var walker: JournalWalker?
  /// The protocol that was trained; nil for none.
  package var protocolName: String?
  /// What the belt had run when the set began.
  package var odometer: OdometerReading?
  package var softwareVersion: String

  package init(
    id: String, machine: String, bootId: String, clockOffsetNs: Int64, clockQuality: ClockQuality,
    walker: JournalWalker? = nil, protocolName: String? = nil, odometer: OdometerReading?,
    softwareVersion: String
  ) {
    self.id = id
    self.machine = machine
    self.bootId = bootId
    self.clockOffsetNs = clockOffsetNs
    self.clockQuality = clockQuality
    self.walker = walker
    self.protocolName = protocolName
    self.odometer = odometer
    self.softwareVersion = softwareVersion
  }
}

/// How a set ended, if it ended before the program did.
package struct JournalEnd: Codable, Sendable, Equatable {
  /// The set's last pulse, CLOCK_MONOTONIC nanoseconds; what came after it does not belong to it.
  package var lastPulseNs: Int64
  package var reason: EndReason

  package init(lastPulseNs: Int64, reason: EndReason) {
    self.lastPulseNs = lastPulseNs
    self.reason = reason
  }
}
