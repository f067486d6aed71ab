// SPDX-License-Identifier: Apache-2.0
//
// Owns: magnets and their direction from two sensors that overlap. Must not know: time between magnets, distance.
//
//     forward    A on, B on, A off, B off          counted when A closes while B is off
//     backward   B on, A on, B off, A off          counted when A opens while B is off
//
// Both are the same position of the wheel, passed in either direction: a magnet that rocks there counts forward and
// back.

/// The meaning of an edge of a quadrature pair.
package enum QuadratureStep: Sendable, Equatable {
  /// The direction is unknown until the other line's level is known by its first edge.
  case magnet(BeltDirection?)
  case bounce
  case nothing
}

/// Decodes the edges of lines 0 (A) and 1 (B).
package struct QuadratureDecoder: Sendable {
  private let onTransition: Transition
  /// The level after each line's newest edge, bounce or not; nil before the first.
  private var isOn = InlineArray<2, Bool?>(repeating: nil)
  /// When each line last changed and stayed.
  private var changedNs = InlineArray<2, Int64>(repeating: .min)
  /// The line that last changed and stayed: a line that changes again before the other one bounces.
  private var newestLine = -1

  /// - Parameters:
  ///   - active: the transition that means "a magnet has arrived"; `both` counts as falling.
  ///   - beginsBetweenMagnets: whether both lines are known to be off at first.
  package init(active: PulseEdge, beginsBetweenMagnets: Bool = false) {
    onTransition = active == .rising ? .rising : .falling
    if beginsBetweenMagnets { isOn = InlineArray(repeating: false) }
  }

  /// The lines were requested again: their changes in between are unknown.
  package mutating func sourceReopened() {
    isOn = InlineArray(repeating: nil)
    changedNs = InlineArray(repeating: .min)
    newestLine = -1
  }

  package mutating func step(_ edge: Edge, deadTimeNs: Int64) -> QuadratureStep {
    let line = edge.line == 0 ? 0 : 1
    let becomesOn = edge.transition == onTransition
    let isChange = becomesOn != isOn[line]
    isOn[line] = becomesOn
    let since = Nanoseconds(from: changedNs[line], to: edge.timestampNs)
    if line == newestLine, since.count < deadTimeNs { return .bounce }
    // No change of level: the edge in between was lost.
    guard isChange else { return .nothing }
    changedNs[line] = edge.timestampNs
    newestLine = line
    guard line == 0 else { return .nothing }
    guard let otherIsOn = isOn[1] else { return becomesOn ? .magnet(nil) : .nothing }
    guard !otherIsOn else { return .nothing }
    return .magnet(becomesOn ? .forward : .backward)
  }
}
