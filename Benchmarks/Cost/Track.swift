// SPDX-License-Identifier: Apache-2.0
//
// Owns: the timestamps for the contenders. Must not know: the contenders, how long they take.

import Foundation
import Motion
import Pulses

/// Timestamps of a simulated belt, created before anything is measured.
struct Track {
  static let magnets = 4
  static let circumferenceM = 0.18
  static var arcM: Double { circumferenceM / Double(magnets) }

  private(set) var timestampsNs: [Int64] = []

  /// A machine whose magnets are placed as after a calibration.
  static func profile(uneven: Bool = false) throws -> MachineProfile {
    var arcs = InlineArray<16, Double>(repeating: 1)
    if uneven { for index in 0..<16 { arcs[index] = [1, 1.3, 0.8, 1.1, 0.7, 1.2, 0.9, 1.0][index % 8] } }
    let wheel = try MagnetWheel(
      circumferenceM: circumferenceM, magnets: uneven ? 8 : magnets, relativeArcs: arcs)
    return MachineProfile(wheel: wheel, drag: .standard(for: .motorisedOff), magnetPlacementSdM: 0.0002)
  }

  /// A walker's motion: a mean speed with the step's ripple, in closed form.
  private static func positionM(_ t: Double, mps: Double) -> Double {
    let w = 2 * Double.pi * (1 + 0.75 * min(mps, 2.2))
    // The belt starts from rest within about a second.
    let start = 0.8 * (1 - exp(-t / 0.8))
    let swing = 0.12 * (1 - cos(w * t)) / w + 0.04 * (cos(1) - cos(2 * w * t + 1)) / (2 * w)
    return mps * (t - start + swing)
  }

  private static func speedMps(_ t: Double, mps: Double) -> Double {
    let w = 2 * Double.pi * (1 + 0.75 * min(mps, 2.2))
    return mps * (1 - exp(-t / 0.8) + 0.12 * sin(w * t) + 0.04 * sin(2 * w * t + 1))
  }

  /// Adds a set of this many pulses after a rest.
  /// - Parameter arcsM: of one turn, in order.
  mutating func walk(_ pulses: Int, mps: Double, restS: Double = 0, arcsM: [Double] = [Track.arcM]) {
    let startNs = (timestampsNs.last ?? 1_000_000_000) + Int64(restS * 1e9)
    var t = 0.3
    var position = Self.positionM(t, mps: mps)
    for index in 0..<pulses {
      timestampsNs.append(max(startNs + Int64(t * 1e9), (timestampsNs.last ?? 0) + 1))
      position += arcsM[index % arcsM.count]
      t += arcsM[index % arcsM.count] / max(0.1 * mps, Self.speedMps(t, mps: mps))
      for _ in 0..<4 {
        t -= (Self.positionM(t, mps: mps) - position) / max(0.3 * mps, Self.speedMps(t, mps: mps))
      }
    }
  }

  /// One set without an end.
  static func steady(_ pulses: Int) -> Track {
    var track = Track()
    track.timestampsNs.reserveCapacity(pulses)
    track.walk(pulses, mps: 1.2)
    return track
  }

  /// Sets of about ten minutes at several speeds with rests between them.
  static func day(_ pulses: Int) -> Track {
    var track = Track()
    track.timestampsNs.reserveCapacity(pulses)
    let speeds = [0.8, 1.2, 0.5, 1.6, 3.0]
    var index = 0
    while track.timestampsNs.count < pulses {
      track.walk(min(15_000, pulses - track.timestampsNs.count), mps: speeds[index % speeds.count], restS: 60)
      index += 1
    }
    return track
  }

  /// Steady walking on an uneven wheel.
  static func uneven(_ pulses: Int) throws -> Track {
    let wheel = try profile(uneven: true).wheel
    var track = Track()
    track.walk(pulses, mps: 1.2, arcsM: (0..<wheel.magnets).map { wheel.arcM($0) })
    return track
  }

  /// Starts, stops and sprints, so that the bank restarts often.
  static func restless(_ pulses: Int) -> Track {
    var track = Track()
    var index = 0
    while track.timestampsNs.count < pulses {
      track.walk(min(70, pulses - track.timestampsNs.count), mps: index % 2 == 0 ? 0.5 : 5, restS: 0.15)
      index += 1
    }
    return track
  }
}
