// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a calibration found, as values of the configuration's keys. Must not know: files.

import Foundation
import Motion
import Pulses
import Text

/// One key of a machine, or one section, with its new values.
package struct CalibrationChange: Sendable, Equatable {
  /// The key or section that is replaced as a whole, e.g. `machine.drag`.
  package let path: String
  /// Values by key.
  package let values: [String: [String]]

  package init(_ path: String, _ values: [String: [String]]) {
    self.path = path
    self.values = values
  }
}

extension CalibrationChange {
  /// A magnet passes, the belt creeps on its roller, the sensor has its own play: metres.
  private static let leastPlacementM = 0.0002

  /// The drag section.
  package static func drag(_ drag: DragModel, method: String, date: Date) -> CalibrationChange {
    func text(_ value: Double) -> [String] { [DecimalText.significant(value, 6)] }
    let covariance = drag.covariance
    // In full: mass and drags hang together so closely that rounding would make the matrix an impossible one.
    let entries = (0..<4).flatMap { row in (0...row).map { "\(covariance[row, $0])" } }
    var values = [
      "massKg": text(drag.massKg.value), "c0N": text(drag.c0N.value), "c1NsPerM": text(drag.c1NsPerM.value),
      "c2Ns2PerM2": text(drag.c2Ns2PerM2.value), "mu": text(drag.mu.value), "muSd": text(drag.mu.sd),
      "covariance": entries, "date": [day(date)], "method": [method],
    ]
    if let range = drag.calibratedRange {
      values["spunRangeMps"] = text(range.slowestMps) + text(range.fastestMps)
    }
    return CalibrationChange(
      "machine.drag", Dictionary(uniqueKeysWithValues: values.map { ("machine.drag." + $0.key, $0.value) }))
  }

  /// The arcs, relative to their mean, and how well they are known.
  package static func arcs(_ result: CoastResult, like wheel: MagnetWheel) -> [CalibrationChange] {
    // Positions of every second mark or so, of a disc with many, are not those of the marks.
    guard result.magnets > 1, result.magnets == wheel.magnets else { return [] }
    let arcs = result.arcs(like: wheel).map { DecimalText.significant($0 / wheel.meanArcM, 6) }
    // No pulse comes at its position better than the least placement.
    let sdM = max(result.largestArcSdM, leastPlacementM)
    return [
      CalibrationChange("machine.arcs", ["machine.arcs": arcs]),
      CalibrationChange("machine.arcSdM", ["machine.arcSdM": [DecimalText.significant(sdM, 6)]]),
    ]
  }

  package static func circumference(_ circumferenceM: UncertainValue) -> CalibrationChange {
    let path = "machine.rollerCircumferenceM"
    return CalibrationChange(path, [path: [DecimalText.significant(circumferenceM.value, 6)]])
  }

  /// The day as 2026-11-21, UTC.
  private static func day(_ date: Date) -> String { date.formatted(.iso8601.year().month().day()) }
}

extension DragModel {
  /// The drag after a coast-down: the mass and the friction stay as they were known, or as the kind has them.
  package func after(_ result: CoastResult) -> DragModel {
    var drag = MassMethod.drag(massKg: massKg, curve: result.curve, mu: mu)
    drag.calibratedRange = CalibratedSpeedRange(slowestMps: result.slowestMps, fastestMps: result.fastestMps)
    return drag
  }

  /// The drag after the mass was measured: the curve stays.
  package func with(massKg: UncertainValue) -> DragModel {
    var drag = MassMethod.drag(massKg: massKg, curve: curve, mu: mu)
    drag.calibratedRange = calibratedRange
    return drag
  }
}

extension CoastResult {
  /// The arcs as learnt.
  package var arcListM: [Double] { (0..<magnets).map { arcsM[$0] } }

  /// One number for how well the arcs are known: the largest uncertainty, metres.
  package var largestArcSdM: Double { (0..<magnets).map { arcSdM[$0] }.max() ?? 0 }

  /// The arcs turned so that they match those the profile knows best: learnt arcs begin with whichever magnet came first.
  package func arcs(like wheel: MagnetWheel) -> [Double] {
    let learnt = arcListM
    func misfit(_ turn: Int) -> Double {
      learnt.indices.map {
        let difference = learnt[($0 + turn) % learnt.count] - wheel.arcM($0)
        return difference * difference
      }.reduce(0, +)
    }
    let turn = learnt.indices.min { misfit($0) < misfit($1) } ?? 0
    return learnt.indices.map { learnt[($0 + turn) % learnt.count] }
  }
}
