// SPDX-License-Identifier: Apache-2.0
//
// Owns: the sets of a recording, without a daemon. Must not know: threads, logs.

import Motion
import Pulses
import SetLog
import Sets
import Simulation

/// Finds the sets of a recording as fast as possible, by the same stages and the same collector as the daemon.
package enum RecordedSetFinder {
  package static func find(
    in recording: Recording, machine: String, profile: MachineProfile, walker: WalkerLoad = WalkerLoad(),
    rules: SetRules = SetRules()
  ) -> [SetRecord] {
    var pipeline = BeltPipeline(profile: profile, walker: walker, rules: rules)
    var collector = SetCollector(profile)
    var builder = RecordBuilder(machine: machine, profile: profile, rules: rules)
    var records: [SetRecord] = []
    // A file has no wall clock of its own: its records are dated from 1970 and say that the clock is not synchronised.
    let clock = BeltClock(offsetNs: 0, isSynchronised: false, bootId: "recording")
    func take(_ note: PulseThreadMessage) {
      guard let collected = collector.take(note), let first = collected.edges.first,
        let analysed = collected.analysed(profile, walker: walker),
        rules.accepts(analysed.figures)
      else { return }
      let id = SetIdentity.id(machine: machine, first: first, clock: clock)
      records.append(builder.record(analysed.figures, id: id, clock: clock))
    }
    for edge in recording.edges {
      pipeline.step(edge) { take(.event($0)) }
      take(.edge(edge))
    }
    pipeline.advance(silentUntilNs: recording.endNs) { take(.event($0)) }
    pipeline.finish(.inputEnded) { take(.event($0)) }
    return records
  }
}
