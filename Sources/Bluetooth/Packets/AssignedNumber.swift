// SPDX-License-Identifier: Apache-2.0
//
// Owns: the numbers that the Bluetooth SIG has assigned to what is served. Must not know: packets, D-Bus.

/// A 16-bit UUID (Assigned Numbers, 3.4 and 3.8).
package enum AssignedNumber: UInt16, Sendable, CaseIterable {
  case fitnessMachine = 0x1826
  case runningSpeedAndCadence = 0x1814
  case deviceInformation = 0x180A
  case heartRate = 0x180D

  case fitnessMachineFeature = 0x2ACC
  case treadmillData = 0x2ACD
  case trainingStatus = 0x2AD3
  case fitnessMachineControlPoint = 0x2AD9
  case fitnessMachineStatus = 0x2ADA

  case rscMeasurement = 0x2A53
  case rscFeature = 0x2A54
  case scControlPoint = 0x2A55
  case sensorLocation = 0x2A5D

  case modelNumber = 0x2A24
  case firmwareRevision = 0x2A26
  case manufacturerName = 0x2A29

  case heartRateMeasurement = 0x2A37

  /// Appearance "Generic Running Walking Sensor" (Assigned Numbers, 2.6.2): there is none for a treadmill.
  static let appearance: UInt16 = 0x0440

  /// Four capital hexadecimal digits.
  package var short: String {
    let digits = String(rawValue, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  /// The whole UUID as BlueZ writes it (Core Specification, volume 3 part B, 2.5.1).
  var uuid: String { "0000\(short.lowercased())-0000-1000-8000-00805f9b34fb" }
}
