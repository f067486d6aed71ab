// SPDX-License-Identifier: Apache-2.0
//
// Why a set is suspect, from the analysis into the record.

import Motion
import Pulses
import SetLog
import Sets
import TestSupport
import Testing

@testable import SetKeeping

private let reasons: [(suspicion: Suspicion, text: String)] = [
  (Suspicion(.regular, frequencyHz: 50), "equal gaps at 50.0 Hz, as mains hum makes them"),
  (Suspicion(.regular, frequencyHz: 119.97), "equal gaps at 120.0 Hz, as mains hum makes them"),
  (Suspicion(.regular, frequencyHz: 12.52), "equal gaps at 12.5 Hz, as mains hum makes them"),
  (Suspicion(.regular, frequencyHz: 73), "equal gaps at 73.0 Hz, as a motor or dimmer makes them"),
  (Suspicion(.regular), "equal gaps without the swing of steps, as a motor or dimmer makes them"),
  (Suspicion(.chatter), "gaps that jump about, as a magnet at the switching point makes them"),
  (Suspicion(.impossible), "starts and stops that no person can give to a belt of this weight"),
  (
    Suspicion(.regular, frequencyHz: .infinity), "equal gaps at 1000000.0 Hz, as a motor or dimmer makes them"
  ),
]

@Test("each suspicion has its reason in words", arguments: reasons.indices)
func reasonInWords(index: Int) {
  #expect(SuspicionText.reason(reasons[index].suspicion) == reasons[index].text)
}

@Test("a record says why its set is suspect and counts what was rejected; recomputing keeps an acceptance")
func recordOfASuspectSet() throws {
  let wheel = try MagnetWheel(circumferenceM: 0.18, magnets: 3)
  let profile = MachineProfile(wheel: wheel, drag: .standard(for: .motorisedOff))
  var builder = RecordBuilder(machine: "m", profile: profile)
  let clock = BeltClock(offsetNs: 0, isSynchronised: true, bootId: "b")
  var finished = FinishedSet()
  finished.endNs = 60_000_000_000
  finished.suspicion = Suspicion(.chatter)
  finished.counters.openingBounces = 3
  finished.counters.impossible = 2
  var record = builder.record(finished, id: "x", clock: clock)
  #expect(record.suspect == SuspicionText.reason(Suspicion(.chatter)) && !record.counts)
  #expect(record.quality.openingBounces == 3 && record.quality.impossible == 2)
  #expect(builder.recomputed(record, finished).suspect != nil)
  record.accepted = RecordAcceptance(at: "2026-03-01T00:00:00.000Z", suspect: record.suspect)
  record.suspect = nil
  #expect(builder.recomputed(record, finished) == record)
  finished.suspicion = nil
  record.accepted = nil
  #expect(builder.recomputed(record, finished).suspect == nil)
}
