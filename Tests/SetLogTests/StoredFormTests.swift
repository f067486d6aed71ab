// SPDX-License-Identifier: Apache-2.0
//
// The stored and sent forms of everything that is one of a few: a case may be renamed, a form may not.

import Motion
import Pulses
import Sets
import Testing

@testable import SetLog

@Test("stored forms are what they always were")
func storedForms() {
  #expect(ClockQuality.allCases.map(\.rawValue) == ["synchronised", "unsure"])
  #expect(RecordDirection.allCases.map(\.rawValue) == ["forward", "backward"])
  #expect(
    BestKind.allCases.map(\.rawValue) == [
      "longest", "farthest", "fastest", "mostWork", "mostEstimatedWork", "strongest", "strongestEstimated",
    ])
  let changes = [LogChange.Kind.set, .setGone, .walker, .walkerGone, .machine, .machineGone]
  #expect(
    changes.map(\.rawValue) == ["set", "set-gone", "walker", "walker-gone", "machine", "machine-gone"])
  #expect(
    LogArchive.Kind.allCases.map(\.rawValue) == [
      "header", "walker", "machine", "boot", "session", "calibration", "set",
    ])
}

@Test(
  "why a set ended has a form of its own, and comes back from it",
  arguments: [
    (SetEndReason.stopped, "stopped"), (.sensorLost, "sensorLost"), (.shutdown, "shutdown"),
    (.inputEnded, "inputEnded"), (.tooLong, "tooLong"), (.interrupted, "interrupted"),
  ])
func endReasons(reason: SetEndReason, form: String) {
  #expect(EndReason(reason).rawValue == form && EndReason(rawValue: form).setEndReason == reason)
  #expect(EndReason(rawValue: "of a newer program").setEndReason == nil)
}

@Test("the belt's directions have forms of their own")
func directions() {
  #expect(RecordDirection(BeltDirection.forward).rawValue == "forward")
  #expect(RecordDirection(BeltDirection.backward).rawValue == "backward")
}

@Test("what makes a set suspect is stored as these words")
func suspicions() {
  let kinds: [SuspicionKind] = [.regular, .chatter, .impossible]
  #expect(
    kinds.map { SuspicionText.reason(Suspicion($0)) } == [
      "equal gaps without the swing of steps, as a motor or dimmer makes them",
      "gaps that jump about, as a magnet at the switching point makes them",
      "starts and stops that no person can give to a belt of this weight",
    ])
}

@Test("the transitions of raw pulses are stored as these bytes")
func packedTransitions() throws {
  let falling = RawPulses.pack([Edge(timestampNs: 0, transition: .falling)])
  let rising = RawPulses.pack([Edge(timestampNs: 0, transition: .rising)])
  // Version, count, flags: bit 0 is a rising first edge, bit 1 that both transitions are there.
  #expect(Array(falling.prefix(3)) == [1, 1, 0] && Array(rising.prefix(3)) == [1, 1, 1])
  let both = RawPulses.pack([
    Edge(timestampNs: 0, transition: .rising), Edge(timestampNs: 9, transition: .falling),
  ])
  #expect(Array(both.prefix(3)) == [1, 2, 3])
}
