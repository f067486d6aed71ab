// SPDX-License-Identifier: Apache-2.0
//
// Owns: one segment of free rolling in the calibration. Must not know: how segments are found or fitted.

/// Why a segment was not used.
package enum CoastRefusal: UInt8, Sendable, Equatable {
  /// Too few pulses to determine a curve.
  case tooFewPulses = 0
  /// A pulse was missed or came twice, and the rest of the segment is too short.
  case pulseMissed = 1
  /// It did not roll smoothly: someone touched the belt.
  case notSmooth = 2
  /// It slowed down differently from the other segments.
  case contradicts = 3
}

/// A segment of pulses in which the belt seems to roll freely. Indices refer to the caller's timestamps.
package struct CoastRun: Sendable, Equatable {
  /// First and last pulse as found.
  package var foundFirst: Int
  package var foundLast: Int
  /// First and last pulse as used: ends in which the belt was still, or again, pushed are cut off.
  package var first: Int
  package var last: Int
  /// Whether the belt came to rest at the end; otherwise it was driven again.
  package var endsAtRest: Bool
  /// The magnet of the first pulse found.
  package var phase = 0
  /// Speed and position at the first pulse used, as fitted.
  package var startMps = 0.0
  package var startM = 0.0
  package var endMps = 0.0
  /// Root of the mean squared residual, relative to what the sensor explains.
  package var roughness = 0.0
  /// How much more it slowed down than the common curve, as a share, with its standard uncertainty.
  package var excess = 0.0
  package var excessSd = 0.0
  package var refusal: CoastRefusal?

  package init(first: Int, last: Int, endsAtRest: Bool) {
    foundFirst = first
    foundLast = last
    self.first = first
    self.last = last
    self.endsAtRest = endsAtRest
  }

  package var pulses: Int { last - first + 1 }
  package var isUsed: Bool { refusal == nil }

  /// The magnet of pulse `index`.
  func magnet(_ index: Int, of magnets: Int) -> Int { (phase + index - foundFirst) % magnets }
}

/// Storage for segments. The caller provides it, since their number is not known beforehand.
package protocol CoastRunStore {
  var count: Int { get }
  subscript(_ index: Int) -> CoastRun { get }
  mutating func set(_ index: Int, _ run: CoastRun)
  /// Stores one more; if there is no room it is dropped.
  mutating func append(_ run: CoastRun)
}

extension CoastRunStore {
  mutating func refuse(_ index: Int, _ reason: CoastRefusal?) {
    var run = self[index]
    run.refusal = reason
    set(index, run)
  }
}

/// Room for 64 segments without a heap.
package struct FixedCoastRuns: CoastRunStore, Sendable {
  package private(set) var count = 0
  private var runs = InlineArray<64, CoastRun>(repeating: CoastRun(first: 0, last: 0, endsAtRest: false))

  package init() {}

  package subscript(_ index: Int) -> CoastRun { runs[index] }

  package mutating func set(_ index: Int, _ run: CoastRun) { runs[index] = run }

  package mutating func append(_ run: CoastRun) {
    guard count < 64 else { return }
    runs[count] = run
    count += 1
  }
}
