// SPDX-License-Identifier: Apache-2.0
//
// Owns: a machine as Home Assistant discovers it: one device with all its entities. Must not know: connections.
//
// Identifiers are made of the machine's, which never changes: a new name keeps the history. Only `unique_id` is used;
// `object_id` has another name in later versions.

import LiveFeed

/// A machine's device for Home Assistant.
struct Discovery {
  /// A figure that was not sent again for so long is unknown, seconds; the state is repeated well before.
  static let expireAfterS: Int64 = 180

  var machine: LiveMachine
  var topics: Topics
  var machineTopics: MachineTopics
  var software: String
  /// Whether names may be sent.
  var showsWalkers = false
  /// Who can be chosen; nil while that is not known.
  var walkers: [String]?

  var payload: String {
    JSONValue.object([
      ("device", device),
      ("origin", .object([("name", .text("deadmill-connect")), ("sw_version", .text(software))])),
      ("availability", .array([available(topics.status), available(machineTopics.sensor)])),
      ("availability_mode", .text("all")),
      ("components", .object(components)),
    ]).json
  }

  private var device: JSONValue {
    var pairs: [(key: String, value: JSONValue)] = [
      ("identifiers", .array([.text(identifier)])), ("name", .text(machine.name)),
      ("manufacturer", .text("Deadmill")),
    ]
    if let kind = machine.kind { pairs.append(("model", .text(kind))) }
    return .object(pairs)
  }

  private var identifier: String { "deadmill_\(machine.id)" }

  private func available(_ topic: String) -> JSONValue { .object([("topic", .text(topic))]) }

  private var components: [(key: String, value: JSONValue)] {
    let all = [speed, power, phase, walking, setTime, setDistance, odometer, problem, finished]
    // A component of nothing but its platform removes one that was there. Not only because the daemon has not answered
    // yet: what people set for it would be gone.
    guard showsWalkers else { return all + [("walker", .object([("platform", .text("select"))]))] }
    return all + (walkers.map { [chooser($0)] } ?? [])
  }

  private typealias Component = (key: String, value: JSONValue)

  /// - Parameters:
  ///   - word: the last part of its identifier.
  ///   - more: what else it has.
  private func component(
    _ word: String, _ platform: String, _ name: String, _ topic: String, _ more: [(String, JSONValue)]
  ) -> Component {
    let usual: [(key: String, value: JSONValue)] = [
      ("platform", .text(platform)), ("unique_id", .text("\(identifier)_\(word)")), ("name", .text(name)),
      ("state_topic", .text(topic)),
    ]
    return (word, .object(usual + more.map { (key: $0.0, value: $0.1) }))
  }

  private func live(
    _ word: String, _ platform: String, _ name: String, _ template: String, _ more: [(String, JSONValue)]
  ) -> Component {
    component(
      word, platform, name, machineTopics.state,
      [("value_template", .text(template)), ("expire_after", .integer(Self.expireAfterS))] + more)
  }

  private func measured(_ deviceClass: String, _ unit: String, _ digits: Int64) -> [(String, JSONValue)] {
    [
      ("device_class", .text(deviceClass)), ("unit_of_measurement", .text(unit)),
      ("state_class", .text("measurement")), ("suggested_display_precision", .integer(digits)),
    ]
  }

  private var speed: Component {
    live("speed", "sensor", "Speed", "{{ value_json.speedKmh }}", measured("speed", "km/h", 1))
  }

  private var power: Component {
    live("power", "sensor", "Power", "{{ value_json.powerW }}", measured("power", "W", 0))
  }

  private var phase: Component {
    live(
      "phase", "sensor", "Phase", "{{ value_json.phase }}",
      [
        ("device_class", .text("enum")), ("options", .array(StatePayload.phases.map { .text($0) })),
      ])
  }

  private var walking: Component {
    live(
      "walking", "binary_sensor", "Walking", "{{ 'ON' if value_json.phase == 'active' else 'OFF' }}",
      [("device_class", .text("moving"))])
  }

  private var setTime: Component {
    live("set_time", "sensor", "Set time", "{{ value_json.setElapsedS }}", measured("duration", "s", 0))
  }

  private var setDistance: Component {
    live(
      "set_distance", "sensor", "Set distance", "{{ value_json.setDistanceM }}",
      measured("distance", "m", 1))
  }

  private var odometer: Component {
    component(
      "odometer", "sensor", "Odometer", machineTopics.odometer,
      [
        ("value_template", .text("{{ value_json.metres }}")), ("device_class", .text("distance")),
        ("unit_of_measurement", .text("m")), ("state_class", .text("total_increasing")),
        ("suggested_display_precision", .integer(0)),
      ])
  }

  /// Available without a sensor too, since then there is a problem.
  private var problem: Component {
    component(
      "problem", "binary_sensor", "Problem", machineTopics.health,
      [
        (
          "value_template",
          .text(
            "{{ 'ON' if value_json.alerts | length > 0 or value_json.sensor in ['waiting', 'lost'] else 'OFF' }}"
          )
        ),
        ("device_class", .text("problem")), ("entity_category", .text("diagnostic")),
        ("json_attributes_topic", .text(machineTopics.health)),
        ("availability", .array([available(topics.status)])),
      ])
  }

  private var finished: Component {
    component(
      "set", "event", "Set", machineTopics.set,
      [("event_types", .array(SetEvent.allCases.map { .text($0.rawValue) }))])
  }

  private func chooser(_ walkers: [String]) -> Component {
    component(
      "walker", "select", "Walker", machineTopics.state,
      [
        ("command_topic", .text(machineTopics.command)), ("value_template", .text("{{ value_json.walker }}")),
        ("options", .array(([StatePayload.noWalker] + walkers).map { .text($0) })),
      ])
  }
}
