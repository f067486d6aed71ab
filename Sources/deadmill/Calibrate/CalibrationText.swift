// SPDX-License-Identifier: Apache-2.0
//
// Owns: a calibration's figures as text and as JSON. Must not know: how they were measured.

import Foundation
import Motion
import Pulses
import Settings
import Text

enum CalibrationText {
  /// A value with its uncertainty, to as many digits as that deserves.
  static func pair(_ figure: UncertainValue, _ unit: String) -> String {
    let digits = figure.sd > 0 ? max(0, min(9, 1 - Int(log10(figure.sd).rounded(.down)))) : 6
    let sign = TerminalLook.standardOutput.plusMinus
    return
      "\(DecimalText.fixed(figure.value, digits)) \(sign) \(DecimalText.fixed(figure.sd, digits)) \(unit)"
  }

  /// One JSON object; what is not finite is unknown.
  static func json(_ object: [String: Any?]) -> String {
    func clean(_ value: Any?) -> Any {
      switch value {
      case let number as Double: return number.isFinite ? number : NSNull()
      case let list as [Any?]: return list.map(clean)
      case let inner as [String: Any?]: return inner.mapValues(clean)
      case .some(let other): return other
      case .none: return NSNull()
      }
    }
    let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? JSONSerialization.data(withJSONObject: clean(object), options: options) else {
      return "{}"
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// Speeds to name in a table, within a range.
  static func speeds(in range: ClosedRange<Double>) -> [(name: String, mps: Double)] {
    let names = [
      "0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.8", "1.0", "1.2", "1.5", "2.0", "2.5", "3.0",
      "3.5", "4.0",
      "5.0", "6.0", "7.0", "8.0",
    ]
    return names.compactMap { name in Double(name).map { (name, $0) } }.filter { range.contains($0.mps) }
  }

  static func coastDownJSON(_ coast: CoastDown, _ profile: MachineProfile) -> String {
    var object: [String: Any?] = [
      "circumferenceM": profile.wheel.circumferenceM, "magnets": profile.wheel.magnets,
      "runs": coast.reports.map { report -> [String: Any?] in
        [
          "startS": report.startS, "endS": report.endS, "fromMps": report.fromMps, "toMps": report.toMps,
          "pulses": report.pulses, "used": report.refusal == nil, "reason": report.refusal?.text,
        ]
      },
    ]
    let names = [
      "c0OverMassMps2", "c0OverMassMps2Sd", "c1OverMassPerS", "c1OverMassPerSSd", "c2OverMassPerM",
      "c2OverMassPerMSd", "covariance", "decelerationMps2At", "decelerationSdMps2At", "spunRangeMps", "arcs",
      "arcSdM", "runSpread", "roughness",
    ]
    for name in names { object[name] = .some(nil) }
    if let result = coast.result {
      let curve = result.curve
      for (name, figure) in [
        ("c0OverMassMps2", curve.a0), ("c1OverMassPerS", curve.a1), ("c2OverMassPerM", curve.a2),
      ] {
        object[name] = figure.value
        object[name + "Sd"] = figure.sd
      }
      object["covariance"] = (0..<3).map { row in (0..<3).map { curve.covariance[row, $0] } }
      var values: [String: Any?] = [:]
      var sds: [String: Any?] = [:]
      for (name, mps) in speeds(in: result.slowestMps...result.fastestMps) {
        let at = curve.decelerationMps2(atMps: mps)
        values[name] = at.value
        sds[name] = at.sd
      }
      object["decelerationMps2At"] = values
      object["decelerationSdMps2At"] = sds
      object["spunRangeMps"] = [result.slowestMps, result.fastestMps]
      let hasArcs = result.magnets == profile.wheel.magnets
      object["arcs"] = hasArcs ? result.arcs(like: profile.wheel) : nil
      object["arcSdM"] = hasArcs && result.magnets > 1 ? result.largestArcSdM : nil
      object["runSpread"] = result.runSpread
      object["roughness"] = result.roughness
    }
    return json(object)
  }

  static func runLines(_ reports: [CoastReport], from first: Int = 0) -> String {
    reports.enumerated().dropFirst(first).map { index, report in
      let verdict = report.refusal.map { "refused: \($0.text)" } ?? "good"
      return
        "  run \(index + 1): \(DecimalText.fixed(report.startS, 1)) to \(DecimalText.fixed(report.endS, 1)) s, "
        + "\(DecimalText.fixed(report.fromMps, 2)) to \(DecimalText.fixed(report.toMps, 2)) m/s, \(report.pulses) pulses: \(verdict)\n"
    }.joined()
  }

  static func coastDown(_ coast: CoastDown, _ profile: MachineProfile) -> String {
    var text = runLines(coast.reports)
    guard let result = coast.result else { return text }
    text +=
      "\nDeceleration of the empty belt, from \(CountText.of(result.usedRuns, "run")) and \(result.usedPulses) pulses:\n"
    for (name, mps) in speeds(in: result.slowestMps...result.fastestMps) {
      text += "  at \(name) m/s  \(pair(result.curve.decelerationMps2(atMps: mps), "m/s2"))\n"
    }
    text += """
        c0/m  \(pair(result.curve.a0, "m/s2"))\(leftOut(result, 0))
        c1/m  \(pair(result.curve.a1, "1/s"))\(leftOut(result, 1))
        c2/m  \(pair(result.curve.a2, "1/m"))\(leftOut(result, 2))
        spun between \(DecimalText.fixed(result.slowestMps, 2)) and \(DecimalText.fixed(result.fastestMps, 2)) m/s

      """
    if result.magnets > 1, result.magnets == profile.wheel.magnets {
      let arcs = result.arcs(like: profile.wheel).map { DecimalText.fixed($0 * 1000, 2) }.joined(
        separator: ", ")
      text +=
        "The magnets are \(arcs) mm apart along the belt, each within \(DecimalText.fixed(result.largestArcSdM * 1000, 3)) mm.\n"
    }
    return text + "\n" + caveats(coast, result, profile)
  }

  private static func leftOut(_ result: CoastResult, _ term: Int) -> String {
    result.terms >> term & 1 == 1 ? "" : "  (omitted: the pulses do not need it)"
  }

  /// What does not follow, in words.
  private static func caveats(_ coast: CoastDown, _ result: CoastResult, _ profile: MachineProfile) -> String
  {
    var lines = [
      "Without a known force or mass only power per effective mass is known; continue with `calibrate mass`.",
      "c1/m and c2/m are poorly known one by one, but their curve is well known within the speeds you spun; beyond them it is extrapolation.",
    ]
    if result.fastestMps < 1 {
      lines.append(
        "Spin faster than you walk: the curve ends at \(DecimalText.fixed(result.fastestMps, 2)) m/s.")
    }
    if result.magnets > 1, result.magnets == profile.wheel.magnets, !profile.wheel.isChiral {
      lines.append(
        "The magnets are too evenly spaced to show the direction of travel.")
    }
    if result.usedRuns == 1 { lines.append("One run cannot be checked against another; three are better.") }
    let refused = coast.reports.count { $0.refusal != nil }
    if refused * 3 > coast.reports.count, coast.reports.count > 3 {
      lines.append(
        "\(refused) of \(coast.reports.count) runs were refused: this machine does not slow down along one smooth curve."
      )
    }
    if result.runSpread > 1 {
      lines.append(
        "The runs differ \(DecimalText.fixed(result.runSpread, 1)) times more than their pulses explain; the uncertainties include that."
      )
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
