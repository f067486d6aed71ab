// SPDX-License-Identifier: Apache-2.0
//
// Owns: which figure goes into which field of which FIT message. Must not know: bytes, the order of messages.
//
// Numbers of messages, fields and values are those of the FIT profile.

import SetLog

/// FIT's seconds: since 1989-12-31 in UTC.
enum FITTime {
  private static let epochS: Int64 = 631_065_600
  /// Smaller numbers mean seconds since a device was switched on.
  static let earliestMs = (epochS + 0x1000_0000) * 1000

  static func timestamp(_ unixS: Int64) -> FITValue {
    .uint32(UInt32(clamping: min(unixS - epochS, Int64(UInt32.max) - 1)))
  }
}

/// Fields that FIT has no number for, described in each file.
enum FITDeveloperField: UInt8, CaseIterable {
  case meanForceN, workJ, distanceSdM, forceN

  var name: String {
    switch self {
    case .meanForceN: "mean_force"
    case .workJ: "work"
    case .distanceSdM: "distance_uncertainty"
    case .forceN: "force"
    }
  }

  var unit: String {
    switch self {
    case .meanForceN, .forceN: "N"
    case .workJ: "J"
    case .distanceSdM: "m"
    }
  }
}

/// FIT's numbers for what this program says.
enum FITCode {
  static let running: UInt8 = 1
  static let treadmill: UInt8 = 1
  static let timerEvent: UInt8 = 0
  static let sessionEvent: UInt8 = 8
  static let lapEvent: UInt8 = 9
  static let activityEvent: UInt8 = 26
  static let start: UInt8 = 0
  static let stop: UInt8 = 1
  static let stopAll: UInt8 = 4
  static let byEquipment: UInt8 = 8
  static let sled: UInt16 = 45

  static func sledExercise(_ exercise: ExportExercise) -> UInt16 {
    switch exercise {
    case .backwardDrag: 0
    case .forwardDrag: 2
    case .push: 4
    }
  }
}

extension FITMessage {
  private static let development: UInt16 = 255
  private static let product: UInt16 = 1
  private static let productName = "Deadmill"
  /// Identifies this program's developer fields to readers; never changes.
  private static let applicationId: [UInt8] = [
    0xDE, 0xAD, 0x31, 0x11, 0x5E, 0x7C, 0x4B, 0x0A, 0x9F, 0x26, 0x3D, 0x80, 0x6A, 0x11, 0xC5, 0x02,
  ]

  static func fileId(_ record: SetRecord, atS unixS: Int64) -> FITMessage {
    var message = FITMessage(0)
    message.put(0, .enumeration(4))
    message.put(1, .uint16(development))
    message.put(2, .uint16(product))
    message.put(3, .uint32z(record.machineNumber))
    message.put(4, FITTime.timestamp(unixS))
    message.put(8, .string(productName))
    return message
  }

  static func developerData() -> FITMessage {
    var message = FITMessage(207)
    message.put(1, .bytes(applicationId))
    message.put(3, .uint8(0))
    message.put(4, .uint32(1))
    return message
  }

  static func description(of field: FITDeveloperField) -> FITMessage {
    var message = FITMessage(206)
    message.put(0, .uint8(0))
    message.put(1, .uint8(field.rawValue))
    message.put(2, .uint8(FITValue.float32(0).baseType))
    message.put(3, .string(field.name))
    message.put(8, .string(field.unit))
    return message
  }

  static func device(_ record: SetRecord, atS unixS: Int64) -> FITMessage {
    var message = FITMessage(23)
    message.put(253, FITTime.timestamp(unixS))
    message.put(0, .uint8(0))
    message.put(2, .uint16(development))
    message.put(3, .uint32z(record.machineNumber))
    message.put(4, .uint16(product))
    message.put(5, version(record.softwareVersion))
    message.put(19, .string(record.machine))
    message.put(25, .enumeration(5))
    message.put(27, .string(productName))
    return message
  }

