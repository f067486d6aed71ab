// SPDX-License-Identifier: Apache-2.0
//
// Owns: a finished set over time, from its pulses and its smoothed speed. Must not know: how a trace is stored.

import Motion
import Pulses
import Sets

/// Makes the trace of a set: places from the odometer, speed from the smoother, work from both.
package struct TraceBuilder {
  private static let intervalNs = Nanoseconds(seconds: SetTrace.intervalS).count

  package let finished: FinishedSet
  package let model: PowerModel

  /// - Parameters:
  ///   - pulses: the set's pulses up to its end.
  ///   - samples: smoothed speed from the set's start on, one each `SetAnalysis.sampleNs`.
  package func trace(_ pulses: ArraySlice<SteppedPulse>, _ samples: [TraceSample]) -> SetTrace {
    let positions = self.positions(pulses)
    let works = self.works(samples)
    let lengthNs = finished.endNs &- finished.startNs
    var points = [SetTrace.Point(timeS: 0, distanceM: 0, speedMps: samples.first?.speedMps ?? 0, workJ: 0)]
    var timeNs: Int64 = 0
    var position = 0
    while timeNs < lengthNs {
      let beforeNs = timeNs
      timeNs = min(timeNs + Self.intervalNs, lengthNs)
      while position + 1 < positions.count, positions[position + 1].timeNs <= timeNs { position += 1 }
      let index = min(Int(timeNs / SetAnalysis.sampleNs), samples.count - 1)
      let mean = Self.meanSpeedMps(samples, from: Int(beforeNs / SetAnalysis.sampleNs), to: index)
      points.append(
        SetTrace.Point(
          timeS: Nanoseconds(timeNs).seconds, distanceM: Self.positionM(positions, position, timeNs),
          speedMps: mean,
          workJ: works[index]))
    }
    points[points.count - 1].distanceM = finished.distanceM
    points[points.count - 1].workJ = finished.workJ
    return SetTrace(points: points)
  }

  private struct Position {
    /// Since the set's start.
    package var timeNs: Int64
    package var positionM: Double
    /// Whether the belt stood before it.
    package var isFresh: Bool
  }

  /// Where the belt was, from nothing at the start to the set's distance at its end.
  private func positions(_ pulses: ArraySlice<SteppedPulse>) -> [Position] {
    let wholeM = pulses.last?.positionM ?? 0
    let scale = wholeM > 0 ? finished.distanceM / wholeM : 0
    let lengthNs = finished.endNs &- finished.startNs
    var positions = [Position(timeNs: 0, positionM: 0, isFresh: false)]
    for (index, pulse) in pulses.enumerated() {
      let timeNs = min(max(0, pulse.timeNs &- finished.startNs), lengthNs)
      positions.append(
        Position(timeNs: timeNs, positionM: pulse.positionM * scale, isFresh: index > 0 && pulse.isFresh))
    }
    positions.append(Position(timeNs: lengthNs, positionM: finished.distanceM, isFresh: false))
    return positions
  }

  /// Linear between pulses, constant while the belt was stopped.
  private static func positionM(_ positions: [Position], _ index: Int, _ timeNs: Int64) -> Double {
    let a = positions[index]
    guard index + 1 < positions.count else { return a.positionM }
    let b = positions[index + 1]
    guard b.timeNs > a.timeNs, !b.isFresh else { return a.positionM }
    return a.positionM + (b.positionM - a.positionM) * Double(timeNs - a.timeNs) / Double(b.timeNs - a.timeNs)
  }

  private static func meanSpeedMps(_ samples: [TraceSample], from first: Int, to last: Int) -> Double {
    guard first < last else { return samples.indices.contains(last) ? samples[last].speedMps : 0 }
    return samples[(first + 1)...last].reduce(0) { $0 + $1.speedMps } / Double(last - first)
  }

  /// Work up to each sample: drag, and what went into the moving mass; together what the set's figures say.
  private func works(_ samples: [TraceSample]) -> [Double] {
    let sampleS = Nanoseconds(SetAnalysis.sampleNs).seconds
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
