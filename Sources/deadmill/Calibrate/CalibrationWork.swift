// SPDX-License-Identifier: Apache-2.0
//
// Owns: recorded edges -> what a calibration says. Must not know: terminals, files.

import Motion
import Pulses
import Simulation

/// Stretches in an array.
package struct CoastRuns: CoastRunStore, Sendable {
  package private(set) var all: [CoastRun] = []

  package init() {}

  package var count: Int { all.count }

  package subscript(_ index: Int) -> CoastRun { all[index] }

  package mutating func set(_ index: Int, _ run: CoastRun) { all[index] = run }

  package mutating func append(_ run: CoastRun) { all.append(run) }
}

/// A stretch in words that leave the house.
package struct CoastReport: Sendable {
  package var startS: Double
  package var endS: Double
  package var fromMps: Double
  package var toMps: Double
  package var pulses: Int
  package var refusal: CoastRefusal?
}

/// A coast-down over a recording.
package struct CoastDown: Sendable {
  package let result: CoastResult?
  package let reports: [CoastReport]

  /// - Parameter originNs: time 0 of the reports.
  package init(timestamps all: [Int64], profile: MachineProfile, originNs: Int64) {
    let (timestamps, wheel) = Self.thinned(all, profile.wheel)
    var runs = CoastRuns()
    var fit = CoastFit(wheel: wheel, timestampSdS: profile.timestampSdS)
    result = fit.fit(timestamps.span, into: &runs)
    let turnM = wheel.circumferenceM
    let magnets = wheel.magnets
    var reports: [CoastReport] = []
    for run in runs.all {
      let used = result != nil && run.isUsed
      // A refused stretch was not fitted: its speeds are those of its first and its last turn.
      let (first, last) = used ? (run.first, run.last) : (run.foundFirst, run.foundLast)
      func turnMps(_ from: Int) -> Double {
        turnM * 1e9 / Double(timestamps[from + magnets] &- timestamps[from])
      }
      let spans = last - first >= magnets
      let ends =
        used
        ? fit.speeds(timestamps.span, run)
        : spans ? (first: turnMps(first), last: turnMps(last - magnets)) : (first: 0, last: 0)
      reports.append(
        CoastReport(
          startS: Nanoseconds(from: originNs, to: timestamps[first]).seconds,
          endS: Nanoseconds(from: originNs, to: timestamps[last]).seconds,
          fromMps: ends.first, toMps: ends.last, pulses: last - first + 1,
          refusal: used ? nil : run.refusal ?? .tooFewPulses))
    }
    self.reports = reports
  }

  /// Most marks a turn that the fit has positions for.
  package static let mostMarks = MagnetWheel.maxUnevenMagnets

  /// Every second, third or so pulse of a disc with many marks: as many as divide its marks evenly.
  private static func thinned(_ timestamps: [Int64], _ wheel: MagnetWheel) -> ([Int64], MagnetWheel) {
    guard wheel.magnets > mostMarks,
      let step = (2...wheel.magnets).first(where: {
        wheel.magnets % $0 == 0 && wheel.magnets / $0 <= mostMarks
      }),
      let coarse = try? MagnetWheel(circumferenceM: wheel.circumferenceM, magnets: wheel.magnets / step)
    else { return (timestamps, wheel) }
    return (stride(from: 0, to: timestamps.count, by: step).map { timestamps[$0] }, coarse)
  }

  /// Stamps of the pulses among edges, and how many the kernel lost.
  package static func timestamps(of edges: [Edge], profile: MachineProfile) -> (
    timestamps: [Int64], lost: Int64
  ) {
    var gate = PulseGate(wheel: profile.wheel, pulseEdge: profile.pulseEdge, sensor: profile.sensor)
    var timestamps: [Int64] = []
    for edge in edges {
      if let pulse = gate.step(edge) { timestamps.append(pulse.timestampNs) }
    }
    return (timestamps, gate.counters.lostEdges)
  }
}

extension CoastRefusal {
  /// The reason as a user reads it.
  package var text: String {
    switch self {
    case .tooFewPulses: "too few pulses; spin faster, or let it roll out"
    case .pulseMissed: "a pulse was missed or came twice; look at the sensor's distance from the magnets"
    case .notSmooth: "it did not roll smoothly: the belt was touched, or it rubs"
    case .contradicts: "it slowed down unlike the others: the belt was pushed or braked"
    }
  }
}
