// SPDX-License-Identifier: Apache-2.0
//
// Owns: the accuracy of a stride's live figures. Must not know: how they are computed.

import Motion
import Pulses
import Simulation
import Testing

/// A walk or run on a simulated belt with exactly known drag, sampled 50 times per second.
private struct WatchedWalk {
  var covered = 0
  var instants = 0
  var errorSumW = 0.0
  var trueSumW = 0.0
  private static let walker = WalkerLoad(
    massKg: UncertainValue(80, sd: 0), shareOnBelt: UncertainValue(0.9, sd: 0))

  init(targetMps: Double, kind: MachineKind, durationS: Double, seeds: ClosedRange<UInt64>) throws {
    var drag = DragModel.standard(for: kind)
    (drag.massKg.sd, drag.c0N.sd, drag.c1NsPerM.sd, drag.c2Ns2PerM2.sd, drag.mu.sd) = (0, 0, 0, 0, 0)
    let profile = MachineProfile(
      wheel: try MagnetWheel(circumferenceM: 0.2, magnets: 4), drag: drag,
      relativeLengthSd: 0,
      magnetPlacementSdM: 0.0002)
    var scenario = Scenario(
      name: "watched", summary: "watched", profile: profile,
      acts: [
        .rest(durationS: 2),
        .work(targetMps: targetMps, durationS: durationS, load: Self.walker, ending: .stepsOff),
        .rest(durationS: 3),
      ])
    scenario.faults.placement = 0.001
    let half = Int((100 / Gait.stepRateHz(atMps: targetMps)).rounded())
    for seed in seeds { watch(SimulatedRun(scenario, seed: seed), profile, half) }
  }

  private mutating func watch(_ run: SimulatedRun, _ profile: MachineProfile, _ half: Int) {
    var gate = PulseGate(profile: profile)
    var motion = MotionStage(profile: profile, walker: Self.walker)
    let samples = run.truth.samples
    var cursor = 0
    guard let set = run.truth.sets.first else { return }
    for (index, sample) in samples.enumerated() where sample.timeNs <= set.endNs {
      while cursor < run.recording.edges.count, run.recording.edges[cursor].timestampNs <= sample.timeNs {
        if let pulse = gate.step(run.recording.edges[cursor]) { motion.step(pulse) }
        cursor += 1
      }
      guard index % 2 == 0, motion.pulses > 0 else { continue }
      let estimate = motion.estimate(atNs: sample.timeNs)
      guard let watts = estimate.powerW, let sd = estimate.powerSdW else { continue }
      let stride = samples[(index - half)..<(index + half)]
      let truth = stride.map(\.powerW).reduce(0, +) / Double(stride.count)
      covered += (watts - truth).magnitude <= 1.96 * sd ? 1 : 0
      instants += 1
      errorSumW += watts - truth
      trueSumW += truth
    }
  }

  var coverage: Double { Double(covered) / Double(instants) }
}

@Test("live power in a sprint is within its interval nine times out of ten")
func sprintPowerIsHonest() throws {
  let sprint = try WatchedWalk(targetMps: 4.2, kind: .slatBelt, durationS: 10, seeds: 401...406)
  // 90 % is required; six sprints contain some thirty independent errors, hence a scatter of 5 %.
  #expect(sprint.coverage > 0.85)
}

@Test("live power of a steady walk is unbiased, with a correct uncertainty")
func walkPowerIsHonest() throws {
  let walk = try WatchedWalk(targetMps: 0.9, kind: .motorisedOff, durationS: 60, seeds: 411...414)
  // Four minutes contain 120 independent errors: a scatter of 2 % around 95 %, including the start.
  #expect(walk.coverage > 0.91)
  #expect(walk.coverage < 0.995)
  #expect((walk.errorSumW / walk.trueSumW).magnitude < 0.01)
}

@Test("the arcs of a 1:2:4 wheel with magnets 1 % off are learnt while the belt runs")
func chiralArcsAreLearnt() throws {
  var arcs = InlineArray<16, Double>(repeating: 0)
  (arcs[0], arcs[1], arcs[2]) = (1, 2, 4)
  let real = try MagnetWheel(circumferenceM: 0.18, magnets: 3, relativeArcs: arcs)
  (arcs[0], arcs[1], arcs[2]) = (1.08, 1.95, 3.97)
  let told = try MagnetWheel(circumferenceM: 0.18, magnets: 3, relativeArcs: arcs)
  var profile = MachineProfile(wheel: real, drag: .standard(for: .motorisedOff), relativeLengthSd: 0)
  let scenario = Scenario(
    name: "chiral", summary: "chiral", profile: profile,
    acts: [.work(targetMps: 1, durationS: 120, load: WalkerLoad(), ending: .stepsOff)])
  let run = SimulatedRun(scenario, seed: 421)
  profile.wheel = told
  var gate = PulseGate(profile: profile)
  var motion = MotionStage(profile: profile)
  for edge in run.recording.edges { if let pulse = gate.step(edge) { motion.step(pulse) } }
  // 0.08 of 7 parts of a turn are 2 mm too long; half of that must be found.
  let shortM = motion.learntArcM(0) - real.arcM(0)
  #expect(told.arcM(0) - real.arcM(0) > 0.0018)
  #expect(shortM.magnitude < 0.0012)
  let sum = (0..<3).map { motion.learntArcM($0) }.reduce(0, +)
  #expect((sum - 0.18).magnitude < 1e-12)
}
