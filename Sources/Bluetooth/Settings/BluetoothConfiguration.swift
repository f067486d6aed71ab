// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the owner chooses about Bluetooth: which machine is on which adapter. Must not know: D-Bus, packets.

import Settings

/// What the cadence of the foot pod counts. Programs differ: some double what they read.
package enum CadenceUnit: String, Sendable, CaseIterable, ConfigurationChoice {
  case steps
  /// Two steps.
  case strides

  var stepsPerCount: Double { self == .steps ? 1 : 2 }
}

/// Which heart-rate strap a machine listens to.
package enum StrapChoice: Sendable, Equatable {
  case nearest
  /// As the strap advertises it.
  case named(String)
  /// Six bytes, capital hexadecimal digits with colons.
  case address(String)

  /// `nearest`, an address, or else a name.
  package init(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let isAddress = parts.count == 6 && parts.allSatisfy { $0.count == 2 && $0.allSatisfy(\.isHexDigit) }
    if text.lowercased() == "nearest" {
      self = .nearest
    } else {
      self = isAddress ? .address(text.uppercased()) : .named(text)
    }
  }
}

/// One machine on one adapter. The Fitness Machine Service may be there once on an adapter, so that each has one machine.
package struct AdapterConfiguration: Sendable, Equatable {
  /// `hci0` and so on.
  package var adapter: String
  /// Name or identifier of the machine; nil for the daemon's only one.
  package var machine: String?
  /// What phones and watches list.
  package var name: String
  /// The heart-rate strap of the machine's walker; nil for none.
  package var heartRate: StrapChoice?

  package init(
    adapter: String, machine: String? = nil, name: String = AdapterConfiguration.defaultName,
    heartRate: StrapChoice? = nil
  ) {
    self.adapter = adapter
    self.machine = machine
    self.name = name
    self.heartRate = heartRate
  }

  package static let defaultName = "Deadmill"
}

/// The settings of `deadmill-connect bluetooth`, from `connect.d/bluetooth.yaml`.
package struct BluetoothConfiguration: Sendable, Equatable {
  package static let defaultFile = "/etc/deadmill/connect.d/bluetooth.yaml"

  package var adapters = [AdapterConfiguration(adapter: "hci0")]
  package var hasFitnessMachine = true
  package var hasRunningSpeed = true
  /// Packets a second.
  package var rateHz = 1
  /// Whether force and power are sent although they rest on a typical drag.
  package var sendsEstimates = false
  package var cadence = CadenceUnit.steps
  /// The daemon's socket.
  package var socket = Configuration.defaultSocketPath

  package init() {}

  /// The adapters that a file may name: `hci0` to `hci7`.
  static let adapterNames = (0...7).map { "hci\($0)" }

  /// The name is in the scan response together with nothing else; programs show so many characters.
  static let longestName = 20
}

extension ConfigurationSchema {
  /// Of `bluetooth.yaml`.
  package static let bluetooth = ConfigurationSchema(
    keys: [
      ConfigurationKey("profiles", .texts),
      ConfigurationKey("rateHz", .integer(1...4)),
      ConfigurationKey("estimatedPower", .choice(["true", "false"])),
      ConfigurationKey("cadence", .choice(CadenceUnit.words)),
      ConfigurationKey("socket", .path),
    ]
      + BluetoothConfiguration.adapterNames.flatMap { adapter in
        [
          ConfigurationKey("adapters.\(adapter).machine", .text),
          ConfigurationKey("adapters.\(adapter).name", .text),
          ConfigurationKey("adapters.\(adapter).heartRate", .text),
        ]
      })
}

extension BluetoothConfiguration {
  /// Reads a file. An empty one means the daemon's only machine on the first adapter.
  package init(file: String) throws(ConfigurationError) {
    var reader = ConfigurationReader(schema: .bluetooth)
    reader.read(file: file)
    self.init()
    var mistakes = reader.mistakes
    takePlain(reader.values)
    mistakes += Self.rateMistakes(reader.values["rateHz"])
    mistakes += takeProfiles(reader.values["profiles"])
    mistakes += takeAdapters(reader.values)
    guard mistakes.isEmpty else { throw ConfigurationError(mistakes) }
  }

