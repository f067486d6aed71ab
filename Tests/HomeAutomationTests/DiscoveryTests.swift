// SPDX-License-Identifier: Apache-2.0
//
// Owns: proof of what Home Assistant is sent.

import Foundation
import LiveFeed
import Testing

@testable import HomeAutomation

private let machineId = "01a22bb6-0000-7000-8000-000000000001"

private func discovery(
  _ name: String = "Treadmill 3", showsWalkers: Bool = false, walkers: [String]? = nil
) -> Discovery {
  let topics = Topics(site: "7f3a", discovery: "homeassistant")
  return Discovery(
    machine: LiveMachine(id: machineId, name: name, kind: "motorised-off"), topics: topics,
    machineTopics: topics.machine("treadmill-3"), software: "1.0", showsWalkers: showsWalkers,
    walkers: walkers)
}

private func object(_ payload: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(payload.utf8)) as? [String: Any])
}

/// An entity: its platform, class, unit and class of states.
private let entities: [(word: String, says: [String: String])] = [
  (
    "speed",
    [
      "platform": "sensor", "device_class": "speed", "unit_of_measurement": "km/h",
      "state_class": "measurement",
    ]
  ),
  (
    "power",
    ["platform": "sensor", "device_class": "power", "unit_of_measurement": "W", "state_class": "measurement"]
  ),
  ("phase", ["platform": "sensor", "device_class": "enum"]),
  ("walking", ["platform": "binary_sensor", "device_class": "moving"]),
  ("set_time", ["platform": "sensor", "device_class": "duration", "unit_of_measurement": "s"]),
  ("set_distance", ["platform": "sensor", "device_class": "distance", "unit_of_measurement": "m"]),
  (
    "odometer",
    [
      "platform": "sensor", "device_class": "distance", "unit_of_measurement": "m",
      "state_class": "total_increasing", "state_topic": "deadmill/7f3a/treadmill-3/odometer",
    ]
  ),
  (
    "problem",
    [
      "platform": "binary_sensor", "device_class": "problem", "entity_category": "diagnostic",
      "json_attributes_topic": "deadmill/7f3a/treadmill-3/health",
    ]
  ),
  ("set", ["platform": "event", "state_topic": "deadmill/7f3a/treadmill-3/set"]),
]

@Test("each entity has its class and unit", arguments: entities)
private func entity(_ word: String, _ says: [String: String]) throws {
  let components = try #require(try object(discovery().payload)["components"] as? [String: [String: Any]])
  let component = try #require(components[word])
  for (key, value) in says { #expect(component[key] as? String == value, "\(key)") }
  #expect(component["unique_id"] as? String == "deadmill_\(machineId)_\(word)")
  #expect(component["object_id"] == nil && component["default_entity_id"] == nil)
}

@Test("the device, byte for byte")
func device() {
  #expect(
    discovery().payload.hasPrefix(
      #"{"device":{"identifiers":["deadmill_01a22bb6-0000-7000-8000-000000000001"],"name":"Treadmill 3","manufacturer":"Deadmill","model":"motorised-off"},"origin":{"name":"deadmill-connect","sw_version":"1.0"},"availability":[{"topic":"deadmill/7f3a/status"},{"topic":"deadmill/7f3a/treadmill-3/sensor"}],"availability_mode":"all","components":{"speed":{"platform":"sensor","unique_id":"deadmill_01a22bb6-0000-7000-8000-000000000001_speed","name":"Speed","state_topic":"deadmill/7f3a/treadmill-3/state","value_template":"{{ value_json.speedKmh }}","expire_after":180,"device_class":"speed","unit_of_measurement":"km/h","state_class":"measurement","suggested_display_precision":1},"#
    ))
}

@Test("what is live expires, and what happened does not")
func expiry() throws {
  let components = try #require(try object(discovery().payload)["components"] as? [String: [String: Any]])
  let expiring = components.filter { $0.value["expire_after"] as? Int == 180 }.keys.sorted()
  #expect(expiring == ["phase", "power", "set_distance", "set_time", "speed", "walking"])
}

@Test("a new name is a new name only")
func renamed() {
  let (before, after) = (discovery().payload, discovery("Belt \"A\"").payload)
  #expect(before.replacing("Treadmill 3", with: "Belt \\\"A\\\"") == after)
}

@Test("walkers can be chosen only if names may be sent; else the choice is removed")
func chooser() throws {
  func component(_ showsWalkers: Bool, _ walkers: [String]?) throws -> [String: Any]? {
    let payload = discovery(showsWalkers: showsWalkers, walkers: walkers).payload
    let components = try #require(try object(payload)["components"] as? [String: [String: Any]])
    return components["walker"]
  }
  let choice = try #require(try component(true, ["Ada", "Ben"]))
  #expect(choice["options"] as? [String] == ["No walker", "Ada", "Ben"])
  #expect(choice["command_topic"] as? String == "deadmill/7f3a/treadmill-3/set/walker")
  #expect(try component(false, ["Ada"]) as? [String: String] == ["platform": "select"])
  // Not known yet: neither offered nor removed.
  #expect(try component(true, nil) == nil)
}
