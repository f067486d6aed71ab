// SPDX-License-Identifier: Apache-2.0
//
// Owns: statistics of many errors. Must not know: what they are errors of.

/// Root mean square of errors, accumulated.
struct RMS: Sendable {
  private var sum = 0.0
  private(set) var count = 0

  mutating func add(_ error: Double) {
    sum += error * error
    count += 1
  }

  var value: Double { count > 0 ? (sum / Double(count)).squareRoot() : .nan }
}

/// How many errors are within the stated interval.
struct Coverage: Sendable {
  private var inside = 0
  private var count = 0
  private var normalised = 0.0

  mutating func add(_ error: Double, sd: Double) {
    count += 1
    if error.magnitude <= 1.959964 * sd { inside += 1 }
    normalised += (error / sd) * (error / sd)
  }

  mutating func merge(_ other: Coverage) {
    inside += other.inside
    count += other.count
    normalised += other.normalised
  }

  /// Share within the 95 % interval.
  var share: Double { Double(inside) / Double(count) }
  /// Mean square of error over stated standard uncertainty: 1 if that is right, less if it is too cautious.
  var meanSquare: Double { normalised / Double(count) }
}

/// Single figures; NaN if there are none.
struct Figures: Sendable {
  private(set) var values: [Double] = []

  init(_ values: [Double] = []) { self.values = values }

  mutating func add(_ value: Double) { values.append(value) }

  var count: Int { values.count }
  var mean: Double { values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count) }
  var meanMagnitude: Double {
    values.isEmpty ? .nan : values.map(\.magnitude).reduce(0, +) / Double(values.count)
  }
  /// Root mean square.
  var rms: Double {
    values.isEmpty
      ? .nan : (values.map { $0 * $0 }.reduce(0, +) / Double(values.count)).squareRoot()
  }
  /// The largest, regardless of sign.
  var worst: Double { values.map(\.magnitude).max() ?? .nan }
  var largest: Double { values.max() ?? .nan }
  var median: Double { quantile(0.5) }

  /// Sample standard deviation.
  var sd: Double {
    guard values.count > 1 else { return .nan }
    let mean = mean
    return (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count - 1)).squareRoot()
  }

  func quantile(_ share: Double) -> Double {
    guard !values.isEmpty else { return .nan }
    return values.sorted()[min(values.count - 1, Int(share * Double(values.count)))]
  }

  /// Share of the figures that are larger than this, regardless of sign.
  func share(above limit: Double) -> Double {
    values.isEmpty ? .nan : Double(values.filter { $0.magnitude > limit }.count) / Double(values.count)
  }
}