  private mutating func takePlain(_ values: [String: ConfigurationValue]) {
    func text(_ key: String) -> String? { values[key]?.scalars.first }
    rateHz = text("rateHz").flatMap { Int($0) } ?? rateHz
    sendsEstimates = text("estimatedPower") == "true"
    cadence = text("cadence").flatMap(CadenceUnit.init(word:)) ?? cadence
    socket = text("socket") ?? socket
  }

  private static func rateMistakes(_ value: ConfigurationValue?) -> [ConfigurationMistake] {
    guard let value, value.scalars == ["3"] else { return [] }
    return [
      ConfigurationMistake(
        source: value.source, line: value.line, key: "rateHz", text: "3 is none of: 1, 2, 4")
    ]
  }

  private mutating func takeProfiles(_ value: ConfigurationValue?) -> [ConfigurationMistake] {
    guard let value else { return [] }
    var mistakes: [ConfigurationMistake] = []
    for (index, word) in value.scalars.enumerated() where word != "ftms" && word != "rsc" {
      let line = value.lines.indices.contains(index) ? value.lines[index] ?? value.line : value.line
      mistakes.append(
        ConfigurationMistake(
          source: value.source, line: line, key: "profiles",
          text: "\"\(word)\" is none of: ftms, rsc\(NearestName.hint(word, among: ["ftms", "rsc"]))"))
    }
    if value.scalars.isEmpty {
      mistakes.append(
        ConfigurationMistake(
          source: value.source, line: value.line, key: "profiles",
          text: "the list is empty; give [ftms, rsc], or remove the key"))
    }
    hasFitnessMachine = value.scalars.contains("ftms")
    hasRunningSpeed = value.scalars.contains("rsc")
    return mistakes
  }

  private mutating func takeAdapters(_ values: [String: ConfigurationValue]) -> [ConfigurationMistake] {
    var found: [AdapterConfiguration] = []
    var mistakes: [ConfigurationMistake] = []
    for adapter in Self.adapterNames {
      let machine = values["adapters.\(adapter).machine"]
      let name = values["adapters.\(adapter).name"]
      let heartRate = values["adapters.\(adapter).heartRate"]
      guard machine != nil || name != nil || heartRate != nil else { continue }
      let one = AdapterConfiguration(
        adapter: adapter, machine: machine?.scalars.first,
        name: name?.scalars.first ?? machine.map { Self.shortened($0.scalars[0]) }
          ?? AdapterConfiguration.defaultName, heartRate: heartRate?.scalars.first.map(StrapChoice.init))
      mistakes += Self.nameMistakes(name, one)
      mistakes += Self.machineMistakes(machine, one, found)
      found.append(one)
    }
    if !found.isEmpty { adapters = found }
    return mistakes
  }

  /// A machine's name as a phone can list it: what is not ASCII is left out.
  static func shortened(_ name: String) -> String {
    let kept = name.unicodeScalars.filter { (0x20...0x7E).contains($0.value) }.prefix(longestName)
    let text = String(String.UnicodeScalarView(kept)).split(separator: " ").joined(separator: " ")
    return text.isEmpty ? AdapterConfiguration.defaultName : text
  }

  private static func nameMistakes(_ value: ConfigurationValue?, _ one: AdapterConfiguration)
    -> [ConfigurationMistake]
  {
    guard let value else { return [] }
    let scalars = one.name.unicodeScalars
    let isASCII = scalars.allSatisfy { (0x20...0x7E).contains($0.value) }
    guard !isASCII || scalars.count > longestName else { return [] }
    let text =
      isASCII
      ? "is \(scalars.count) characters long; at most \(longestName) are possible"
      : "has characters outside ASCII; phones show those differently"
    return [
      ConfigurationMistake(
        source: value.source, line: value.line, key: "adapters.\(one.adapter).name", text: text)
    ]
  }

  private static func machineMistakes(
    _ value: ConfigurationValue?, _ one: AdapterConfiguration, _ others: [AdapterConfiguration]
  ) -> [ConfigurationMistake] {
    guard let other = others.first(where: { $0.machine == one.machine }) else { return [] }
    let text =
      one.machine == nil
      ? "which machine is on \(one.adapter)? With several adapters each needs a machine of its own"
      : "is on \(other.adapter) already; one machine has one adapter"
    return [
      ConfigurationMistake(
        source: value?.source ?? "bluetooth.yaml", line: value?.line, key: "adapters.\(one.adapter).machine",
        text: text)
    ]
  }
}
