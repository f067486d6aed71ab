// SPDX-License-Identifier: Apache-2.0
//
// Owns: which pulses may come from a freely rolling belt. Must not know: curves, fits.

import Pulses

/// Finds segments in which each turn takes longer than the previous one, for long enough.
///
/// A whole turn is compared with the previous whole turn, so that the magnets' positions do not matter.
/// A walked belt slows down as well, but only within a step: hence the minimum lengths below. A match is a candidate;
/// the fit decides whether it rolled freely.
package struct CoastFinder: Sendable {
  /// Turns of falling speed after which a small drop is enough: no step takes this long.
  static let longTurns = 8.0
  static let longDrop = 0.04
  /// Turns of falling speed and drop for a belt that stops quickly.
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
    // A difference of two turns has three timestamps, with the middle one counted twice.
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
        // Turns before and after a standstill are not comparable.
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

  /// Whether the belt was stopped before pulse `index`: the gap is longer than twice the time that the last arc takes
  /// a belt which just reaches the magnet, sqrt(2 s / a) at the mean deceleration so far.
  private func stood(_ timestamps: borrowing Span<Int64>, since begin: Int, at index: Int) -> Bool {
    let gapS = Nanoseconds(from: timestamps[index - 1], to: timestamps[index]).seconds
    if gapS > 5 { return true }
    guard index > begin else { return false }
    let firstMps = circumferenceM * 1e9 / turnNs(begin, timestamps)
    let lastMps = circumferenceM * 1e9 / turnNs(index - 1, timestamps)
    let spanS = Nanoseconds(from: timestamps[begin], to: timestamps[index - 1]).seconds
    guard index - 1 > begin, spanS > 0, firstMps > lastMps else { return false }
    let meanMps2 = (firstMps - lastMps) / spanS
    return gapS > 2 * (2 * arcM / meanMps2).squareRoot() && gapS > 4 * arcM / lastMps
  }

  private func close<Store: CoastRunStore>(
    _ begin: Int, _ end: Int, endsAtRest: Bool, _ timestamps: borrowing Span<Int64>, _ runs: inout Store
  ) {
    // The fastest moment is within the previous turn; half of it is sacrificed.
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
