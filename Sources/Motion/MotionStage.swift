// SPDX-License-Identifier: Apache-2.0
//
// Owns: pulses in, motion out: the order of wheel, repair, gait bank and baseline, and the odometer. Must not know: sets.
//
// Between pulses the silence itself is a measurement: the belt has moved less than one arc, so it is slower than arc
// / silence.

import Pulses

/// From trusted pulses to the belt's motion.
///
/// Time enters only with the pulses and with `estimate(atNs:)`; requesting an estimate changes nothing.
package struct MotionStage: Sendable {
  /// A belt slower than this is stopped, m/s.
  package static let standstillMps = BeltLimits.standstillMps

  package let profile: MachineProfile
  /// When the belt is stopped.
  package let standstill: Standstill
  /// Silence after which the belt is stopped, nanoseconds.
  package var standstillNs: Int64 { standstill.spanNs }
  /// Pulses received so far; never changed by repairs.
  package private(set) var pulses: Int64 = 0
  package private(set) var wheel: WheelTracker
  package private(set) var bank = GaitBank()
  /// The arcs of a wheel that is meant to be even; those of other wheels are in `wheel`.
  package private(set) var arcs: ArcLearner
  /// The corrections of the configured arcs of an uneven wheel.
  private var corrections: ArcCorrections
  package private(set) var cadence = Cadence()
  private(set) var figures = StrideFigures()
  private let isNearlyEven: Bool
  private var power: PowerModel
  private var window: WindowSpeed
  private var repair: PulseRepair
  /// The bank's time, nanoseconds: the newest pulse, including a discarded one.
  private var bankNs: Int64 = 0
  /// Sum of the known arcs' deviations from the mean arc, metres.
  private var unevenM = 0.0
  /// The odometer at the newest pulse, metres. On uneven wheels a repair under probation may count a short arc before
  /// the adjacent long one; the odometer then waits.
  private var reachedM = 0.0
  /// The travel on which windows are measured, metres; includes repairs under probation.
  private var positionM = 0.0
  /// Whether pulses may have been missed since the newest one.
  private var hasGap = false
  private var sinceRestart = 0
  /// Pulses of a stopped belt that count as soon as it proves to have begun to move, and those that never did: a
  /// magnet rocking under a standing person.
  private var waiting: Int64 = 0
  private var waitingSinceNs: Int64 = 0
  private var isolated: Int64 = 0
  /// Pulses on ground that the belt had covered before.
  private var oldGround: Int64 = 0
  private var groundSeen: BeltTravel
  /// The timestamp of the pulse since which a moving belt must have passed an arc or more; nil if there were fewer.
  private var movingSinceNs: Int64?
  private var sensedDirection: BeltDirection?

  /// - Parameters:
  ///   - walker: the load on the belt, for power.
  ///   - repairs: whether missed pulses are restored.
  package init(profile: MachineProfile, walker: WalkerLoad = WalkerLoad(), repairs: Bool = true) {
    self.profile = profile
    repair = PulseRepair(isEnabled: repairs)
    isNearlyEven = profile.wheel.isNearlyEven
    power = PowerModel(drag: profile.drag, walker: walker)
    window = WindowSpeed(profile: profile)
    arcs = ArcLearner(wheel: profile.wheel, placementSdM: profile.magnetPlacementSdM)
    corrections = ArcCorrections(
      arcs: profile.wheel.isNearlyEven ? 0 : profile.wheel.magnets,
      shortestArcM: profile.wheel.shortestArcM,
      placementSdM: max(Self.finestPlacementM, profile.magnetPlacementSdM))
    wheel = WheelTracker(wheel: profile.wheel, placementSdM: profile.magnetPlacementSdM)
    standstill = Standstill(wheel: profile.wheel)
    groundSeen = BeltTravel(wheel: profile.wheel)
  }

  /// Switches to another walker. What was learnt about the machine does not change.
  package mutating func use(walker: WalkerLoad) { power = PowerModel(drag: profile.drag, walker: walker) }

  /// Whether repairs had to be undone: they are not reliable in this motion.
  package var hadFalseRepairs: Bool { repair.hadAlarm }

  /// The odometer, metres: never an integral of speed. It never decreases: a repair counts once it is final.
  private func distanceM(_ repairs: PulseRepairs) -> Double {
    let arcs = Double(pulses &- waiting &- isolated &- oldGround &+ repairs.missed &- repairs.discarded)
    return max(reachedM, arcs * profile.wheel.meanArcM + unevenM)
  }

  /// The timestamp of the newest pulse that counts, nanoseconds.
  package var lastPulseNs: Int64? { window.lastPulseNs }

  /// Whether the belt has been silent long enough at `timeNs` to count as stopped.
  package func isStanding(atNs timeNs: Int64) -> Bool {
    guard let since = movingSinceNs else { return true }
    return Nanoseconds(from: since, to: timeNs).notNegative.count >= standstill.spanNs
  }

  /// The sensor was unavailable: the belt's travel in between is unknown.
  package mutating func sourceReopened() { hasGap = true }

  /// Variance of a pulse's position as known so far, m2.
  package var travelVariance: Double {
    if isNearlyEven { return arcs.placementVariance }
    let uneven = wheel.phaseIsKnown ? 0 : profile.wheel.unevenness * profile.wheel.meanArcM
    return corrections.placementVariance + 0.5 * uneven * uneven
  }

  /// The next arcs as far as known, metres.
  private func travelM(arcs count: Int) -> Double {
    if isNearlyEven { return arcs.travelM(arcs: count) }
    let configuredM = wheel.travelM(arcs: count)
    return count == 1 && wheel.phaseIsKnown ? configuredM + corrections.offsetM(wheel.bestArc) : configuredM
  }

  /// An arc of an uneven wheel as known so far, by its forward number; metres.
  package func learntArcM(_ arc: Int) -> Double { profile.wheel.arcM(arc) + corrections.offsetM(arc) }

  /// No magnet is placed, and no switching point repeats, more exactly than this, metres.
  private static let finestPlacementM = 0.0002
  /// While a start, stop or sprint is more likely than this, arcs are not learnt.
  private static let largestManoeuvre = 0.2
  /// Pulses after a start before arcs are learnt.
  private static let settlingPulses = 10

  /// Whether each single arc is known well enough for the bank.
  private var arcsAreUsable: Bool { isNearlyEven || wheel.phaseIsKnown }

  @discardableResult
  package mutating func step(_ pulse: Pulse) -> SteppedPulse {
    let stepped = take(pulse)
    reachedM = distanceM(repair.confirmed)
    return stepped
  }

  private mutating func take(_ pulse: Pulse) -> SteppedPulse {
    let timeNs = pulse.timestampNs
    let isLost = hasGap || pulse.lostBefore > 0
    let isTurned = pulse.direction != nil && sensedDirection != nil && pulse.direction != sensedDirection
    let isStanding = isStanding(atNs: timeNs)
    hasGap = false
    pulses &+= 1
    if pulse.followsBounce { repair.noteBounce() }
    let found = travel(pulse.direction, afterLoss: isLost)
    let isOldGround = found == nil
    var stepped: SteppedPulse
    hold(timeNs, isStanding: isStanding, isOldGround: isOldGround)
    if isLost || isTurned || isStanding {
      restart(timeNs, afterLoss: isLost, turned: isTurned)
      stepped = SteppedPulse()
      stepped.timeNs = timeNs
      stepped.arcs = 1
      stepped.isStanding = isStanding
      stepped.direction = sensedDirection
    } else {
      stepped = follow(timeNs)
    }
    if isOldGround { stepped.arcs = 0 }
    stepped.isOldGround = isOldGround
    stepped.foundGround = found ?? 0
    return stepped
  }

  /// Checks whether a pulse is new ground, if the sensor reports the direction.
  /// - Returns: pulses of old ground that were new ground after all; nil if this one is old ground.
  private mutating func travel(_ direction: BeltDirection?, afterLoss: Bool) -> Int64? {
    if afterLoss { groundSeen.forget() }
    guard let direction else { return 0 }
    sensedDirection = direction
    switch groundSeen.step(direction) {
    case .newGround: return 0
    case .oldGround:
      oldGround &+= 1
      return nil
    case .reversed(let found):
      oldGround &-= found
      return found
    }
  }

  /// Motion that is over sooner does not count: a person moves a belt for longer, a disturbance does not.
  package static let leastMotionNs: Int64 = 250_000_000

  /// Pulses of a stopped belt, and those of a motion that has just begun, are held back until it has lasted.
  private mutating func hold(_ timeNs: Int64, isStanding: Bool, isOldGround: Bool) {
    if isStanding {
      let isOver =
        standstill.arcs == 1
        || Nanoseconds(from: lastPulseNs ?? timeNs, to: timeNs).notNegative.count >= standstill.spanNs
      if isOver {
        isolated &+= waiting
        waiting = 0
      }
      if waiting == 0 { waitingSinceNs = timeNs }
      if waiting >= standstill.mostWaiting {
        isolated &+= 1
        waiting &-= 1
      }
      if !isOldGround { waiting &+= 1 }
    } else if waiting > 0 {
      if !isOldGround { waiting &+= 1 }
      if Nanoseconds(from: waitingSinceNs, to: timeNs).notNegative.count >= Self.leastMotionNs { waiting = 0 }
    }
  }

  private mutating func restart(_ timeNs: Int64, afterLoss: Bool, turned: Bool) {
    wheel.restart(afterLoss: afterLoss)
    arcs.restart(afterLoss: afterLoss || turned)
    sinceRestart = 0
    bank.stop()
    cadence.restart()
    figures.stop()
    repair.restart(atNs: timeNs)
    bankNs = timeNs
    positionM = 0
    window.restart(timeNs, positionM: 0)
    movingSinceNs = window.timestampNs(back: standstill.arcs)
  }

  private mutating func follow(_ timeNs: Int64) -> SteppedPulse {
    let stepS = Nanoseconds(timeNs &- bankNs).seconds
    bankNs = timeNs
    if bank.isRunning { bank.predict(durationS: stepS) }
    let verdict = repair.judge(
      timeNs: timeNs, bank: &bank, wheel: &wheel, travelVariance: travelVariance,
      timestampSdS: profile.timestampSdS)
    guard case .arcs(let count) = verdict else {
      return stepped(timeNs, travelM: 0, arcs: 0)
    }
    let gapS = Nanoseconds(from: lastPulseNs ?? timeNs, to: timeNs).notNegative.seconds
    let travelM = travelM(arcs: count)
    // Distances use the configured arcs: the learnt corrections add up to zero over a turn.
    let configuredM = isNearlyEven ? travelM : wheel.travelM(arcs: count)
    if wheel.phaseIsKnown { unevenM += configuredM - Double(count) * profile.wheel.meanArcM }
    positionM += travelM
    let wasUsable = arcsAreUsable
    let variance = travelVariance
    if !isNearlyEven { wheel.step(gapS: gapS, arcs: count) }
    arcs.advance(arcs: count)
    sinceRestart += 1
    window.step(timeNs, positionM: positionM, arcsAreKnown: wheel.phaseIsKnown && wasUsable)
    movingSinceNs = window.timestampNs(back: standstill.arcs)
    if bank.isRunning, wasUsable {
      bank.correct(travelM: travelM, travelVariance: variance, timestampSdS: profile.timestampSdS)
      if count == 1 { learnArc() }
      cadence.step(&bank, durationS: gapS)
      figures.step(timeNs: timeNs, travelM: travelM, bank: &bank, cadence: &cadence, power: power)
    } else if wasUsable {
      bank.start(speedMps: travelM / gapS, travelVariance: variance)
      figures.start(timeNs: timeNs, speedMps: travelM / gapS)
    } else {
      bank.stop()
      figures.stop()
    }
    return stepped(timeNs, travelM: configuredM, arcs: count == 1 ? 1 : count == 2 ? 2 : 3)
  }

  private mutating func learnArc() {
    guard sinceRestart > Self.settlingPulses, bank.manoeuvreWeight < Self.largestManoeuvre else { return }
    if !isNearlyEven, wheel.phaseIsKnown {
      let arc = Int(truncatingIfNeeded: wheel.passedArc)
      return corrections.learn(
        arc: arc, arcM: profile.wheel.arcM(arc) + corrections.offsetM(arc),
        predictedM: bank.lastPredictedTravelM,
        innovationVariance: bank.innovationVariance)
    }
    guard isNearlyEven else { return }
    arcs.learn(predictedM: bank.lastPredictedTravelM, innovationVariance: bank.innovationVariance)
  }

  /// The result for this pulse, for the analysis of the finished set.
  ///
  /// Mutating only so that the stage is read in place.
  private mutating func stepped(_ timeNs: Int64, travelM: Double, arcs count: Int64) -> SteppedPulse {
    var stepped = SteppedPulse()
    stepped.timeNs = timeNs
    stepped.isFresh = false
    stepped.travelM = travelM
    stepped.arcs = count
    stepped.arcIndex = isNearlyEven ? arcs.passedArc : wheel.passedArc
    stepped.direction = sensedDirection ?? wheel.direction
    stepped.meanMps = bank.isRunning ? bank.meanMps : window.speedMps
    guard bank.isRunning else {
      stepped.manoeuvre = 1
      return stepped
    }
    stepped.rateHz = cadence.rateHz
    stepped.rateIsSure =
      cadence.shownSpm(speedMps: bank.meanMps, meanArcM: profile.wheel.meanArcM) != nil
    stepped.manoeuvre = bank.manoeuvreWeight
    return stepped
  }

  /// The estimate at `timeNs`, which must not be earlier than the newest pulse (an earlier time counts as that
  /// pulse's).
  package func estimate(atNs timeNs: Int64) -> MotionEstimate {
    var estimate = MotionEstimate()
    estimate.timeNs = timeNs
    estimate.repairs = isStanding(atNs: timeNs) ? repair.settled : repair.confirmed
    estimate.distanceM = distanceM(estimate.repairs)
    guard let last = lastPulseNs, !isStanding(atNs: timeNs) else {
      // Slower than `standstillMps`, and uniformly distributed below it.
      estimate.speedSdMps = Self.standstillMps / 12.0.squareRoot()
      estimate.displaySpeedSdMps = estimate.speedSdMps
      estimate.powerW = 0
      estimate.powerSdW = 0
      return estimate
    }
    estimate.direction = sensedDirection ?? wheel.direction
    let silenceS = Nanoseconds(from: last, to: timeNs).notNegative.seconds
    let nextM = wheel.phaseIsKnown || isNearlyEven ? travelM(arcs: 1) : profile.wheel.longestArcM
    let boundMps = silenceS * PulseGate.fastestBeltMps > nextM ? nextM / silenceS : PulseGate.fastestBeltMps
    if bank.isRunning {
      fillFromBank(&estimate, timeNs, nextM: nextM, boundMps: boundMps)
    } else if window.speedMps > 0 {
      fillFromWindow(&estimate, boundMps: boundMps)
    } else {
      // One pulse only: nothing but the bound is known.
      estimate.speedSdMps = boundMps / 12.0.squareRoot()
      estimate.displaySpeedSdMps = estimate.speedSdMps
      return estimate
    }
    return estimate
  }

  private func fillFromBank(
    _ estimate: inout MotionEstimate, _ timeNs: Int64, nextM: Double, boundMps: Double
  ) {
    let silenceS = Nanoseconds(from: bankNs, to: timeNs).notNegative.seconds
    let known = bank.estimate(silenceS: silenceS, nextTravelM: nextM, travelVariance: travelVariance)
    let variance = max(
      bank.stateRatio * known.speedVariance, figures.unseenSwing(meanArcM: profile.wheel.meanArcM))
    let speed = bounded(known.speedMps, variance: variance, boundMps: boundMps)
    (estimate.speedMps, estimate.speedSdMps) = (speed.value, speed.sd)
    let figure = figures.figure(atNs: timeNs, known: known, meanMps: bank.meanMps, power: power)
    let slowestMps = figures.boundMps(nextM: nextM, silenceS: silenceS)
    let slow = bounded(figure.speedMps, variance: figure.speedVariance, boundMps: slowestMps)
    (estimate.displaySpeedMps, estimate.displaySpeedSdMps) = (slow.value, slow.sd)
    estimate.cadenceSpm = cadence.shownSpm(
      speedMps: estimate.displaySpeedMps, meanArcM: profile.wheel.meanArcM)
    fillPower(&estimate, figure, silenceS: silenceS, boundMps: slowestMps)
  }

  /// A speed bounded by the silence, with its uncertainty. If the silence is the binding limit, every slower speed is
  /// equally likely, and the distances from the bound have a mean square of a third of its square.
  private func bounded(_ mps: Double, variance: Double, boundMps: Double) -> UncertainValue {
    let speed = min(max(0, mps), boundMps)
    let length = profile.relativeLengthSd * speed
    let sd = (variance + length * length).squareRoot()
    return UncertainValue(speed, sd: mps > boundMps ? max(sd, boundMps / 3.0.squareRoot()) : sd)
  }

  private func fillFromWindow(_ estimate: inout MotionEstimate, boundMps: Double) {
    let speedSd = window.speedSdMps(window.speedMps)
    let speed = bounded(window.speedMps, variance: speedSd * speedSd, boundMps: boundMps)
    (estimate.speedMps, estimate.speedSdMps) = (speed.value, speed.sd)
    let slowSd = window.displaySdMps(window.displayMps)
    let slow = bounded(window.displayMps, variance: slowSd * slowSd, boundMps: boundMps)
    (estimate.displaySpeedMps, estimate.displaySpeedSdMps) = (slow.value, slow.sd)
  }

  private func fillPower(
    _ estimate: inout MotionEstimate, _ figure: StrideFigure, silenceS: Double, boundMps: Double
  ) {
    var figure = figure
    if figure.speedMps > boundMps { figure.bound(mps: boundMps, silenceS: silenceS) }
    estimate.accelerationMps2 = figure.accelerationMps2
    let watts = power.powerW(figure, relativeLengthSd: profile.relativeLengthSd)
    estimate.powerW = watts.value
    estimate.powerSdW = watts.sd
  }
}
