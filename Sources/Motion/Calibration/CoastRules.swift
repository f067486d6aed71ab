// SPDX-License-Identifier: Apache-2.0
//
// Owns: which segments, and how much of each, are trustworthy. Must not know: how the curve is fitted.

/// Judges segments against the model they were fitted with.
struct CoastRules {
  /// Residuals beyond this many standard uncertainties are not chance.
  static let limit = 5.0
  /// A segment that differs by less is kept, whatever its own uncertainty.
  static let leastExcess = 0.03
  /// Times as rough as the median segment.
  static let roughLimit = 4.0
  /// Root mean squared residual, turns. No magnet is this far misplaced, and no belt this bumpy.
  static let roughestTurns = 0.02

  /// Cuts the ends of segments; returns whether anything was cut.
  func trim<Store: CoastRunStore>(
    _ timestamps: borrowing Span<Int64>, _ model: CoastModel, _ runs: inout Store
  ) -> Bool {
    for index in 0..<runs.count where runs[index].isUsed {
      var run = runs[index]
      // The middle only: a scale that includes the ends would hide that they are wrong.
      judge(&run, timestamps, model, Self.middle(of: run))
      runs.set(index, run)
    }
    let usual = max(Self.median(runs) { $0.roughness }, 0.5)
    var changed = false
    for index in 0..<runs.count where runs[index].isUsed {
      var run = runs[index]
      if cut(&run, timestamps, model, scale: usual) { changed = true }
      runs.set(index, run)
    }
    return changed
  }

  /// Judges all segments in use; returns whether any of them is faulty.
  func suspect<Store: CoastRunStore>(
    _ timestamps: borrowing Span<Int64>, _ model: CoastModel, _ runs: inout Store
  ) -> Bool {
    var suspicious = false
    for index in 0..<runs.count where runs[index].isUsed {
      var run = runs[index]
      judge(&run, timestamps, model, run.first...run.last)
      runs.set(index, run)
    }
    let usual = CoastUsual(runs)
    for index in 0..<runs.count where runs[index].isUsed {
      if fault(runs[index], timestamps, model, usual) != nil { suspicious = true }
    }
    return suspicious
  }

  /// Rejects every faulty segment; returns whether there was one. For many segments, of which a few do not bend the
  /// curve.
  func refuse<Store: CoastRunStore>(
    _ timestamps: borrowing Span<Int64>, _ model: CoastModel, _ runs: inout Store
  ) -> Bool {
    let usual = CoastUsual(runs)
    var changed = false
    for index in 0..<runs.count where runs[index].isUsed {
      guard let reason = fault(runs[index], timestamps, model, usual) else { continue }
      runs.refuse(index, reason)
      changed = true
    }
    return changed
  }

  /// The fault of a judged segment.
  func fault(
    _ run: CoastRun, _ timestamps: borrowing Span<Int64>, _ model: CoastModel, _ usual: CoastUsual
  ) -> CoastRefusal? {
    if run.refusal != nil { return run.refusal }
    if run.pulses < max(CoastFinder.leastPulses, model.magnets + 3) { return .tooFewPulses }
    if run.roughness > Self.roughLimit * max(usual.roughness, 1)
      || roughM(run, timestamps, model) > Self.roughestTurns * model.circumferenceM
    {
      return .notSmooth
    }
    let sd = run.excessSd * max(run.roughness, 1)
    let bound = max(Self.leastExcess, Self.limit * max(sd, usual.spread))
    return (run.excess - usual.excess).magnitude > bound ? .contradicts : nil
  }

  /// The pulses of a run that certainly come before or after no push.
  static func middle(of run: CoastRun) -> ClosedRange<Int> {
    guard run.pulses >= 12 else { return run.first...run.last }
    return (run.first + run.pulses / 4)...(run.endsAtRest ? run.last : run.last - run.pulses / 8)
  }

  /// Roughness and excess of a run, with position and speed at its beginning free.
  func judge(
    _ run: inout CoastRun, _ timestamps: borrowing Span<Int64>, _ model: CoastModel, _ part: ClosedRange<Int>
  ) {
    var own = CoastRunEquations()
    model.walk(timestamps, run) { if part.contains($0.index) { own.add($0) } }
    guard let excess = own.excess, own.rows > 3 else {
      run.refusal = .tooFewPulses
      return
    }
    let squares = max(0, own.remainingSquares - excess.value * excess.value / excess.variance)
    run.roughness = (squares / Double(own.rows - 3)).squareRoot()
    run.excess = excess.value
    run.excessSd = excess.variance.squareRoot()
  }

