// SPDX-License-Identifier: Apache-2.0
//
// Owns: the list of tested faults. Must not know: their targets.

import Motion
import Pulses
import Sets
import Simulation

extension FaultCase {
  static let all = sound + bounces + misses + noises + [humAndWalk, humInWalk] + standing + rests

  /// Sensors without a fault.
  private static let sound: [FaultCase] = {
    var discs = FaultCase("none, slotted disc") { _ in }
    discs.setups = FaultSetup.discs
    let dwells = FaultCase("dwell different per magnet", "50 ± 10 % of the arc") {
      $0.faults.dwell = .share(0.5, spread: 0.2)
    }
    let hysteresis = FaultCase("hysteresis", "3 mm") { $0.faults.hysteresisM = 0.003 }
    return [FaultCase("none") { _ in }, discs, dwells, hysteresis]
  }()

  private static let bounces: [FaultCase] = {
    func bounce(_ name: String, _ amount: String, _ bounces: ContactBounce...) -> FaultCase {
      var fault = FaultCase(name, amount) { $0.faults.line = bounces.map { .bounce($0) } }
      fault.answersAtOpening = bounces.contains { $0.moment == .opening }
      return fault
    }
    let opening = [0.1, 0.3, 0.6, 1].map {
      bounce("bounce at opening, 0.05 to 0.3 ms", share($0), ContactBounce(.opening, share: $0))
    }
    let longOpening = [0.1, 0.3, 1].map {
      bounce(
        "bounce at opening, 3 to 25 ms", share($0),
        ContactBounce(.opening, share: $0, lengthS: ContactBounce.longS))
    }
    let closing = [0.3, 1].map {
      bounce(
        "bounce at closing, 3 to 25 ms", share($0),
        ContactBounce(.closing, share: $0, lengthS: ContactBounce.longS))
    }
    let seconds = [0.1, 0.3].map { amount in
      var fault = FaultCase("closes a second time at 0.25 to 0.45 of an arc", share(amount)) {
        $0.faults.line = [.secondClosing(SecondClosing(share: amount))]
      }
      // With one magnet per turn, a swing of the steps makes gaps as short as that.
      fault.setups = FaultSetup.dense
      return fault
    }
    var disc = bounce(
      "ringing of a slotted disc, 0.05 to 0.3 ms", share(0.3), ContactBounce(.opening, share: 0.3),
      ContactBounce(.closing, share: 0.3))
    disc.setups = FaultSetup.discs
    return opening + longOpening
      + [bounce("bounce at closing, 0.05 to 0.3 ms", share(1), ContactBounce(.closing))] + closing + [
        bounce(
          "worn reed: all of these", "60 % short, 20 % long", ContactBounce(.closing, share: 0.6),
          ContactBounce(.opening, share: 0.6),
          ContactBounce(.closing, share: 0.2, lengthS: ContactBounce.longS),
          ContactBounce(.opening, share: 0.2, lengthS: ContactBounce.longS)), disc,
      ] + seconds
  }()

  private static let misses: [FaultCase] = {
    func missed(_ probability: Double, _ question: FaultQuestion) -> FaultCase {
      var fault = FaultCase("magnets missed", share(probability)) { $0.faults.miss = probability }
      fault.question = question
      return fault
    }
    var plug = FaultCase("loose plug", "0.1 to 1 s each 15 s") {
      $0.faults.line = [.loosePlug(LoosePlug(everyS: 15, outageS: 0.1...1))]
    }
    plug.question = .nothing
    return [missed(0.01, .nothing), missed(0.05, .nothing), plug]
  }()

  static func share(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
}

// MARK: - Empty belt

extension FaultCase {
  /// Sensors that report something although the belt is empty.
  private static let noises: [FaultCase] = {
    func noise(_ name: String, _ amount: String, alerts: Bool = true, _ faults: LineFault...) -> FaultCase {
      var fault = FaultCase(name, amount) {
        $0.acts = [.rest(durationS: 130)]
        $0.faults.line = faults
      }
      fault.group = .emptyBelt
      fault.question = .noSet
      fault.mustAlert = alerts
      fault.setups = [
        FaultSetup(speedMps: 0.8, marks: 1), FaultSetup(speedMps: 0.8, marks: 4),
        FaultSetup(speedMps: 0.8, marks: 8),
      ]
      return fault
    }
    let hums = [(50.0, 1e-4), (60, 1e-4), (100, 1e-4), (25, 1e-4), (16.7, 1e-4), (50, 1e-3)].map {
      var hum = MainsHum(fromS: 5, durationS: 30, frequencyHz: $0)
      hum.jitterS = $1
      return noise("empty belt, hum", "\($0) Hz, ± \($1 * 1e3) ms", .hum(hum))
    }
    var shortHum = noise("empty belt, hum", "50 Hz for 4 s", .hum(MainsHum(fromS: 5, durationS: 4)))
    shortHum.mustAlert = false
    let chatter = noise("empty belt, parked magnet", "3 to 12 Hz", .chatter(ParkedChatter()))
    let dimmer = noise(
      "empty belt, dimmer", "1 s of 100 Hz each 5 s", .bursts(.dimmer(fromS: 5, durationS: 120)))
    let compressor = noise(
      "empty belt, compressor", "6 edges each 20 s", alerts: false,
      .bursts(.compressor(fromS: 5, durationS: 120, everyS: 20)))
    return hums + [shortHum, chatter, dimmer, compressor]
  }()

