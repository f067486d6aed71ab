// SPDX-License-Identifier: Apache-2.0
//
// Owns: the drag section of a configuration. Must not know: how a drag is measured.

import Motion

extension ConfigurationBuilder {
  private static let dragNames = ["massKg", "c0N", "c1NsPerM", "c2Ns2PerM2", "mu"]
  private static let sdNames = ["massSdKg", "c0SdN", "c1SdNsPerM", "c2SdNs2PerM2"]

  /// The drag given, or the kind's default. A calibration that states no uncertainty gets that of a careful one:
  /// 5 % of mass, empty drag and friction are what the hand methods reach.
  package mutating func drag(_ kind: MachineKind) -> DragModel {
    let names = Self.dragNames
    let given = names.filter { values["machine.drag.\($0)"] != nil }
    let others = values.keys.filter { $0.hasPrefix("machine.drag.") }.sorted()
    if given.isEmpty {
      if let lonely = others.first { fail(lonely, "an uncertainty without the value it belongs to") }
      return .standard(for: kind)
    }
    for name in names where values["machine.drag.\(name)"] == nil {
      let path = "machine.drag.\(name)"
      if !mistakes.contains(where: { $0.key == path }) {
        fail(
          path,
          "missing; the drag section needs \(names.joined(separator: ", ")); give them all, or leave the section out"
        )
      }
    }
    func uncertain(_ name: String, _ sdName: String, relative: Double) -> UncertainValue {
      let value = number("machine.drag.\(name)") ?? 0
      return UncertainValue(value, sd: number("machine.drag.\(sdName)") ?? relative * value)
    }
    let mu = uncertain("mu", "muSd", relative: 0.05)
    var drag = DragModel(
      massKg: uncertain("massKg", "massSdKg", relative: 0.05), c0N: uncertain("c0N", "c0SdN", relative: 0.05),
      c1NsPerM: uncertain("c1NsPerM", "c1SdNsPerM", relative: 0.2),
      c2Ns2PerM2: uncertain("c2Ns2PerM2", "c2SdNs2PerM2", relative: 0.5), mu: mu, isCalibrated: true)
    if let covariance = covariance() {
      drag = DragModel(
        massKg: drag.massKg.value, c0N: drag.c0N.value, c1NsPerM: drag.c1NsPerM.value,
        c2Ns2PerM2: drag.c2Ns2PerM2.value, mu: mu, covariance: covariance)
    }
    drag.calibratedRange = calibratedRange()
    return drag
  }

  private mutating func covariance() -> Covariance4? {
    let path = "machine.drag.covariance"
    guard let entries = values[path]?.scalars.compactMap(Double.init), entries.count == 10 else { return nil }
    if let both = Self.sdNames.first(where: { values["machine.drag.\($0)"] != nil }) {
      fail("machine.drag.\(both)", "is in the covariance already; give one of the two")
    }
    var covariance = Covariance4()
    var index = 0
    for row in 0..<4 {
      for column in 0...row {
        covariance.set(row, column, entries[index])
        index += 1
      }
    }
    guard covariance.isPossible else {
      fail(
        path,
        "this is not a valid covariance matrix; give the lower triangle by rows, for mass, c0, c1 and c2")
      return nil
    }
    return covariance
  }

  private mutating func calibratedRange() -> CalibratedSpeedRange? {
    let path = "machine.drag.spunRangeMps"
    guard let ends = values[path]?.scalars.compactMap(Double.init), ends.count == 2 else { return nil }
    guard ends[0] < ends[1] else {
      fail(path, "expected the slowest speed, then the fastest")
      return nil
    }
    return CalibratedSpeedRange(slowestMps: ends[0], fastestMps: ends[1])
  }
}
