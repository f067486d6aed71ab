// SPDX-License-Identifier: Apache-2.0
//
// Owns: each contender's run over a track. Must not know: clocks, targets.

import CBankReference
import Motion
import Pulses
import Sets

/// The C bank; its memory is allocated and freed here.
@safe final class CBank {
  // SAFETY: valid from `init` to `deinit`; the C side never passes it on.
  private let bank: OpaquePointer

  init() { unsafe bank = c_bank_new() }
  deinit { unsafe c_bank_free(bank) }

  func start(speedMps: Double, travelVariance: Double) { unsafe c_bank_start(bank, speedMps, travelVariance) }

  @inline(__always)
  func step(durationS: Double, travelM: Double, travelVariance: Double, timestampSdS: Double) {
    unsafe c_bank_step(bank, durationS, travelM, travelVariance, timestampSdS)
  }

  var meanMps: Double { unsafe c_bank_mean_mps(bank) }
  var innovationRatio: Double { unsafe c_bank_innovation_ratio(bank) }
  var reseeds: Int { unsafe c_bank_reseeds(bank) }
  func weight(group: Int, lane: Int) -> Double { unsafe c_bank_weight(bank, group, lane) }
  func speedMps(group: Int, lane: Int) -> Double { unsafe c_bank_speed(bank, group, lane) }
}

/// What is timed. Each processes part of a track and returns a number, so that nothing is optimised away.
enum Contenders {
  static let travelVariance = 0.0002 * 0.0002
  static let timestampSdS = 20e-6

  static func seconds(_ timestampsNs: borrowing Span<Int64>, _ index: Int) -> Double {
    Double(timestampsNs[index] &- timestampsNs[index - 1]) / 1e9
  }

  @inline(never)
  static func cBank(_ bank: CBank, _ timestampsNs: borrowing Span<Int64>, _ range: Range<Int>) -> Double {
    for index in range {
      bank.step(
        durationS: seconds(timestampsNs, index), travelM: Track.arcM, travelVariance: travelVariance,
        timestampSdS: timestampSdS)
    }
    return bank.meanMps
  }

  @inline(never)
  static func swiftBank(_ bank: inout GaitBank, _ timestampsNs: borrowing Span<Int64>, _ range: Range<Int>)
    -> Double
  {
    for index in range {
      bank.predict(durationS: seconds(timestampsNs, index))
      bank.correct(travelM: Track.arcM, travelVariance: travelVariance, timestampSdS: timestampSdS)
    }
    return bank.innovationRatio
  }

  @inline(never)
  static func motion(_ stage: inout MotionStage, _ timestampsNs: borrowing Span<Int64>, _ range: Range<Int>)
    -> Double
  {
    for index in range { stage.step(Pulse(timestampNs: timestampsNs[index])) }
    return stage.bank.innovationRatio
  }

  @inline(never)
  static func pipeline(
    _ pipeline: inout BeltPipeline, _ timestampsNs: borrowing Span<Int64>, _ range: Range<Int>
  )
    -> Double
  {
    for index in range { pipeline.step(Edge(timestampNs: timestampsNs[index])) { _ in } }
    return pipeline.motion.bank.innovationRatio
  }

  /// Both transitions of each magnet: it comes, and leaves after a quarter of the gap to the next one.
  @inline(never)
  static func levels(
    _ pipeline: inout BeltPipeline, _ timestampsNs: borrowing Span<Int64>, _ range: Range<Int>
  )
    -> Double
  {
    for index in range {
      let gapNs = timestampsNs[index] &- timestampsNs[index - 1]
      pipeline.step(Edge(timestampNs: timestampsNs[index])) { _ in }
      pipeline.step(Edge(timestampNs: timestampsNs[index] &+ gapNs / 4, transition: .rising)) { _ in }
    }
    return pipeline.motion.bank.innovationRatio
  }

  /// Requests estimates at evenly spaced times within the gap after the newest pulse.
  @inline(never)
  static func snapshots(_ pipeline: BeltPipeline, count: Int, lastNs: Int64) -> Double {
    var sum = 0.0
    for index in 0..<count {
      sum += pipeline.snapshot(atNs: lastNs &+ Int64(index % 40) &* 1_000_000).motion.speedMps
    }
    return sum
  }

  @inline(never)
  static func window(_ window: inout WindowSpeed, _ timestampsNs: borrowing Span<Int64>, _ range: Range<Int>)
    -> Double
  {
    for index in range {
      window.step(timestampsNs[index], positionM: Double(index) * Track.arcM, arcsAreKnown: true)
    }
    return window.speedMps
  }
}
