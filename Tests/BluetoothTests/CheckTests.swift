// SPDX-License-Identifier: Apache-2.0
//
// What `check bluetooth` says of each state.

import LiveFeed
import Testing

@testable import Bluetooth

private func lines(_ managed: BusValue, _ settings: BluetoothConfiguration = BluetoothConfiguration())
  -> [String]
{
  BluetoothCheck.findings(settings, BluezObjects(managed: managed)).map { "\($0.verdict) \($0.text)" }
}

@Test("everything in place")
func inPlace() {
  let managed = managedObjects(device: true, uuids: [.fitnessMachine, .runningSpeedAndCadence], active: 1)
  #expect(
    lines(managed) == [
      "ok bluetoothd: version 5.66, may be used", "ok hci0: C0:FF:EE:00:00:01, on",
      "ok hci0: \"Deadmill\" is advertised (1826 1814)", "ok hci0: connected: phone",
    ])
}

@Test("what is missing is named with its remedy")
func missing() {
  #expect(
    lines(.dictionary(key: "o", value: "a{sa{sv}}", [])).last?.hasPrefix("fault no Bluetooth adapter") == true
  )
  #expect(lines(managedObjects(isPowered: false)).last?.contains("off; the service switches it on") == true)
  #expect(
    lines(managedObjects()).contains { $0.contains("is not served; is deadmill-bluetooth.service running?") })
  let served = managedObjects(uuids: [.fitnessMachine, .runningSpeedAndCadence])
  #expect(lines(served).contains { $0.contains("served, but not advertised") })
  var other = BluetoothConfiguration()
  other.adapters = [AdapterConfiguration(adapter: "hci1")]
  #expect(lines(managedObjects(), other).last == "fault hci1: no such adapter; there is hci0")
}

@Test("a strap that is wanted is reported, whether it is there or not")
func strapFound() {
  var settings = BluetoothConfiguration()
  settings.adapters = [AdapterConfiguration(adapter: "hci0", heartRate: .nearest)]
  #expect(lines(managedObjects(), settings).last?.hasPrefix("warn hci0: no heart-rate strap") == true)
  #expect(!lines(managedObjects()).contains { $0.contains("strap") })
}

@Test("errors of the bus")
func busErrors() {
  func text(_ name: String) -> String { BluetoothCheck.fault(BusFailure(name: name, text: "t")).text }
  #expect(text("org.freedesktop.DBus.Error.ServiceUnknown").contains("install the package bluez"))
  #expect(text("org.freedesktop.DBus.Error.AccessDenied").contains("no permission"))
  #expect(text("org.example.Other") == "bluetoothd: t (org.example.Other)")
}

@Test("the machine is found by its name, or because it is the only one")
func machine() {
  let one = LiveMachine(id: "1", name: "Treadmill 3")
  let two = LiveMachine(id: "2", name: "Treadmill 4")
  var settings = BluetoothConfiguration()
  func line(_ machines: [LiveMachine]) -> String? { BluetoothCheck.machines(settings, machines).first?.text }
  #expect(line([one]) == "hci0: shows \"Treadmill 3\"")
  #expect(
    line([one, two])?.contains("name one in the configuration: \"Treadmill 3\", \"Treadmill 4\"") == true)
  #expect(line([]) == "hci0: the daemon has no machine yet")
  settings.adapters = [AdapterConfiguration(adapter: "hci0", machine: "treadmill 4")]
  #expect(line([one, two]) == "hci0: shows \"Treadmill 4\"")
  #expect(line([one])?.contains("no machine \"treadmill 4\"") == true)
}
