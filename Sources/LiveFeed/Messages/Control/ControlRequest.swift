// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a client may ask a daemon to change. Must not know: sockets, who carries it out.

/// Something that can be asked for on the control socket.
package enum ControlAction: String, Sendable, CaseIterable {
  /// Who can be chosen, and on which machine each of them is. Changes nothing.
  case walkers
  /// `machine`, `walker` (null for none): who walks on a machine from now on.
  case walker
  /// `machine`: the next of all walkers, and after the last one none.
  case walkerNext = "walker-next"
  /// `set`, `walker` (null for none), `token`: whose set it was.
  case claim
  /// `set`, `rpe`, `pain`, `text`: what the walker says about a set. What is absent stays, what is null is removed.
  case note
  /// `name`, `massKg`: another walker, or another body mass.
  case walkerAdd = "walker-add"
  /// `name`, `deletingSets`: forgets a walker for good.
  case walkerErase = "walker-erase"
  /// `name`, `newName`: another name for a walker.
  case walkerRename = "walker-rename"
  /// `set`: a suspect or discarded set counts again.
  case accept
  /// `set`: a set that counts for nothing from now on.
  case discard
  /// `set`: takes a discard, a merge or a split of this set back.
  case restore
  /// `set`, `walker`, `protocol`, `rpe`, `pain`, `text`: what people may change of a set. What is absent stays, what is
  /// null is removed.
  case edit
  /// `set`, `other`: two sets that were one walk become one.
  case merge
  /// `set`, `afterS` (absent for the longest pause): a set that was two walks becomes two.
  case split
  /// `machine`, `startedAt`, `durationS`, `distanceM`, `walker`, `protocol`, `rpe`, `pain`, `text`: a set that was not
  /// measured.
  case enter
  /// `number` (absent for the newest): takes a change of sets back.
  case undo
  /// `machine`: it was serviced now.
  case serviceMark = "service-mark"
  /// `machine`, `name`: another name for a machine.
  case renameMachine = "rename-machine"
  /// `machine`, `retired`: a machine that is used no more, or again.
  case retireMachine = "retire-machine"
  /// `machine`, `timeNs`, `bpm` (absent or null is unknown): what a heart-rate strap has measured.
  case heartRate = "heart-rate"
}

/// One request; answered once, by `ok` or `error` with its id.
package struct ControlRequest: Codable, Sendable, Equatable {
  /// At most 64 characters.
  package var id: String
  /// The raw value of a `ControlAction`, or what a later version calls something else.
  package var action: String
  package var machine: String?
  package var set: String?
  package var name: String?
  package var token: String?
  package var massKg: Double?
  package var deletingSets: Bool?
  package var walker = ControlValue<String>.absent
  package var rpe = ControlValue<Double>.absent
  package var pain = ControlValue<Int>.absent
  package var text = ControlValue<String>.absent
  package var `protocol` = ControlValue<String>.absent
  package var newName: String?
  package var other: String?
  package var afterS: Double?
  package var startedAt: String?
  package var durationS: Double?
  package var distanceM: Double?
  package var number: Int64?
  package var retired: Bool?
  /// CLOCK_MONOTONIC of this boot, nanoseconds.
  package var timeNs: Int64?
  /// Beats per minute.
  package var bpm: Int?
  /// For whom the client asks, as it says; recorded with the change.
  package var by: String?

  private enum CodingKeys: String, CodingKey {
    case id, action = "do", machine, set, name, token, massKg, deletingSets, walker, rpe, pain, text,
      `protocol`
    case newName, other, afterS, startedAt, durationS, distanceM, number, retired, timeNs, bpm, by
  }

  package init(_ action: ControlAction, id: String = "1") {
    self.id = id
    self.action = action.rawValue
  }
}
