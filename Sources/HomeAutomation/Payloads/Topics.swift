// SPDX-License-Identifier: Apache-2.0
//
// Owns: the names of topics. Must not know: what is sent there.

/// The topics of one site.
struct Topics: Sendable, Equatable {
  let site: String
  /// Home Assistant's prefix; nil for none.
  let discovery: String?

  init(site: String, discovery: String? = nil) {
    self.site = site
    self.discovery = discovery
  }

  /// Whether we are here at all; the broker sets it once we are gone.
  var status: String { "deadmill/\(site)/status" }
  /// Where Home Assistant says that it has started.
  var birth: String? { discovery.map { "\($0)/status" } }
  /// What all machines' commands match.
  var commands: String { "deadmill/\(site)/+/set/walker" }

  func machine(_ word: String) -> MachineTopics { MachineTopics(root: "deadmill/\(site)/\(word)") }

  /// Where Home Assistant looks for a machine.
  func config(_ word: String) -> String? {
    discovery.map { "\($0)/device/deadmill_\(site)_\(word)/config" }
  }

  /// The machine that a command's topic is about; nil for any other topic.
  func commanded(_ topic: String) -> String? {
    let parts = topic.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "deadmill", parts[1] == site, parts[3] == "set", parts[4] == "walker"
    else { return nil }
    return String(parts[2])
  }
}

/// The topics of one machine.
struct MachineTopics: Sendable, Equatable {
  fileprivate let root: String

  var sensor: String { root + "/sensor" }
  var state: String { root + "/state" }
  var odometer: String { root + "/odometer" }
  var health: String { root + "/health" }
  var set: String { root + "/set" }
  var command: String { root + "/set/walker" }
  var answer: String { root + "/set/walker/answer" }

  /// What the broker keeps.
  var retained: [String] { [sensor, state, odometer, health] }
}
