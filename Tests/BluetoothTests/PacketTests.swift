// SPDX-License-Identifier: Apache-2.0
//
// Every packet, byte by byte, against the specifications' field tables.

import Testing

@testable import Bluetooth

/// Bytes from hexadecimal digits; blanks are passed over.
func hex(_ text: String) -> [UInt8] {
  var digits = text.filter { $0 != " " }[...]
  var bytes: [UInt8] = []
  while digits.count >= 2 {
    bytes.append(UInt8(digits.prefix(2), radix: 16) ?? 0)
    digits = digits.dropFirst(2)
  }
  return bytes
}

private struct TreadmillVector: Sendable, CustomTestStringConvertible {
  var name: String
  var data: TreadmillData
  var bytes: String
  var testDescription: String { name }
}

private let treadmillVectors = [
  TreadmillVector(
    name: "the set of the demonstration log",
    data: TreadmillData(
      speedMps: 0.795, distanceM: 47.61, elapsedS: 59.9,
      effort: .init(forceN: 138.9, powerW: 110.4)),
    bytes: "0414 1E01 2F0000 3B00 8B00 6E00"),
  TreadmillVector(
    name: "no power is measured: 9 bytes",
    data: TreadmillData(speedMps: 0.795, distanceM: 47.61, elapsedS: 59.9),
    bytes: "0404 1E01 2F0000 3B00"),
  TreadmillVector(
    name: "a stopped belt",
    data: TreadmillData(speedMps: 0, distanceM: 0, elapsedS: 0), bytes: "0404 0000 000000 0000"),
  TreadmillVector(
    name: "force and power that are unknown at present",
    data: TreadmillData(speedMps: 0, distanceM: 1, elapsedS: 2, effort: .init()),
    bytes: "0414 0000 010000 0200 FF7F FF7F"),
  TreadmillVector(
    name: "a walk backward is a speed",
    data: TreadmillData(speedMps: -1, distanceM: 1, elapsedS: 2), bytes: "0404 6801 010000 0200"),
  TreadmillVector(
    name: "a belt that pushes the walker: negative force and power",
    data: TreadmillData(speedMps: 1, distanceM: 1, elapsedS: 2, effort: .init(forceN: -1, powerW: -2)),
    bytes: "0414 6801 010000 0200 FFFF FEFF"),
  TreadmillVector(
    name: "every field at its end",
    data: TreadmillData(
      speedMps: 1e9, distanceM: 1e12, elapsedS: 1e9, effort: .init(forceN: 1e9, powerW: -1e9)),
    bytes: "0414 FFFF FFFFFF FFFF FE7F 0080"),
  TreadmillVector(
    name: "distance has three bytes, the lowest first",
    data: TreadmillData(speedMps: 0, distanceM: 0x0102_03, elapsedS: 0x0405), bytes: "0404 0000 030201 0504"),
]

@Test("Treadmill Data", arguments: treadmillVectors)
private func treadmillData(_ vector: TreadmillVector) {
  #expect(vector.data.bytes == hex(vector.bytes))
  #expect(vector.data.bytes.count <= 20, "fits the smallest packet")
}

@Test("RSC Measurement")
func runningSpeed() {
  let walk = RunningSpeed(speedMps: 0.795, cadenceSpm: 95.2, distanceM: 47.61)
  #expect(walk.bytes == hex("02 CC00 5F DC010000"))
  #expect(RunningSpeed(speedMps: 0, cadenceSpm: nil, distanceM: 0).bytes == hex("02 0000 00 00000000"))
  #expect(RunningSpeed(speedMps: -1, cadenceSpm: 300, distanceM: 1e12).bytes == hex("02 0001 FF FFFFFFFF"))
  // 47.6 times 10 is a little less than 476 in binary.
  #expect(RunningSpeed(speedMps: 0, cadenceSpm: 0, distanceM: 47.6).bytes.suffix(4) == hex("DC010000")[...])
}

@Test("what is read once")
func constants() {
  #expect(FitnessMachineFeature.bytes(hasEffort: true) == hex("04900000 00000000"))
  #expect(FitnessMachineFeature.bytes(hasEffort: false) == hex("04100000 00000000"))
  #expect(RunningSpeed.feature == hex("0200") && RunningSpeed.location == hex("00"))
  #expect(TrainingStatus.idle.bytes == hex("0001"))
  #expect(TrainingStatus.recoveryInterval.bytes == hex("0005"))
  #expect(TrainingStatus.manualMode.bytes == hex("000D"))
  #expect(ServiceData.bytes(isAvailable: true) == hex("010100"))
  #expect(ServiceData.bytes(isAvailable: false) == hex("000100"))
}

@Test("machine status")
func machineStatus() {
  #expect(MachineStatus.reset.bytes == hex("01"))
  #expect(MachineStatus.stopped.bytes == hex("0201"))
  #expect(MachineStatus.paused.bytes == hex("0202"))
  #expect(MachineStatus.startedOrResumed.bytes == hex("04"))
}

@Test("assigned numbers as BlueZ and people write them")
func assignedNumbers() {
  #expect(AssignedNumber.treadmillData.uuid == "00002acd-0000-1000-8000-00805f9b34fb")
  #expect(AssignedNumber.runningSpeedAndCadence.short == "1814")
  for number in AssignedNumber.allCases { #expect(number.short.count == 4) }
}

@Test("a number that is none becomes 0, and no crash")
func notFinite() {
  for value in [Double.nan, .infinity, -.infinity] {
    let data = TreadmillData(
      speedMps: value, distanceM: value, elapsedS: value, effort: .init(forceN: value, powerW: value))
    #expect(data.bytes == hex("0414 0000 000000 0000 0000 0000"))
  }
}
