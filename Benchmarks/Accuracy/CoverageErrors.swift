// SPDX-License-Identifier: Apache-2.0
//
// Owns: how often the truth is within the stated intervals, in one kind of motion. Must not know: targets, tables.

import Motion
import Pulses
import Simulation

/// Which part of a run is evaluated.
enum MotionPhase: String, Sendable {
  /// From ten seconds after the start to a second before the end.
  case steady
  /// Five seconds from the first pulse on; before it nothing shows that the belt moves.
  case start
  /// A sprint of ten seconds on a slat belt, its start included.
  case sprint
  /// Five seconds from the last push on, the walker standing on the belt.
  case stop
  /// The same, the walker having stepped off: the belt coasts.
  case coast
}

/// A cell of the coverage tables: none on which the estimators were developed.
struct CoverageCell: Sendable {
  var phase: MotionPhase
  var speedMps: Double
  var arcs: [Double]
  var circumferenceM: Double
  var gait: Gait
  /// Whether the true drag is drawn from its stated uncertainty; otherwise it is known exactly.
  var drawsDrag = false

  var isSprint: Bool { speedMps > Gait.runFromMps }
  var pulsesPerStep: Double {
    speedMps * Double(arcs.count) / circumferenceM / Gait.stepRateHz(atMps: speedMps)
  }
  var durationS: Double {
    switch phase {
    case .steady: 50
    case .start: 8
    case .sprint: 10
    case .stop, .coast: 20
    }
  }
}

/// Live speed, slow speed and power against the truth. That of slow speed and power is the mean over a stride around the
/// instant, half of which is still to come.
struct CoverageErrors: Sendable {
  var speed = Coverage()
  var slow = Coverage()
  var power = Coverage()
  /// Sums for the power's bias.
  private var powerOff = 0.0
  private var powerTrue = 0.0

  /// Mean error of the power, as a share of its mean.
  var powerBias: Double { powerOff / powerTrue }

  mutating func merge(_ other: CoverageErrors) {
    speed.merge(other.speed)
    slow.merge(other.slow)
    power.merge(other.power)
    powerOff += other.powerOff
    powerTrue += other.powerTrue
  }

  mutating func add(_ cell: CoverageCell, seed: UInt64) throws {
    let (run, told, walker) = try Self.play(cell, seed: seed)
    let samples = run.truth.samples
    guard let set = run.truth.sets.first else { return }
    let work = Self.work(samples)
    let half = Int((100 / Gait.stepRateHz(atMps: cell.speedMps)).rounded())
    var gate = PulseGate(profile: told)
    var motion = MotionStage(profile: told, walker: walker)
    var cursor = 0
    let edges = run.recording.edges
    let range = Self.range(cell, samples, set, half: half)
    for sample in stride(from: 0, to: range.upperBound, by: 2) {
      let timeNs = samples[sample].timeNs
      while cursor < edges.count, edges[cursor].timestampNs <= timeNs {
        if let pulse = gate.step(edges[cursor]) { motion.step(pulse) }
        cursor += 1
      }
      guard range.contains(sample), motion.pulses > 0 else { continue }
      score(motion.estimate(atNs: timeNs), samples, work, sample, half)
    }
  }

  private mutating func score(
    _ estimate: MotionEstimate, _ samples: [TruthSample], _ work: [Double], _ sample: Int, _ half: Int
  ) {
    let (from, to) = (sample - half, sample + half)
    let strideS = Double(samples[to].timeNs - samples[from].timeNs) / 1e9
    let strideMps = (samples[to].positionM - samples[from].positionM) / strideS
    let strideW = (work[to] - work[from]) / strideS
    speed.add(estimate.speedMps - samples[sample].speedMps, sd: estimate.speedSdMps)
    slow.add(estimate.displaySpeedMps - strideMps, sd: estimate.displaySpeedSdMps)
    guard let watts = estimate.powerW, let sd = estimate.powerSdW else { return }
    power.add(watts - strideW, sd: sd)
    powerOff += watts - strideW
    powerTrue += strideW
  }

  /// The walker's work up to each sample, J.
  private static func work(_ samples: [TruthSample]) -> [Double] {
    var sum = 0.0
    return samples.map { sample in
      sum += 0.01 * sample.powerW
      return sum
    }
  }

  private static func range(_ cell: CoverageCell, _ samples: [TruthSample], _ set: TrueSet, half: Int)
    -> Range<Int>
  {
    let first = samples.firstIndex { $0.timeNs >= set.startNs } ?? 0
    let end = samples.lastIndex { $0.timeNs <= set.endNs } ?? first
    let pushed = samples.lastIndex { $0.timeNs <= set.endNs && $0.forceN != 0 } ?? end
    // A coast looks like the slow half of a step until a step has passed.
    let coasts = pushed + half
    switch cell.phase {
    case .steady: return (first + 1000)..<(end - 100)
    case .start: return first..<(first + 500)
    case .sprint: return first..<end
    case .stop: return pushed..<(pushed + 500)
    case .coast: return coasts..<(coasts + 500)
    }
  }

  /// A run, and what the estimators know about the machine.
  private static func play(_ cell: CoverageCell, seed: UInt64) throws -> (
    SimulatedRun, MachineProfile, WalkerLoad
  ) {
    let wheel = try MagnetWheel(circumferenceM: cell.circumferenceM, relativeArcs: cell.arcs)
    var drag = DragModel.standard(for: cell.isSprint ? .slatBelt : .motorisedOff)
    drag.isCalibrated = true
    drag.scaleSds(mass: cell.drawsDrag ? 0.03 : 0, drag: cell.drawsDrag ? 0.05 : 0)
    let told = MachineProfile(
      wheel: wheel, drag: drag, relativeLengthSd: 0, magnetPlacementSdM: 0.0002)
    let stated = WalkerLoad(
      massKg: UncertainValue(80, sd: cell.drawsDrag ? 1 : 0),
      shareOnBelt: UncertainValue(0.9, sd: cell.drawsDrag ? 0.06 : 0))
    var real = told
    var load = stated
    if cell.drawsDrag {
      var random = Random(seed: seed &* 7919 &+ 17)
      real.drag.massKg.value += drag.massKg.sd * random.gaussian()
      real.drag.c0N.value += drag.c0N.sd * random.gaussian()
      real.drag.c1NsPerM.value += drag.c1NsPerM.sd * random.gaussian()
      real.drag.mu.value += drag.mu.sd * random.gaussian()
      load.massKg.value += stated.massKg.sd * random.gaussian()
      load.shareOnBelt.value += stated.shareOnBelt.sd * random.gaussian()
    }
    var scenario = Scenario(
      name: "coverage", summary: cell.phase.rawValue, profile: real,
      acts: [
        .rest(durationS: 3),
        .work(
          targetMps: cell.speedMps, durationS: cell.durationS, load: load,
          ending: cell.phase == .stop ? .standsStill : .stepsOff),
        .rest(durationS: 8),
      ])
    scenario.gait = cell.gait
    scenario.faults.placement = 0.0002 / cell.circumferenceM
    return (SimulatedRun(scenario, seed: seed), told, stated)
  }
}

extension DragModel {
  /// Stated uncertainties of a careful calibration, relative.
  fileprivate mutating func scaleSds(mass: Double, drag: Double) {
    massKg.sd = mass * massKg.value
    c0N.sd = drag * c0N.value
    c1NsPerM.sd = 4 * drag * c1NsPerM.value
    c2Ns2PerM2.sd = 0
    mu.sd = drag * mu.value
  }
}
