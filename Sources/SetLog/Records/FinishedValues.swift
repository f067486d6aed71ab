// SPDX-License-Identifier: Apache-2.0
//
// Owns: the values that a set's analysis found, as a record has them. Must not know: identity, wall time.

import Motion
import Pulses
import Sets

extension SetRecord {
  /// Takes the values that may be unknown from a finished set.
  package mutating func fill(_ finished: FinishedSet) {
    meanPowerW = finished.meanPowerW
    powerSdW = finished.powerSdW
    maxPowerW = finished.maxPowerW
    workJ = finished.workJ
    meanForceN = finished.meanForceN
    fade = finished.fade
    steps = finished.steps.map { Int($0) }
    cadenceSpm = finished.cadenceSpm
    direction = finished.direction.map(RecordDirection.init)
    suspect = finished.suspicion.map(SuspicionText.reason)
  }
}

extension RecordQuality {
  /// What became of the edges of a finished set.
  package init(_ finished: FinishedSet) {
    let counters = finished.counters
    self.init(pulses: counters.pulses, edges: counters.edges)
    bounces = counters.bounces
    openingBounces = counters.openingBounces
    impossible = counters.impossible
    missed = finished.missed
    discarded = finished.discarded
    implausible = counters.implausible
    wentBack = counters.wentBack
    lostEdges = counters.sequenceKnown ? counters.lostEdges : nil
    endIsRefined = finished.endIsRefined
    powerIsEstimated = finished.powerIsEstimated
    endReason = EndReason(finished.endReason)
  }
}
