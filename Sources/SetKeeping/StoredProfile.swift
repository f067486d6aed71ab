// SPDX-License-Identifier: Apache-2.0
//
// Owns: the machine that a set was computed with, read back from the log's calibration. Must not know: configurations.

import Foundation
import Motion
import Pulses
import SetLog

/// A calibration as `RecordBuilder` wrote it, or as the library writes it for programs with a sensor of their own.
struct StoredProfile: Decodable {
  private var circumferenceM: Double
  private var arcsM: [Double]?
  private var magnets: Int?
  private var edge: String?
  private var sensor: String?
  private var drag: Drag?
  private var relativeLengthSd: Double?
  private var magnetPlacementSdM: Double?

  private struct Drag: Decodable {
    var massKg: [Double]
    var c0N: [Double]
    var c1NsPerM: [Double]
    var c2Ns2PerM2: [Double]
    var mu: [Double]
    var calibrated: Bool
    /// The lower triangle, row by row.
    var covariance: [Double]

    var model: DragModel? {
      let pairs = [massKg, c0N, c1NsPerM, c2Ns2PerM2, mu]
      guard pairs.allSatisfy({ $0.count == 2 }), covariance.count == 10 else { return nil }
      let values = pairs.map { UncertainValue($0[0], sd: $0[1]) }
      var joint = Covariance4()
      var isJoint = false
      var index = 0
      for row in 0..<4 {
        for column in 0...row {
          joint.set(row, column, covariance[index])
          if row != column, covariance[index] != 0 { isJoint = true }
          index += 1
        }
      }
      if isJoint {
        return DragModel(
          massKg: massKg[0], c0N: c0N[0], c1NsPerM: c1NsPerM[0], c2Ns2PerM2: c2Ns2PerM2[0], mu: values[4],
          covariance: joint)
      }
      return DragModel(
        massKg: values[0], c0N: values[1], c1NsPerM: values[2], c2Ns2PerM2: values[3], mu: values[4],
        isCalibrated: calibrated)
    }
  }

  /// Nil if the calibration is of a program that this one does not know.
  static func profile(of calibration: CalibrationRecord) -> MachineProfile? {
    guard let stored = try? JSONDecoder().decode(StoredProfile.self, from: Data(calibration.json.utf8)) else {
      return nil
    }
    return stored.profile
  }

  private var profile: MachineProfile? {
    guard let wheel else { return nil }
    let edges: [String: PulseEdge] = ["falling": .falling, "rising": .rising, "both": .both]
    let sensors: [String: SensorKind] = ["single": .single, "quadrature": .quadrature]
    guard let edge = edges[edge ?? "falling"], let sensor = sensors[sensor ?? "single"] else { return nil }
    var model = DragModel.standard(for: .motorisedOff)
    if let drag {
      guard let stored = drag.model else { return nil }
      model = stored
    }
    return MachineProfile(
      wheel: wheel, pulseEdge: edge, sensor: sensor, drag: model,
      relativeLengthSd: relativeLengthSd ?? 0.005, magnetPlacementSdM: magnetPlacementSdM)
  }

  private var wheel: MagnetWheel? {
    let count = arcsM?.count ?? magnets ?? 0
    guard let arcsM, let first = arcsM.first, !arcsM.allSatisfy({ $0 == first }) else {
      return try? MagnetWheel(circumferenceM: circumferenceM, magnets: count)
    }
    guard count <= MagnetWheel.maxUnevenMagnets else { return nil }
    var arcs = InlineArray<16, Double>(repeating: 1)
    for (index, arc) in arcsM.enumerated() { arcs[index] = arc }
    return try? MagnetWheel(circumferenceM: circumferenceM, magnets: count, relativeArcs: arcs)
  }
}
