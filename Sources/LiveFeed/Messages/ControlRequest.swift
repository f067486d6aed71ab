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
}

/// A value that may be absent (leave it as it is), null (remove it), or there.
package enum ControlValue<Value: Codable & Sendable & Equatable>: Sendable, Equatable {
  case absent
  case null
  case value(Value)

  /// nil for absent and null.
  package var value: Value? { if case .value(let value) = self { value } else { nil } }

  package init(_ value: Value?) { self = value.map { .value($0) } ?? .null }

  /// What replaces an old value.
  package func replacing(_ old: Value?) -> Value? {
    switch self {
    case .absent: old
    case .null: nil
    case .value(let new): new
    }
  }
}

/// One request; answered once, by `ok` or `error` with its id.
package struct ControlRequest: Sendable, Equatable {
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

  package init(_ action: ControlAction, id: String = "1") {
    self.id = id
    self.action = action.rawValue
  }
}

extension ControlRequest: Codable {
  private enum Key: String, CodingKey {
    case id, action = "do", machine, set, name, token, massKg, deletingSets, walker, rpe, pain, text,
      `protocol`
    case newName, other, afterS, startedAt, durationS, distanceM, number, retired
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    id = try container.decode(String.self, forKey: .id)
    action = try container.decode(String.self, forKey: .action)
    machine = try container.decodeIfPresent(String.self, forKey: .machine)
    set = try container.decodeIfPresent(String.self, forKey: .set)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    token = try container.decodeIfPresent(String.self, forKey: .token)
    massKg = try container.decodeIfPresent(Double.self, forKey: .massKg)
    deletingSets = try container.decodeIfPresent(Bool.self, forKey: .deletingSets)
    walker = try Self.value(container, .walker)
    rpe = try Self.value(container, .rpe)
    pain = try Self.value(container, .pain)
    text = try Self.value(container, .text)
    `protocol` = try Self.value(container, .protocol)
    newName = try container.decodeIfPresent(String.self, forKey: .newName)
    other = try container.decodeIfPresent(String.self, forKey: .other)
    afterS = try container.decodeIfPresent(Double.self, forKey: .afterS)
    startedAt = try container.decodeIfPresent(String.self, forKey: .startedAt)
    durationS = try container.decodeIfPresent(Double.self, forKey: .durationS)
    distanceM = try container.decodeIfPresent(Double.self, forKey: .distanceM)
    number = try container.decodeIfPresent(Int64.self, forKey: .number)
    retired = try container.decodeIfPresent(Bool.self, forKey: .retired)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(id, forKey: .id)
    try container.encode(action, forKey: .action)
    try container.encodeIfPresent(machine, forKey: .machine)
    try container.encodeIfPresent(set, forKey: .set)
    try container.encodeIfPresent(name, forKey: .name)
    try container.encodeIfPresent(token, forKey: .token)
    try container.encodeIfPresent(massKg, forKey: .massKg)
    try container.encodeIfPresent(deletingSets, forKey: .deletingSets)
    try Self.put(walker, &container, .walker)
    try Self.put(rpe, &container, .rpe)
    try Self.put(pain, &container, .pain)
    try Self.put(text, &container, .text)
    try Self.put(`protocol`, &container, .protocol)
    try container.encodeIfPresent(newName, forKey: .newName)
    try container.encodeIfPresent(other, forKey: .other)
    try container.encodeIfPresent(afterS, forKey: .afterS)
    try container.encodeIfPresent(startedAt, forKey: .startedAt)
    try container.encodeIfPresent(durationS, forKey: .durationS)
    try container.encodeIfPresent(distanceM, forKey: .distanceM)
    try container.encodeIfPresent(number, forKey: .number)
    try container.encodeIfPresent(retired, forKey: .retired)
  }

  private static func value<Value: Codable>(
    _ container: KeyedDecodingContainer<Key>, _ key: Key
  ) throws -> ControlValue<Value> {
    guard container.contains(key) else { return .absent }
    return try container.decodeNil(forKey: key) ? .null : .value(container.decode(Value.self, forKey: key))
  }

  private static func put<Value: Codable>(
    _ value: ControlValue<Value>, _ container: inout KeyedEncodingContainer<Key>, _ key: Key
  ) throws {
    switch value {
    case .absent: break
    case .null: try container.encodeNil(forKey: key)
    case .value(let value): try container.encode(value, forKey: key)
    }
  }
}