  /// FIT has two decimals for it: 1.2.3 is 1.23, and readers show 0.3.0 as 0.3. Left out if it does not fit in.
  private static func version(_ text: String) -> FITValue? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt16($0) }
    guard parts.count == 3, let major = parts[0], let minor = parts[1], let patch = parts[2],
      major < 600, minor < 10, patch < 10
    else { return nil }
    return .uint16(major * 100 + minor * 10 + patch)
  }

  static func timer(_ type: UInt8, atS unixS: Int64) -> FITMessage {
    var message = FITMessage(21)
    message.put(253, FITTime.timestamp(unixS))
    message.put(0, .enumeration(FITCode.timerEvent))
    message.put(1, .enumeration(type))
    message.put(3, .uint32(2))
    message.put(4, .uint8(0))
    return message
  }

  static func record(_ sample: ActivitySample, cadenceSpm: Double?) -> FITMessage {
    var message = FITMessage(20)
    message.put(253, FITTime.timestamp(sample.unixMs.flooredToSeconds))
    message.put(5, .uint32(of: sample.distanceM, decimals: 2))
    message.put(73, .uint32(of: sample.speedMps, decimals: 3))
    message.put(3, .uint8(of: sample.heartRateBpm.map(Double.init)))
    message.put(7, .uint16(of: sample.powerW.map { max(0, $0) }))
    message.putCadence(cadenceSpm, whole: 4, fraction: 53)
    message.put(developer: FITDeveloperField.forceN.rawValue, .float32(of: sample.forceN))
    return message
  }

  static func set(
    _ index: Int, exercise: ExportExercise?, startS: Int64, endS: Int64, durationS: Double
  ) -> FITMessage {
    var message = FITMessage(225)
    message.put(254, FITTime.timestamp(endS))
    message.put(0, .uint32(of: durationS, decimals: 3))
    message.put(5, .uint8(exercise == nil ? 0 : 1))
    message.put(6, FITTime.timestamp(startS))
    if let exercise {
      message.put(7, .uint16(FITCode.sled))
      message.put(8, .uint16(FITCode.sledExercise(exercise)))
    }
    message.put(10, .uint16(of: Double(index)))
    return message
  }

  static func lap(_ index: Int, _ set: TimedSet, endS: Int64) -> FITMessage {
    let record = set.record
    var message = FITMessage(19)
    message.put(254, .uint16(of: Double(index)))
    message.put(253, FITTime.timestamp(endS))
    message.put(0, .enumeration(FITCode.lapEvent))
    message.put(1, .enumeration(FITCode.stop))
    message.put(2, FITTime.timestamp(set.seconds.lowerBound))
    message.put(7, .uint32(of: record.durationS, decimals: 3))
    message.put(8, .uint32(of: record.durationS, decimals: 3))
    message.put(9, .uint32(of: record.distanceM, decimals: 2))
    message.putStrides(record.steps, whole: 10, fraction: 82)
    message.put(15, .uint8(of: set.heartRate?.meanBpm))
    message.put(16, .uint8(of: set.heartRate?.maxBpm.map(Double.init)))
    message.putCadence(record.cadenceSpm, whole: 17, fraction: 80)
    message.put(19, .uint16(of: record.meanPowerW))
    message.put(20, .uint16(of: record.maxPowerW))
    message.put(23, .enumeration(0))
    message.put(24, .enumeration(FITCode.byEquipment))
    message.put(25, .enumeration(FITCode.running))
    message.put(39, .enumeration(FITCode.treadmill))
    message.put(41, .uint32(of: record.workJ))
    message.put(52, .uint32(of: record.movingTimeS, decimals: 3))
    message.put(110, .uint32(of: record.meanSpeedMps, decimals: 3))
    message.put(111, .uint32(of: record.maxSpeedMps, decimals: 3))
    message.putFigures(record.meanForceN, record.workJ, record.distanceSdM)
    return message
  }

  static func session(_ line: ActivityTimeline, endS: Int64) -> FITMessage {
    let movingS = line.sum(\.movingTimeS) ?? 0
    let workJ = line.sum(\.workJ)
    let steps = line.sum { $0.steps.map(Double.init) }
    var message = FITMessage(18)
    message.put(254, .uint16(0))
    message.put(253, FITTime.timestamp(endS))
    message.put(0, .enumeration(FITCode.sessionEvent))
    message.put(1, .enumeration(FITCode.stop))
    message.put(2, FITTime.timestamp(line.startMs.flooredToSeconds))
    message.put(5, .enumeration(FITCode.running))
    message.put(6, .enumeration(FITCode.treadmill))
    message.put(7, .uint32(of: Double(line.endMs - line.startMs)))
    message.put(8, .uint32(of: line.sum(\.durationS), decimals: 3))
    message.put(9, .uint32(of: line.distanceM, decimals: 2))
    message.putStrides(steps.flatMap { Int(exactly: $0) }, whole: 10, fraction: 94)
    message.put(16, .uint8(of: line.meanHeartRateBpm))
    message.put(17, .uint8(of: line.maxHeartRateBpm.map(Double.init)))
    message.putCadence(
      mean(line.sum { record in record.cadenceSpm.map { $0 * record.movingTimeS } }, over: movingS),
      whole: 18, fraction: 92)
    message.put(20, .uint16(of: mean(workJ, over: movingS)))
    message.put(21, .uint16(of: line.greatest(\.maxPowerW)))
    message.put(25, .uint16(0))
    message.put(26, .uint16(of: Double(line.sets.count)))
    message.put(28, .enumeration(0))
    message.put(48, .uint32(of: workJ))
    message.put(59, .uint32(of: movingS, decimals: 3))
    message.put(124, .uint32(of: mean(line.distanceM, over: movingS), decimals: 3))
    message.put(125, .uint32(of: line.greatest(\.maxSpeedMps), decimals: 3))
    // The calibration's share is the same in every set: uncertainties add up, they do not average out.
    message.putFigures(mean(workJ, over: line.distanceM), workJ, line.sum(\.distanceSdM))
    return message
  }

  private static func mean(_ sum: Double?, over amount: Double) -> Double? {
    guard let sum, amount > 0 else { return nil }
    return sum / amount
  }

  static func activity(_ line: ActivityTimeline, utcOffsetS: Int, endS: Int64) -> FITMessage {
    var message = FITMessage(34)
    message.put(253, FITTime.timestamp(endS))
    message.put(0, .uint32(of: line.sum(\.durationS), decimals: 3))
    message.put(1, .uint16(1))
    message.put(2, .enumeration(0))
    message.put(3, .enumeration(FITCode.activityEvent))
    message.put(4, .enumeration(FITCode.stop))
    message.put(5, FITTime.timestamp(endS + Int64(utcOffsetS)))
    return message
  }

  /// FIT counts one foot of a walker.
  private mutating func putCadence(_ stepsPerMinute: Double?, whole: UInt8, fraction: UInt8) {
    guard let stepsPerMinute, let strides = FITValue.uint8(of: (stepsPerMinute / 2).rounded(.down)) else {
      return
    }
    put(whole, strides)
    let rest = stepsPerMinute / 2 - (stepsPerMinute / 2).rounded(.down)
    put(fraction, .uint8(of: (rest * 128).rounded(.down)))
  }

  private mutating func putStrides(_ steps: Int?, whole: UInt8, fraction: UInt8) {
    guard let steps, let strides = FITValue.uint32(of: Double(steps / 2)) else { return }
    put(whole, strides)
    put(fraction, .uint8(of: steps % 2 == 0 ? 0 : 64))
  }

  private mutating func putFigures(_ forceN: Double?, _ workJ: Double?, _ distanceSdM: Double?) {
    put(developer: FITDeveloperField.meanForceN.rawValue, .float32(of: forceN))
    put(developer: FITDeveloperField.workJ.rawValue, .float32(of: workJ))
    put(developer: FITDeveloperField.distanceSdM.rawValue, .float32(of: distanceSdM))
  }
}
