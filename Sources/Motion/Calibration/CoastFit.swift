// SPDX-License-Identifier: Apache-2.0
//
// Owns: from timestamps to a deceleration curve: find the segments, fit them together, omit the bad ones. Must not
// know: files, masses, forces.

import Pulses

/// The result of a coast-down calibration.
package struct CoastResult: Sendable {
  package var curve = DecelerationCurve()
  /// Bit k set: a_k is in the curve; the other terms are omitted because the pulses do not support them.
  package var terms = 0
  /// Slowest and fastest speed of the segments used: outside this range the curve is an extrapolation.
  package var slowestMps = 0.0
  package var fastestMps = 0.0
  /// Belt travel from magnet k to the next, metres; magnet 0 made the first pulse of the recording.
  package var arcsM = InlineArray<16, Double>(repeating: 0)
  package var arcSdM = InlineArray<16, Double>(repeating: 0)
  package var magnets = 0
  package var usedRuns = 0
  package var usedPulses = 0
  /// Root of the mean squared residual, in units of what the sensor explains.
  package var roughness = 0.0
  /// How much more the segments differ from one another than their own residuals explain; 1 for no more.
  package var runSpread = 1.0
  /// Deceleration that varies once per turn, as a share of the whole at the mean speed; nil below three magnets.
  package var rippleShare: Double?
}

