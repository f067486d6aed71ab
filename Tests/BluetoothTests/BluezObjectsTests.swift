// SPDX-License-Identifier: Apache-2.0
//
// bluetoothd's objects, from its answer and its signals.

import Testing

@testable import Bluetooth

/// The answer of `GetManagedObjects` with one adapter, and one device if it is to be there.
func managedObjects(
  isPowered: Bool = true, device: Bool? = nil, uuids: [AssignedNumber] = [], active: UInt8 = 0
)
  -> BusValue
{
  func object(_ path: String, _ interfaces: [(String, [String: BusValue])]) -> BusEntry {
    BusEntry(
      key: .path(path),
      value: .dictionary(
        key: "s", value: "a{sv}",
        interfaces.map { BusEntry(key: .string($0.0), value: .properties($0.1)) }))
  }
  var objects = [
    object(
      "/org/bluez/hci0",
      [
        (
          Bluez.adapter,
          [
            "Address": .string("C0:FF:EE:00:00:01"), "Powered": .boolean(isPowered),
            "Modalias": .string("usb:v1D6Bp0246d0542"), "UUIDs": .strings(uuids.map(\.uuid)),
          ]
        ),
        (Bluez.gattManager, [:]),
        (Bluez.advertisingManager, ["ActiveInstances": .byte(active), "SupportedInstances": .byte(4)]),
      ])
  ]
  if let device {
    objects.append(
      object(
        "/org/bluez/hci0/dev_1",
        [
          (
            Bluez.device,
            [
              "Adapter": .path("/org/bluez/hci0"), "Alias": .string("phone"), "Connected": .boolean(device),
              "Paired": .boolean(false),
            ]
          )
        ]))
  }
  return .dictionary(key: "o", value: "a{sa{sv}}", objects)
}

/// A signal of bluetoothd.
func bluezSignal(_ path: String, _ interface: String, _ member: String, _ arguments: [BusValue]) -> BusMessage
{
  var message = BusMessage(.signal)
  (message.path, message.interface, message.member, message.arguments) = (path, interface, member, arguments)
  return message
}

@Test("adapters and devices are read from BlueZ's answer, and its version from the identification")
func managed() {
  let bluez = BluezObjects(managed: managedObjects(device: true, uuids: [.fitnessMachine], active: 1))
  let adapter = bluez.adapter("hci0")
  #expect(adapter?.isPowered == true && adapter?.canServe == true && adapter?.activeAdvertisements == 1)
  #expect(adapter?.version == "5.66" && adapter?.uuids == [AssignedNumber.fitnessMachine.uuid])
  #expect(bluez.adapterNames == ["hci0"] && bluez.adapter("hci1") == nil)
  #expect(bluez.connected(to: "hci0").map(\.name) == ["phone"] && bluez.connected(to: "hci1").isEmpty)
}

@Test("signals keep the picture current")
func signals() {
  var bluez = BluezObjects(managed: managedObjects(isPowered: false, device: false))
  let powered = bluezSignal(
    "/org/bluez/hci0", DBus.properties, "PropertiesChanged",
    [.string(Bluez.adapter), .properties(["Powered": .boolean(true)]), .strings([])])
  _ = bluez.take(powered)
  #expect(bluez.adapter("hci0")?.isPowered == true)
  let connected = bluezSignal(
    "/org/bluez/hci0/dev_1", DBus.properties, "PropertiesChanged",
    [.string(Bluez.device), .properties(["Connected": .boolean(true)]), .strings([])])
  _ = bluez.take(connected)
  #expect(bluez.connected(to: "hci0").count == 1)
  let gone0 = bluezSignal(
    "/org/bluez/hci0/dev_1", DBus.properties, "PropertiesChanged",
    [.string(Bluez.device), .properties([:]), .strings(["Alias"])])
  _ = bluez.take(gone0)
  #expect(bluez.connected(to: "hci0").map(\.name) == ["/org/bluez/hci0/dev_1"], "a value may go too")
  let removed = bluezSignal(
    "/", DBus.objectManager, "InterfacesRemoved", [.path("/org/bluez/hci0/dev_1"), .strings([Bluez.device])])
  _ = bluez.take(removed)
  #expect(bluez.connected(to: "hci0").isEmpty)
  let gone = bluezSignal(
    "/", DBus.objectManager, "InterfacesRemoved",
    [.path("/org/bluez/hci0"), .strings([Bluez.adapter, Bluez.gattManager, Bluez.advertisingManager])])
  _ = bluez.take(gone)
  #expect(bluez.adapter("hci0") == nil)
}

@Test("what is not as it should be is passed over")
func strangeSignals() {
  var bluez = BluezObjects(managed: .string("?"))
  #expect(bluez.adapterNames.isEmpty)
  var isTaken = false
  for arguments in [[], [BusValue.byte(1)], [.path("/x")]] {
    isTaken = bluez.take(bluezSignal("/", DBus.objectManager, "InterfacesAdded", arguments))
    #expect(!isTaken)
    isTaken = bluez.take(bluezSignal("/", DBus.properties, "PropertiesChanged", arguments))
    #expect(!isTaken)
    isTaken = bluez.take(bluezSignal("/", "org.example", "Other", arguments))
    #expect(!isTaken)
  }
  var adapter = BluezAdapter()
  for modalias in ["", "usb:", "usb:v1D6Bp0246dXYZW", "d05"] {
    adapter.modalias = modalias
    #expect(adapter.version == nil, "\(modalias)")
  }
}
