// SPDX-License-Identifier: Apache-2.0
//
// Owns: a finished set over time, from its pulses and its smoothed speed. Must not know: how a trace is stored.

import Motion
import SetLog
import Sets

/// Makes the trace of a set: places from the odometer, speed from the smoother, work from both.
package struct TraceBuilder {
  private static let intervalNs = Int64(SetTrace.intervalS * 1e9)

  package let finished: FinishedSet
  package let model: PowerModel

  /// - Parameters:
  ///   - pulses: the set's pulses up to its end.
  ///   - samples: smoothed speed from the set's start on, one each `SetAnalysis.sampleNs`.
  package func trace(_ pulses: ArraySlice<SteppedPulse>, _ samples: [TraceSample]) -> SetTrace {
    let places = self.places(pulses)
    let works = self.works(samples)
    let lengthNs = finished.endNs &- finished.startNs
    var points = [SetTrace.Point(timeS: 0, distanceM: 0, speedMps: samples.first?.speedMps ?? 0, workJ: 0)]
    var timeNs: Int64 = 0
    var place = 0
    while timeNs < lengthNs {
      let beforeNs = timeNs
      timeNs = min(timeNs + Self.intervalNs, lengthNs)
      while place + 1 < places.count, places[place + 1].timeNs <= timeNs { place += 1 }
      let index = min(Int(timeNs / SetAnalysis.sampleNs), samples.count - 1)
      let mean = Self.meanSpeedMps(samples, from: Int(beforeNs / SetAnalysis.sampleNs), to: index)
      points.append(
        SetTrace.Point(
          timeS: Double(timeNs) / 1e9, distanceM: Self.placeM(places, place, timeNs), speedMps: mean,
          workJ: works[index]))
    }
    points[points.count - 1].distanceM = finished.distanceM
    points[points.count - 1].workJ = finished.workJ
    return SetTrace(points: points)
  }

  private struct Place {
    /// Since the set's start.
    package var timeNs: Int64
    package var placeM: Double
    /// Whether the belt stood before it.
    package var isFresh: Bool
  }

  /// Where the belt was, from nothing at the start to the set's distance at its end.
  private func places(_ pulses: ArraySlice<SteppedPulse>) -> [Place] {
    let wholeM = pulses.last?.placeM ?? 0
    let scale = wholeM > 0 ? finished.distanceM / wholeM : 0
    let lengthNs = finished.endNs &- finished.startNs
    var places = [Place(timeNs: 0, placeM: 0, isFresh: false)]
    for (index, pulse) in pulses.enumerated() {
      let timeNs = min(max(0, pulse.timeNs &- finished.startNs), lengthNs)
      places.append(Place(timeNs: timeNs, placeM: pulse.placeM * scale, isFresh: index > 0 && pulse.isFresh))
    }
    places.append(Place(timeNs: lengthNs, placeM: finished.distanceM, isFresh: false))
    return places
  }

  /// Straight between pulses; where the belt stood, it stayed.
  private static func placeM(_ places: [Place], _ index: Int, _ timeNs: Int64) -> Double {
    let a = places[index]
    guard index + 1 < places.count else { return a.placeM }
    let b = places[index + 1]
    guard b.timeNs > a.timeNs, !b.isFresh else { return a.placeM }
    return a.placeM + (b.placeM - a.placeM) * Double(timeNs - a.timeNs) / Double(b.timeNs - a.timeNs)
  }

  private static func meanSpeedMps(_ samples: [TraceSample], from first: Int, to last: Int) -> Double {
    guard first < last else { return samples.indices.contains(last) ? samples[last].speedMps : 0 }
    return samples[(first + 1)...last].reduce(0) { $0 + $1.speedMps } / Double(last - first)
  }

  /// Work up to each sample: drag, and what went into the moving mass; together what the set's figures say.
  private func works(_ samples: [TraceSample]) -> [Double] {
    let sampleS = Double(SetAnalysis.sampleNs) / 1e9
    var dragJ = 0.0
    var works = samples.map { sample in
      let v = sample.speedMps
      dragJ += model.steadyForceN(atMps: v) * v * sampleS
      return dragJ + 0.5 * model.drag.massKg.value * v * v
    }
    let wholeJ = works.last ?? 0
    let scale = wholeJ > 0 ? finished.workJ / wholeJ : 0
    for index in works.indices { works[index] *= scale }
    return works
  }
}