/// Fits v' = -(a0 + a1 v + a2 v^2) to all freely rolling segments at once, by least squares on the belt's position at
/// the pulses (Gauss and Newton), with each segment's initial speed and position and the magnets' positions free.
///
/// The timestamps are read repeatedly; of a segment only its `CoastRun` is stored.
package struct CoastFit {
  var model: CoastModel
  private let finder: CoastFinder
  private let rules: CoastRules
  var equations = CurveEquations(CoastEquations(), magnets: 1)
  var rows = 0
  var runsInFit = 0

  package init(wheel: borrowing MagnetWheel, timestampSdS: Double = 20e-6) {
    model = CoastModel(wheel: wheel, timestampSdS: timestampSdS)
    finder = CoastFinder(wheel: wheel, timestampSdS: timestampSdS)
    rules = CoastRules()
  }

  /// Finds and fits. Afterwards `runs` has every segment examined, with the reason if it was rejected.
  /// - Returns: nil if no segment was usable.
  package mutating func fit<Store: CoastRunStore>(
    _ timestamps: borrowing Span<Int64>, into runs: inout Store
  ) -> CoastResult? {
    finder.find(timestamps, into: &runs)
    for index in 0..<runs.count {
      var run = runs[index]
      run.phase = run.first % model.magnets
      runs.set(index, run)
    }
    guard begin(timestamps, &runs) else { return nil }
    alignMagnets(timestamps, &runs)
    for _ in 0..<4 {
      guard converge(3, timestamps, &runs) else { return nil }
      guard rules.trim(timestamps, model, &runs) else { break }
    }
    // Each round rejects at least one segment, or is the last.
    for _ in 0..<max(4, runs.count) {
      guard converge(3, timestamps, &runs) else { return nil }
      guard rules.suspect(timestamps, model, &runs) else { break }
      guard refuse(timestamps, &runs) else { return nil }
    }
    guard converge(3, timestamps, &runs) else { return nil }
    return conclude(timestamps, &runs)
  }

  /// A first curve from the speeds of whole turns, the segments cut at missed pulses, and their beginnings.
  private mutating func begin<Store: CoastRunStore>(_ timestamps: borrowing Span<Int64>, _ runs: inout Store)
    -> Bool
  {
    let first = FirstCurve(model)
    guard let curve = first.fit(timestamps, runs) else { return false }
    var cut = false
    for index in 0..<runs.count {
      let run = first.withoutJumps(runs[index], timestamps, curve)
      if run.pulses != runs[index].pulses { cut = true }
      runs.set(index, run)
    }
    model.curve = cut ? first.fit(timestamps, runs) ?? curve : curve
    for index in 0..<runs.count where runs[index].isUsed { runs.set(index, started(runs[index], timestamps)) }
    return true
  }

  private func started(_ found: CoastRun, _ timestamps: borrowing Span<Int64>) -> CoastRun {
    var run = found
    let turnS = Nanoseconds(from: timestamps[run.first], to: timestamps[run.first + model.magnets]).seconds
    let meanMps = model.circumferenceM / turnS
    run.startMps = meanMps + 0.5 * turnS * model.curve.valueMps2(atMps: meanMps)
    run.startM = model.positionM(run.first, of: run)
    return run
  }

  /// A pulse may have been missed between two segments: then the count of magnets is off. The longest segment defines
  /// the magnets; another one that fits far better to a rotated wheel is rotated.
  private mutating func alignMagnets<Store: CoastRunStore>(
    _ timestamps: borrowing Span<Int64>, _ runs: inout Store
  ) {
    guard model.magnets > 1 else { return }
    var longest = -1
    for index in 0..<runs.count where runs[index].isUsed {
      if longest < 0 || runs[index].pulses > runs[longest].pulses { longest = index }
    }
    guard longest >= 0 else { return }
    let curve = model.curve
    for _ in 0..<3 { _ = step(timestamps, &runs, only: longest) }
    model.curve = curve
    for index in 0..<runs.count where runs[index].isUsed && index != longest {
      var best = runs[index]
      var least = settle(&best, timestamps)
      let limit = 0.5 * least
      for turn in 1..<model.magnets {
        var turned = runs[index]
        turned.phase = (turned.phase + turn) % model.magnets
        turned.startM = model.positionM(turned.first, of: turned)
        let squares = settle(&turned, timestamps)
        if squares < limit, squares < least {
          best = turned
          least = squares
        }
      }
      runs.set(index, best)
    }
  }

  /// Finds position and speed at a run's beginning for the present curve; returns the remaining weighted squares.
  private func settle(_ run: inout CoastRun, _ timestamps: borrowing Span<Int64>) -> Double {
    var squares = Double.infinity
    for _ in 0..<3 {
      var own = CoastRunEquations()
      model.walk(timestamps, run) { own.add($0) }
      squares = own.remainingSquares
      guard let step = own.step else { return .infinity }
      run.startM += step.positionM
      run.startMps += step.speedMps
    }
    return squares
  }

  private mutating func converge<Store: CoastRunStore>(
    _ times: Int, _ timestamps: borrowing Span<Int64>, _ runs: inout Store
  ) -> Bool {
    for _ in 0..<times {
      guard step(timestamps, &runs) else { return false }
    }
    return true
  }

  /// Rejects faulty segments; false if none is left.
  ///
  /// Among few segments a bad one bends the curve so far that the good ones look bad as well. So each is omitted in
  /// turn, and the one without which the others agree best is rejected. Of two that contradict each other neither is
  /// used.
  private mutating func refuse<Store: CoastRunStore>(
    _ timestamps: borrowing Span<Int64>, _ runs: inout Store
  ) -> Bool {
    var used = 0
    for index in 0..<runs.count where runs[index].isUsed { used += 1 }
    if used > Self.fewRuns || used == 1 { return rules.refuse(timestamps, model, &runs) && used > 1 }
    var worst = -1
    var least = Double.infinity
    for index in 0..<runs.count where runs[index].isUsed {
      var others = self
      guard others.without(index, timestamps, &runs) else { continue }
      let squares = others.equations.squares / Double(max(1, others.rows - 2 * others.runsInFit))
      if squares < least {
        least = squares
        worst = index
      }
    }
    guard worst >= 0 else { return false }
    if used == 2 { return refuseOfTwo(timestamps, &runs) }
    _ = without(worst, timestamps, &runs)
    var run = runs[worst]
    _ = settle(&run, timestamps)
    rules.judge(&run, timestamps, model, run.first...run.last)
    runs.set(worst, run)
    let reason = rules.fault(run, timestamps, model, CoastUsual(runs))
    runs.refuse(worst, reason ?? .contradicts)
    return true
  }

  /// Up to this many segments, each is tested as the bad one.
  private static let fewRuns = 12

  /// Fits all but one segment.
  private mutating func without<Store: CoastRunStore>(
    _ index: Int, _ timestamps: borrowing Span<Int64>, _ runs: inout Store
  ) -> Bool {
    runs.refuse(index, .contradicts)
    defer { runs.refuse(index, nil) }
    return converge(3, timestamps, &runs) && collect(timestamps, &runs)
  }

  /// Of two segments, one that is rough by itself is rejected; two smooth ones that differ are rejected together.
  private mutating func refuseOfTwo<Store: CoastRunStore>(
    _ timestamps: borrowing Span<Int64>, _ runs: inout Store
  ) -> Bool {
    var rough = 0
    for index in 0..<runs.count where runs[index].isUsed {
      var alone = self
      var others = runs
      for other in 0..<runs.count where other != index && runs[other].isUsed {
        others.refuse(other, .contradicts)
      }
      guard alone.converge(3, timestamps, &others) else { return false }
      if alone.rules.suspect(timestamps, alone.model, &others) {
        runs.refuse(index, .notSmooth)
        rough += 1
      }
    }
    if rough == 0 {
      for index in 0..<runs.count where runs[index].isUsed { runs.refuse(index, .contradicts) }
    }
    return rough == 1
  }

  /// One step of Gauss and Newton.
  mutating func step<Store: CoastRunStore>(
    _ timestamps: borrowing Span<Int64>, _ runs: inout Store, only: Int? = nil
  ) -> Bool {
    guard collect(timestamps, &runs, only: only) else { return false }
    guard let best = CurveChoice(equations, at: model.curve).closest() else { return false }
    move(to: best)
    return true
  }

  /// Sets up the equations at the present model, after solving each run for its own unknowns.
  mutating func collect<Store: CoastRunStore>(
    _ timestamps: borrowing Span<Int64>, _ runs: inout Store, only: Int? = nil
  ) -> Bool {
    var common = CoastEquations()
    var fastest = 0.0
    for index in 0..<runs.count where only.map({ $0 == index }) ?? runs[index].isUsed {
      var run = runs[index]
      _ = settle(&run, timestamps)
      runs.set(index, run)
      fastest = max(fastest, run.startMps)
      var own = CoastRunEquations()
      model.walk(timestamps, run) { common.add($0, &own) }
      common.close(own)
    }
    guard common.runs > 0 else { return false }
    // Friction is not known to vary by more than a twentieth within a turn. Roughness is weaker evidence against
    // that.
    let swing = 0.05 * model.curve.valueMps2(atMps: 0.5 * fastest)
    let rough = max(1, common.squares / Double(max(1, common.rows))).squareRoot()
    let rippleSd = model.hasRipple ? max(swing, 1e-6) / rough : 1e-12
    common.expect(3, value: model.rippleCosine, sd: rippleSd)
    common.expect(4, value: model.rippleSine, sd: rippleSd)
    equations = CurveEquations(common, magnets: model.magnets)
    rows = common.rows
    runsInFit = common.runs
    return true
  }

  mutating func move(to candidate: CurveCandidate) {
    var change = SIMD4<Double>(repeating: 0)
    for index in 0..<3 {
      change[index] = candidate.values[index] - model.curve[index]
      model.curve[index] = candidate.values[index]
    }
    let others = equations.nuisances(curve: change)
    model.rippleCosine += others[3]
    model.rippleSine += others[4]
    for magnet in 1..<16 where magnet < model.magnets { model.positionsM[magnet] += others[4 + magnet] }
  }
}
