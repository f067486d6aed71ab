// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SetLog

@Test("every measured value of a record is kept to a billionth, and what is unknown stays so")
func recordPrecision() {
  var record = SetRecord.blank
  record.roundMeasuredValues()
  #expect(record == SetRecord.blank)
  record.durationS = 0.1 + 0.2
  record.distanceM = 264 * 0.045
  record.distanceSdM = 1.0 / 3
  (record.movingTimeS, record.meanSpeedMps, record.maxSpeedMps) = (1.0 / 3, 1.0 / 3, 1.0 / 3)
  (record.restBeforeS, record.meanPowerW, record.powerSdW) = (1.0 / 3, 1.0 / 3, 1.0 / 3)
  (record.maxPowerW, record.workJ, record.meanForceN) = (1.0 / 3, 200.0 / 3, 1.0 / 3)
  (record.fade, record.cadenceSpm) = (-1.0 / 3, 1.0 / 3)
  record.roundMeasuredValues()
  #expect(record.durationS == 0.3 && record.distanceM == 11.88 && record.workJ == 66.666666667)
  #expect(record.fade == -0.333333333)
  for field in SetField.all {
    guard case .number(let value?) = field.value(record), field.key != "walkerMassKg" else { continue }
    #expect("\(value)".count <= 14, "\(field.key): \(value)")
  }
  let once = record
  record.roundMeasuredValues()
  #expect(record == once)
}
