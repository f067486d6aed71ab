// SPDX-License-Identifier: Apache-2.0
//
// Owns: one machine at one instant. Must not know: sockets, screens, other machines.

import Pulses

/// One machine at one instant. SI units; the unit ends the name; absent is unknown. A part that has nothing to say is
/// absent as a whole.
package struct LiveFrame: Sendable, Equatable {
  /// The machine's identifier; see `LiveMachine`.
  package var machine = ""
  package var name = ""
  /// The belt's clock, nanoseconds.
  package var timeNs: Int64 = 0
  /// RFC 3339.
  package var wallTime: String?
  /// `idle`, `candidate`, `active` or `paused`; a later version may have more.
  package var phase = "idle"
  /// Who walks from the next set on; nil for no walker. Whose the set in progress is says `LiveSet.walker`.
  package var walker: String?
  /// When that walker was chosen, RFC 3339, also before a restart of the daemon; nil if the log does not say.
  package var walkerSince: String?
  /// Why no walker is on the machine any more: `rest` (a long one) or `day` (a new one); nil if there is no such reason.
  package var walkerLeft: String?
  package var motion = LiveMotion()
  package var set = LiveSet()
  /// What the training protocol asks for; nil if there is none.
  package var training: LiveTraining?
  package var health = LiveHealth()
  package var service = LiveService()

  package init() {}

  /// The belt's clock, seconds.
  package var timeS: Double { Nanoseconds(timeNs).seconds }
}

extension LiveFrame: Codable {
  private enum Key: String, CodingKey {
    case machine, name, timeNs, wallTime, phase, walker, walkerSince, walkerLeft, motion, set, training,
      health, service
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    machine = try container.decode(String.self, forKey: .machine)
    name = try container.decodeIfPresent(String.self, forKey: .name) ?? machine
    timeNs = try container.decode(Int64.self, forKey: .timeNs)
    wallTime = try container.decodeIfPresent(String.self, forKey: .wallTime)
    phase = try container.decodeIfPresent(String.self, forKey: .phase) ?? "idle"
    walker = try container.decodeIfPresent(String.self, forKey: .walker)
    walkerSince = try container.decodeIfPresent(String.self, forKey: .walkerSince)
    walkerLeft = try container.decodeIfPresent(String.self, forKey: .walkerLeft)
    motion = try container.decodeIfPresent(LiveMotion.self, forKey: .motion) ?? LiveMotion()
    set = try container.decodeIfPresent(LiveSet.self, forKey: .set) ?? LiveSet()
    training = try container.decodeIfPresent(LiveTraining.self, forKey: .training)
    health = try container.decodeIfPresent(LiveHealth.self, forKey: .health) ?? LiveHealth()
    service = try container.decodeIfPresent(LiveService.self, forKey: .service) ?? LiveService()
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(machine, forKey: .machine)
    try container.encode(name, forKey: .name)
    try container.encode(timeNs, forKey: .timeNs)
    try container.encodeIfPresent(wallTime, forKey: .wallTime)
    try container.encode(phase, forKey: .phase)
    try container.encodeIfPresent(walker, forKey: .walker)
    try container.encodeIfPresent(walkerSince, forKey: .walkerSince)
    try container.encodeIfPresent(walkerLeft, forKey: .walkerLeft)
    if motion != LiveMotion() { try container.encode(motion, forKey: .motion) }
    if set != LiveSet() { try container.encode(set, forKey: .set) }
    try container.encodeIfPresent(training, forKey: .training)
    if health != LiveHealth() { try container.encode(health, forKey: .health) }
    if service != LiveService() { try container.encode(service, forKey: .service) }
  }
}
