// SPDX-License-Identifier: Apache-2.0
//
// Owns: which pulses may belong to a freely rolling belt. Must not know: curves, fits.

import Pulses

/// Finds stretches in which each turn takes longer than the turn before, for long enough.
///
/// A whole turn is compared with the whole turn before, so that it does not matter where the magnets sit.
/// A walker's belt slows down as well, but only within a step: hence the least lengths below. What passes is a
/// candidate; whether it rolled freely is for the fit to say.
package struct CoastFinder: Sendable {
  /// Turns of falling speed after which a small drop is enough: no step takes so long.
  static let longTurns = 8.0
  static let longDrop = 0.04
  /// Turns of falling speed and drop of a belt that stops at once.
  static let shortTurns = 2.0
  static let shortDrop = 0.4
  static let leastPulses = 6

  private let magnets: Int
  private let arcM: Double
  private let circumferenceM: Double
  private let toleranceNs: Double

  package init(wheel: borrowing MagnetWheel, timestampSdS: Double) {
    magnets = wheel.distinctMarks
    circumferenceM = wheel.distinctTravelM
    arcM = wheel.longestArcM
    // A difference of two turns holds three timestamps, the middle one twice.
    toleranceNs = 2 * 2.45 * timestampSdS * 1e9
  }

  /// Finds all candidates, in order.
  package func find<Store: CoastRunStore>(_ timestamps: borrowing Span<Int64>, into runs: inout Store) {
    var begin = -1
    var index = 2 * magnets
    while index < timestamps.count {
      let falls = fallsAt(index, timestamps)
      let rests = begin >= 0 && stood(timestamps, since: begin, at: index)
      if begin >= 0, !falls || rests {
        close(begin, index - 1, endsAtRest: rests, timestamps, &runs)
        begin = -1
        // After a rest no turn of before is comparable with one of after.
        if rests { index += 2 * magnets - 1 }
      } else if begin < 0, falls {
        begin = index
      }
      index += 1
    }
    if begin >= 0 { close(begin, timestamps.count - 1, endsAtRest: true, timestamps, &runs) }
  }

  private func turnNs(_ index: Int, _ timestamps: borrowing Span<Int64>) -> Double {
    Double(timestamps[index] &- timestamps[index - magnets])
  }

  private func fallsAt(_ index: Int, _ timestamps: borrowing Span<Int64>) -> Bool {
    turnNs(index, timestamps) > turnNs(index - magnets, timestamps) - toleranceNs
  }

  /// Whether the belt stood before pulse `index`: longer than twice what the last arc takes a belt that just reaches
  /// the magnet, sqrt(2 s / a) at the mean deceleration so far.
  private func stood(_ timestamps: borrowing Span<Int64>, since begin: Int, at index: Int) -> Bool {
    let gapS = Double(timestamps[index] &- timestamps[index - 1]) / 1e9
    if gapS > 5 { return true }
    guard index > begin else { return false }
    let firstMps = circumferenceM * 1e9 / turnNs(begin, timestamps)
    let lastMps = circumferenceM * 1e9 / turnNs(index - 1, timestamps)
    let spanS = Double(timestamps[index - 1] &- timestamps[begin]) / 1e9
    guard index - 1 > begin, spanS > 0, firstMps > lastMps else { return false }
    let meanMps2 = (firstMps - lastMps) / spanS
    return gapS > 2 * (2 * arcM / meanMps2).squareRoot() && gapS > 4 * arcM / lastMps
  }

  private func close<Store: CoastRunStore>(
    _ begin: Int, _ end: Int, endsAtRest: Bool, _ timestamps: borrowing Span<Int64>, _ runs: inout Store
  ) {
    // The fastest moment lies within the turn before; half of it is given away.
    let first = begin - (magnets + 1) / 2
    guard end - first + 1 >= Self.leastPulses else { return }
    let turns = Double(end - begin) / Double(magnets)
    let drop = 1 - turnNs(begin, timestamps) / turnNs(end, timestamps)
    let isLong = turns >= Self.longTurns && drop >= Self.longDrop
    let isShort = turns >= Self.shortTurns && drop >= Self.shortDrop
    guard isLong || isShort else { return }
    runs.append(CoastRun(first: first, last: end, endsAtRest: endsAtRest))
  }
}
