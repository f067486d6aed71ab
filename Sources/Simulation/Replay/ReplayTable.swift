// SPDX-License-Identifier: Apache-2.0
//
// Owns: a recording through the pure stages as rows of a table at a fixed rate. Must not know: terminals, files.
//
// Causal: a row uses only edges up to its own time.

import Motion
import Pulses
import Sets

/// One row: the estimates at one instant.
package struct ReplayRow: Sendable, Equatable {
  package var timeNs: Int64
  package var snapshot: BeltSnapshot

  package static let header =
    "time_s,distance_m,speed_mps,speed_sd_mps,display_speed_mps,acceleration_mps2,power_w,power_sd_w,"
    + "cadence_spm,direction,phase"

  /// As CSV; an empty field is unknown.
  package var csv: String {
    fields.map { $0.value ?? "" }.joined(separator: ",")
  }

  /// As a JSON object; unknown is null.
  package var json: String {
    let pairs = zip(Self.header.split(separator: ","), fields).map { name, field in
      let value = field.value.map { field.isText ? "\"\($0)\"" : $0 } ?? "null"
      return "\"\(name)\":\(value)"
    }
    return "{" + pairs.joined(separator: ",") + "}"
  }

  private var fields: [(value: String?, isText: Bool)] {
    let motion = snapshot.motion
    func number(_ value: Double?) -> (value: String?, isText: Bool) { (value.map { "\($0)" }, false) }
    return [
      number(Nanoseconds(timeNs).seconds), number(motion.distanceM), number(motion.speedMps),
      number(motion.speedSdMps),
      number(motion.displaySpeedMps), number(motion.accelerationMps2), number(motion.powerW),
      number(motion.powerSdW), number(motion.cadenceSpm), (motion.direction.map { "\($0)" }, true),
      ("\(snapshot.phase)", true),
    ]
  }
}

/// Replays a recording row by row.
package enum ReplayTable {
  /// - Parameters:
  ///   - rules: of sets, which determine the phase.
  ///   - rateHz: rows per second of recorded time, above 0.
  ///   - row: called for each row in order.
  package static func run(
    _ recording: Recording, profile: MachineProfile, walker: WalkerLoad = WalkerLoad(),
    rules: SetRules = SetRules(),
    rateHz: Double,
    row: (ReplayRow) -> Void
  ) {
    var pipeline = BeltPipeline(profile: profile, walker: walker, rules: rules)
    var cursor = 0
    var index = 0.0
    while true {
      let timeNs = recording.startNs &+ Int64((index * 1e9 / rateHz).rounded())
      guard timeNs <= recording.endNs else { return }
      while cursor < recording.edges.count, recording.edges[cursor].timestampNs <= timeNs {
        pipeline.step(recording.edges[cursor]) { _ in }
        cursor += 1
      }
      pipeline.advance(silentUntilNs: timeNs) { _ in }
      row(ReplayRow(timeNs: timeNs, snapshot: pipeline.snapshot(atNs: timeNs)))
      index += 1
    }
  }
}
