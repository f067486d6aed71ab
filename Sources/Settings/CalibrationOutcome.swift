// SPDX-License-Identifier: Apache-2.0
//
// Owns: a calibration as lines of a machine profile. Must not know: how the file is changed.

import Foundation
import Motion
import Pulses

/// What a calibration puts into a machine profile.
package enum CalibrationOutcome {
  /// The drag section.
  package static func drag(_ drag: DragModel, method: String, date: Date) -> MachineFile.Change {
    let covariance = drag.covariance
    // In full: mass and drags hang together so closely that rounding would make the matrix an impossible one.
    let entries = (0..<4).flatMap { row in (0...row).map { "\(covariance[row, $0])" } }
    var lines = [
      "drag:",
      "  massKg: \(text(drag.massKg.value))",
      "  c0N: \(text(drag.c0N.value))",
      "  c1NsPerM: \(text(drag.c1NsPerM.value))",
      "  c2Ns2PerM2: \(text(drag.c2Ns2PerM2.value))",
      "  mu: \(text(drag.mu.value))",
      "  muSd: \(text(drag.mu.sd))",
      "  # of massKg, c0N, c1NsPerM, c2Ns2PerM2: the lower triangle by rows",
      "  covariance: [\(entries.joined(separator: ", "))]",
    ]
    if let range = drag.calibratedRange {
      lines.append("  spunRangeMps: [\(text(range.slowestMps)), \(text(range.fastestMps))]")
    }
    lines.append("  date: \"\(MachineFile.day(date))\"")
    lines.append("  method: \"\(method)\"")
    return MachineFile.Change(key: "drag", lines: lines)
  }

  /// The arcs, relative to their mean, and how well they are known.
  package static func arcs(_ result: CoastResult, like wheel: MagnetWheel) -> [MachineFile.Change] {
    // Places of every second mark or so, of a disc with many, are not those of the marks.
    guard result.magnets > 1, result.magnets == wheel.magnets else { return [] }
    let arcs = result.arcs(like: wheel).map { text($0 / wheel.meanArcM) }
    let learntM = result.largestArcSdM
    let arcSd = text(max(learntM, leastPlacementM))
    let remark = "  # learnt within \(text(learntM)) m; no pulse comes at its place better than 0.2 mm"
    return [
      MachineFile.Change(key: "arcs", lines: ["arcs: [\(arcs.joined(separator: ", "))]"]),
      MachineFile.Change(
        key: "arcSdM", lines: ["arcSdM: " + arcSd + (learntM < leastPlacementM ? remark : "")]),
    ]
  }

  /// A magnet passes, the belt creeps on its roller, the sensor has its own play: metres.
  private static let leastPlacementM = 0.0002

  package static func circumference(_ circumferenceM: UncertainValue) -> MachineFile.Change {
    MachineFile.Change(
      key: "rollerCircumferenceM", lines: ["rollerCircumferenceM: \(text(circumferenceM.value))"])
  }

  /// The drag after a coast-down: the mass and the friction stay as they were known, or as the kind has them.
  package static func drag(after result: CoastResult, before: DragModel) -> DragModel {
    var drag = MassMethod.drag(massKg: before.massKg, curve: result.curve, mu: before.mu)
    drag.calibratedRange = CalibratedSpeedRange(slowestMps: result.slowestMps, fastestMps: result.fastestMps)
    return drag
  }

  /// The drag after the mass was measured: the curve stays.
  package static func drag(massKg: UncertainValue, before: DragModel) -> DragModel {
    var drag = MassMethod.drag(massKg: massKg, curve: before.curve, mu: before.mu)
    drag.calibratedRange = before.calibratedRange
    return drag
  }

  /// Six significant digits: more than any of these figures is worth, and 0 stays 0.
  package static func text(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "0" }
    let plain = value.formatted(
      .number.precision(.significantDigits(1...6)).grouping(.never).locale(Locale(identifier: "C")))
    return value.magnitude < 1e-4 ? scientific(value) : plain
  }

  private static func scientific(_ value: Double) -> String {
    var exponent = Int(log10(value.magnitude).rounded(.down))
    var mantissa = (value / pow(10, Double(exponent)) * 1e5).rounded() / 1e5
    if mantissa.magnitude >= 10 {
      mantissa /= 10
      exponent += 1
    }
    return "\(mantissa)e\(exponent)"
  }
}

extension CoastResult {
  /// The arcs as learnt.
  package var arcListM: [Double] { (0..<magnets).map { arcsM[$0] } }

  /// One figure for how well the arcs are known: the largest, metres.
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