  private static let humAndWalk: FaultCase = {
    var fault = FaultCase("hum, then a walk", "50 Hz for 30 s") {
      $0.acts.insert(.rest(durationS: 50), at: 0)
      $0.faults.line = [.hum(MainsHum(fromS: 3, durationS: 30))]
    }
    fault.group = .belt
    fault.mustAlert = true
    return fault
  }()

  private static let humInWalk: FaultCase = {
    var fault = FaultCase("hum during a walk", "50 Hz for 5 s") {
      $0.faults.line = [.hum(MainsHum(fromS: 30, durationS: 5))]
    }
    fault.group = .belt
    fault.question = .nothing
    return fault
  }()

  /// The walker stands on the belt.
  private static let standing: [FaultCase] = {
    let shapes = [(1.0, 0.003), (0.6, 0.003), (2, 0.006)].map {
      Rocking(durationS: 30, periodS: $0, amplitudeM: $1)
    }
    func amount(_ rocking: Rocking) -> String {
      "each \(rocking.periodS) s, ± \(Int(rocking.amplitudeM * 1e3)) mm"
    }
    // A mark every 0.6 s is 0.075 m/s on arcs of 45 mm: a slow walk, as far as one sensor can show.
    func isSlow(_ rocking: Rocking) -> Bool { rocking.periodS >= 1 }
    let after = shapes.map { rocking in
      var fault = FaultCase("walk, then rocking", amount(rocking)) {
        $0.acts.insert(contentsOf: [.rest(durationS: 1), .rock(rocking)], at: 2)
      }
      fault.group = .belt
      fault.question = isSlow(rocking) ? .distanceAndTime : .nothing
      fault.setups = FaultSetup.dense + FaultSetup.discs.filter { $0.kind == .motorisedOff }
      return fault
    }
    let alone = shapes.map { rocking in
      var fault = FaultCase("rocking alone", amount(rocking)) {
        $0.acts = [.rest(durationS: 3)] + (0..<4).map { _ in .rock(rocking) }
        $0.acts.append(.rest(durationS: 10))
      }
      fault.group = .belt
      fault.question = isSlow(rocking) ? .noSet : .nothing
      fault.setups = FaultSetup.dense + FaultSetup.discs.filter { $0.kind == .motorisedOff }
      return fault
    }
    var twoSwitches = FaultCase("walk, then rocking, two switches", "each 1.0 s, ± 8 mm") {
      $0.profile.sensor = .quadrature
      $0.acts.insert(
        contentsOf: [.rest(durationS: 1), .rock(Rocking(durationS: 30, amplitudeM: 0.008))], at: 2)
    }
    twoSwitches.group = .belt
    twoSwitches.question = .distanceAndTime
    twoSwitches.needsBoth = true
    twoSwitches.setups = FaultSetup.dense
    return after + alone + [twoSwitches]
  }()

  /// Short walks with rests: one set.
  private static let rests: [FaultCase] = {
    [(1.08, 4.0, 6.0), (0.6, 3, 6), (1.26, 7, 10), (1.08, 4, 10)].map { distanceM, restS, pauseS in
      var fault = FaultCase("stop and go", "\(distanceM) m, \(restS) s of rest, pauses up to \(pauseS) s") {
        let bursts = WalkBursts(
          count: 20, targetMps: 0.45, distanceM: distanceM, restS: restS, load: $0.walker)
        $0.acts = [.rest(durationS: 3), .bursts(bursts), .rest(durationS: 20)]
      }
      fault.group = .belt
      fault.question = .oneSet
      fault.rules.longestPauseNs = Int64(pauseS * 1e9)
      fault.setups = [FaultSetup(speedMps: 0.45, marks: 4), FaultSetup(speedMps: 0.45, marks: 8)]
      return fault
    }
  }()
}