  private func roughM(_ run: CoastRun, _ timestamps: borrowing Span<Int64>, _ model: CoastModel) -> Double {
    var sum = 0.0
    var count = 0.0
    model.walk(timestamps, run) { row in
      sum += row.residualM * row.residualM
      count += 1
    }
    return (sum / max(1, count)).squareRoot()
  }

  /// Cuts the ends where the belt was still, or again, being driven: fits the middle and compares its prediction with
  /// both ends. Returns whether anything was cut.
  private func cut(
    _ run: inout CoastRun, _ timestamps: borrowing Span<Int64>, _ model: CoastModel, scale: Double
  ) -> Bool {
    guard run.pulses >= 12 else { return false }
    let (from, to) = (Self.middle(of: run).lowerBound, Self.middle(of: run).upperBound)
    var own = CoastRunEquations()
    model.walk(timestamps, run) { row in if row.index >= from, row.index <= to { own.add(row) } }
    guard let middle = MiddleFit(own) else { return false }
    var first = run.first
    var last = run.last
    var speedMps = run.startMps
    model.walk(timestamps, run) { row in
      let (foretold, variance) = middle.residual(row)
      let bound = Self.limit * scale * (1 / row.weight + variance).squareRoot()
      if foretold.magnitude > bound {
        if row.index < from {
          first = row.index + 1
        } else if row.index > to {
          last = min(last, row.index - 1)
        }
      }
      if row.index == first { speedMps = row.speedMps }
    }
    guard first != run.first || last != run.last else { return false }
    run.startM += model.positionM(first, of: run) - model.positionM(run.first, of: run)
    run.startMps = speedMps
    run.endsAtRest = run.endsAtRest && last == run.last
    // The wheel's turn of `startM` restarts at the first pulse.
    run.startM -= model.positionM(first, of: run)
    run.first = first
    run.last = last
    run.startM += model.positionM(first, of: run)
    return true
  }

  /// The median of a figure over the runs in use, by counting, so that no space for sorting is needed.
  static func median<Store: CoastRunStore>(_ runs: Store, _ figure: (CoastRun) -> Double) -> Double {
    var used = 0
    for index in 0..<runs.count where runs[index].isUsed { used += 1 }
    guard used > 0 else { return 0 }
    let wanted = used / 2
    for index in 0..<runs.count where runs[index].isUsed {
      let value = figure(runs[index])
      var below = 0
      var equal = 0
      for other in 0..<runs.count where runs[other].isUsed {
        let against = figure(runs[other])
        if against < value { below += 1 } else if against == value { equal += 1 }
      }
      if below <= wanted, wanted < below + equal { return value }
    }
    return 0
  }
}

/// The usual values among the segments in use.
struct CoastUsual {
  let roughness: Double
  let excess: Double
  /// Standard deviation of the excess, from the median deviation.
  let spread: Double

  init<Store: CoastRunStore>(_ runs: Store) {
    roughness = CoastRules.median(runs) { $0.roughness }
    let middle = CoastRules.median(runs) { $0.excess }
    excess = middle
    spread = 1.4826 * CoastRules.median(runs) { ($0.excess - middle).magnitude }
  }
}

/// Position, speed and excess of a run as determined by its middle.
struct MiddleFit {
  private let positionM: Double
  private let speedMps: Double
  private let excess: Double
  private let inverse: InlineArray<6, Double>

  init?(_ equations: borrowing CoastRunEquations) {
    guard let block = equations.inverse, let excess = equations.excess else { return nil }
    let own = equations.own
    let p = block.0 * own[3] + block.1 * own[4]
    let q = block.1 * own[3] + block.2 * own[4]
    let v = excess.variance
    self.excess = excess.value
    positionM = block.0 * equations.right[0] + block.1 * equations.right[1] - p * excess.value
    speedMps = block.1 * equations.right[0] + block.2 * equations.right[1] - q * excess.value
    inverse = [block.0 + p * p * v, block.1 + p * q * v, block.2 + q * q * v, -p * v, -q * v, v]
  }

  /// The rest of a pulse's residual, and the uncertainty of its prediction for residuals of expected size.
  func residual(_ row: borrowing CoastRow) -> (residualM: Double, varianceM2: Double) {
    let s = row.perStartSpeed
    let g = row.perExcess
    let left = row.residualM - positionM - speedMps * s - excess * g
    let variance =
      inverse[0] + 2 * s * inverse[1] + s * s * inverse[2] + 2 * g * (inverse[3] + s * inverse[4])
      + g * g * inverse[5]
    return (left, variance)
  }
}
