// SPDX-License-Identifier: Apache-2.0
//
// What bluetooth.yaml may say, and how its mistakes are reported.

import Foundation
import Settings
import Testing

@testable import Bluetooth

/// What is read from a file with this text; mistakes without the folder's name.
private func read(_ text: String) throws(ConfigurationError) -> BluetoothConfiguration {
  let path = NSTemporaryDirectory() + "bluetooth-\(UUID().uuidString).yaml"
  defer { try? FileManager.default.removeItem(atPath: path) }
  _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8))
  do throws(ConfigurationError) {
    return try BluetoothConfiguration(file: path)
  } catch {
    throw ConfigurationError(
      error.mistakes.map { mistake in
        var mistake = mistake
        if mistake.source == path { mistake.source = "bluetooth.yaml" }
        return mistake
      })
  }
}

@Test("an empty file is the only machine on the first adapter")
func emptyFile() throws {
  #expect(try read("# nothing\n") == BluetoothConfiguration())
  let one = BluetoothConfiguration().adapters
  #expect(one == [AdapterConfiguration(adapter: "hci0", machine: nil, name: "Deadmill")])
}

@Test("every key")
func everyKey() throws {
  let text = """
    adapters:
      hci0: { machine: Treadmill 3, name: "Deadmill 3" }
      hci1: { machine: Treadmill 4, heartRate: nearest }
    profiles: [rsc]
    rateHz: 4
    estimatedPower: true
    cadence: strides
    socket: /run/other.sock
    """
  var wanted = BluetoothConfiguration()
  wanted.adapters = [
    AdapterConfiguration(adapter: "hci0", machine: "Treadmill 3", name: "Deadmill 3"),
    AdapterConfiguration(
      adapter: "hci1", machine: "Treadmill 4", name: "Treadmill 4", heartRate: .nearest),
  ]
  (wanted.hasFitnessMachine, wanted.rateHz, wanted.sendsEstimates) = (false, 4, true)
  (wanted.cadence, wanted.socket) = (.strides, "/run/other.sock")
  #expect(try read(text) == wanted)
}

@Test("a name that phones cannot show is shortened; what is left without letters is the program's")
func shortNames() {
  #expect(BluetoothConfiguration.shortened("Laufband Erdgeschoss links") == "Laufband Erdgeschoss")
  #expect(BluetoothConfiguration.shortened("Gerät 3") == "Gert 3")
  #expect(BluetoothConfiguration.shortened("跑步机") == "Deadmill")
}

private let mistakes: [(text: String, wanted: String)] = [
  ("rateHz: 3\n", "bluetooth.yaml:1: rateHz: 3 is none of: 1, 2, 4"),
  (
    "\nprofiles: [ftms,\n  rcs]\n",
    "bluetooth.yaml:3: profiles: \"rcs\" is none of: ftms, rsc"
  ),
  ("profiles: []\n", "bluetooth.yaml:1: profiles: the list is empty; give [ftms, rsc], or remove the key"),
  (
    "adapters:\n  hci0:\n    name: A name that is too long for it\n",
    "bluetooth.yaml:3: adapters.hci0.name: is 30 characters long; at most 20 are possible"
  ),
  (
    "adapters:\n  hci0: { name: Gerät }\n",
    "bluetooth.yaml:2: adapters.hci0.name: has characters outside ASCII; phones show those differently"
  ),
  (
    "adapters:\n  hci0: { machine: A }\n  hci1: { machine: A }\n",
    "bluetooth.yaml:3: adapters.hci1.machine: is on hci0 already; one machine has one adapter"
  ),
]

@Test("mistakes name file, line, key and remedy", arguments: mistakes.indices)
func namedMistakes(index: Int) {
  let error = #expect(throws: ConfigurationError.self) { try read(mistakes[index].text) }
  #expect(error?.description == mistakes[index].wanted)
}

@Test("unknown keys and adapters, and two adapters without machines")
func otherMistakes() {
  for (text, part) in [
    ("rateHZ: 1\n", "bluetooth.yaml:1: rateHZ: unknown key"),
    ("adapters: { hci9: { machine: A } }\n", "bluetooth.yaml:1: adapters.hci9: unknown key"),
    ("adapters:\n  hci0: { name: A }\n  hci1: { name: B }\n", "which machine is on hci1?"),
    ("cadence: hops\n", "\"hops\" is none of: steps, strides"),
    ("estimatedPower: maybe\n", "none of: true, false"),
  ] {
    let error = #expect(throws: ConfigurationError.self) { try read(text) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
  }
}

@Test("the manual page names every key")
func manualPage() throws {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  let page = folder.appendingPathComponent("../../docs/man/deadmill-bluetooth.yaml.5").standardizedFileURL
  let text = try String(contentsOf: page, encoding: .utf8)
  for name in Set(ConfigurationSchema.bluetooth.keys.map(\.name)) {
    #expect(text.contains("\n.It Cm \(name)\n"), "\(name)")
  }
}
