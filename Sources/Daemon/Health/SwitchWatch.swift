// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether the edges of a line come as a switch makes them: both switches of a pair, both transitions.
// Must not know: displays.

import Motion
import Pulses

/// Checks lines that report both transitions: they alternate, and of a pair neither is silent.
struct SwitchWatch: Sendable {
  /// Changes of one switch while the other one produces no edges.
  private static let mostAlone = 60
  /// Edges closer than this to the one before on their line may be its bounce, nanoseconds.
  private static let bounceNs: Int64 = 5_000_000
  private static let edgesJudged = 64
  /// If so many of them are no change, they were spikes: too short for the kernel to see the level that they went to.
  private static let mostRepeats = 51

  private let isPair: Bool
  /// Whether every change is a pulse, so that both transitions are recorded.
  private let countsBoth: Bool
  /// Which transitions were seen: a recording may have one only.
  private var hasSeenFalling = false
  private var hasSeenRising = false
  private var alone = [0, 0]
  private var lastNs: [Int64?] = [nil, nil]
  private var lastTransition: [Transition?] = [nil, nil]
  private var judged = 0
  private var repeats = 0

  /// Which switch of a pair is silent, from 0, and since when, belt time in nanoseconds.
  private(set) var silent: (line: Int, sinceNs: Int64)?
  /// Since when nearly all edges are of one transition.
  private(set) var oneSidedSinceNs: Int64?

  init(profile: MachineProfile) {
    isPair = profile.sensor == .quadrature
    countsBoth = profile.pulseEdge == .both
  }

  mutating func step(_ edge: Edge) {
    if edge.transition == .falling { hasSeenFalling = true } else { hasSeenRising = true }
    guard isPair || countsBoth || hasSeenFalling && hasSeenRising else { return }
    let line = isPair && edge.line != 0 ? 1 : 0
    judge(edge, line)
    let gapNs = lastNs[line].map { Nanoseconds(from: $0, to: edge.timestampNs).count }
    lastNs[line] = edge.timestampNs
    guard isPair else { return }
    if silent?.line == line { silent = nil }
    alone[1 - line] = 0
    if let gapNs, gapNs < Self.bounceNs { return }
    alone[line] += 1
    if alone[line] >= Self.mostAlone, silent == nil { silent = (1 - line, edge.timestampNs) }
  }

  private mutating func judge(_ edge: Edge, _ line: Int) {
    if edge.transition == lastTransition[line] { repeats += 1 }
    lastTransition[line] = edge.transition
    judged += 1
    guard judged == Self.edgesJudged else { return }
    oneSidedSinceNs = repeats >= Self.mostRepeats ? oneSidedSinceNs ?? edge.timestampNs : nil
    judged = 0
    repeats = 0
  }
}
