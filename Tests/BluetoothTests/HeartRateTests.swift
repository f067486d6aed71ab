// SPDX-License-Identifier: Apache-2.0
//
// What heart-rate straps send, byte by byte, and how one is found, heard, lost and found again.

import Testing

@testable import Bluetooth

private let begin = ContinuousClock.now

@Test("a strap's packet by the field table of the Heart Rate Service, 3.1")
func heartRatePackets() {
  // Flags: bit 0 16-bit value, bits 1 and 2 contact and whether it is known, bit 3 energy, bit 4 beat intervals.
  let vectors: [(packet: String, bpm: Int?)] = [
    ("00 48", 72), ("01 4800", 72), ("06 79", 121), ("16 79 0004 FB03", 121), ("10 79 0004", 121),
    ("08 79 1027", 121), ("18 79 1027 0004", 121), ("1F 7900 1027 0004", 121), ("02 50", 80), ("00 FE", 254),
    // No contact, no value, or none that a heart has.
    ("04 79", nil), ("05 7900", nil), ("00 00", nil), ("06 00", nil), ("00 FF", nil), ("01 FF00", nil),
    ("01 0000", nil), ("01 0001", nil), ("01 FFFF", nil),
  ]
  for vector in vectors {
    let measurement = HeartRateMeasurement(hex(vector.packet))
    #expect(measurement != nil && measurement?.bpm == vector.bpm, "\(vector.packet)")
  }
  for short in ["", "00", "06", "01 48", "01"] {
    #expect(HeartRateMeasurement(hex(short)) == nil, "\"\(short)\"")
  }
}

@Test("a strap is named by the word nearest, an address or a name")
func strapChoices() {
  #expect(StrapChoice("nearest") == .nearest && StrapChoice("Nearest") == .nearest)
  #expect(StrapChoice("a0:9e:1a:00:00:0f") == .address("A0:9E:1A:00:00:0F"))
  for name in ["Polar H10 1234", "a0:9e:1a:00:00", "a0:9e:1a:00:00:0g", "a:b"] {
    #expect(StrapChoice(name) == .named(name), "\(name)")
  }
}

/// BlueZ with one adapter and these straps.
private func bluez(_ straps: [Strap], isPowered: Bool = true) -> BluezObjects {
  func object(_ path: String, _ interface: String, _ properties: [String: BusValue]) -> BusEntry {
    BusEntry(
      key: .path(path),
      value: .dictionary(
        key: "s", value: "a{sv}", [BusEntry(key: .string(interface), value: .properties(properties))]))
  }
  guard case .dictionary(_, _, var objects) = managedObjects(isPowered: isPowered) else {
    return BluezObjects()
  }
  for strap in straps {
    objects.append(object(strap.path, Bluez.device, strap.properties))
    guard strap.isResolved else { continue }
    objects.append(
      object(
        strap.source, Bluez.gattCharacteristic,
        ["UUID": .string(AssignedNumber.heartRateMeasurement.uuid)]))
    objects.append(
      object(
        strap.path + "/service1/char1", Bluez.gattCharacteristic,
        ["UUID": .string(AssignedNumber.sensorLocation.uuid)]))
  }
  return BluezObjects(managed: .dictionary(key: "o", value: "a{sa{sv}}", objects))
}

private struct Strap {
  var number: Int
  var name = "strap"
  var signalDbm: Int16?
  var isConnected = false
  var isResolved = false
  var hasService = true

  var path: String { "/org/bluez/hci0/dev_\(number)" }
  var source: String { path + "/service1/char2" }
  var address: String { "A0:9E:1A:00:00:0\(number)" }

  var properties: [String: BusValue] {
    var properties: [String: BusValue] = [
      "Adapter": .path("/org/bluez/hci0"), "Name": .string(name), "Address": .string(address),
      "Connected": .boolean(isConnected), "ServicesResolved": .boolean(isResolved),
      "UUIDs": .strings(hasService ? [AssignedNumber.heartRate.uuid] : []),
    ]
    if let signalDbm { properties["RSSI"] = .int16(signalDbm) }
    return properties
  }
}

extension StrapLink {
  /// Asks for the next step, and has it answered.
  fileprivate mutating func step(
    _ straps: [Strap], after seconds: Double, failing: String? = nil, taken: Set<String> = []
  ) -> StrapStep? {
    let now = begin + .seconds(seconds)
    guard let step = next(bluez(straps), taken: taken, now: now) else { return nil }
    done(step, failure: failing, now: now)
    return step
  }
}

private func value(_ path: String, _ bytes: [UInt8]) -> BusMessage {
  bluezSignal(
    path, DBus.properties, "PropertiesChanged",
    [.string(Bluez.gattCharacteristic), .properties(["Value": .bytes(bytes)]), .strings([])])
}

@Test("the nearest strap is found, connected and heard; one that is no strap, or another machine's, is not")
func nearestStrap() {
  var link = StrapLink(.nearest, adapter: "hci0")
  var heard = [
    Strap(number: 1, signalDbm: -80), Strap(number: 2, signalDbm: -50),
    Strap(number: 3, signalDbm: -30, hasService: false), Strap(number: 4), Strap(number: 5, signalDbm: -40),
  ]
  let others: Set<String> = [heard[4].address]
  #expect(link.step([], after: 0) == .filter)
  #expect(link.step([], after: 0) == .scan)
  #expect(link.step(heard, after: 1, taken: others) == nil, "farther ones may be heard first")
  #expect(link.step(heard, after: 4, taken: others) == .stopScan)
  #expect(link.address == heard[1].address)
  #expect(link.step(heard, after: 4, taken: others) == .connect(heard[1].path))
  heard[1].isConnected = true
  #expect(link.step(heard, after: 5, taken: others) == nil, "its services are being read")
  heard[1].isResolved = true
  #expect(link.step(heard, after: 6, taken: others) == .listen(heard[1].source))
  #expect(link.step(heard, after: 7, taken: others) == nil && link.source == heard[1].source)
  #expect(link.take(value(heard[1].source, hex("06 79")))?.bpm == 121)
  #expect(link.take(value(heard[0].source, hex("06 79"))) == nil)
  #expect(link.take(value(heard[1].source, [])) == nil, "no packet")
  let connected = bluezSignal(
    heard[1].source, DBus.properties, "PropertiesChanged",
    [.string(Bluez.gattCharacteristic), .properties(["Notifying": .boolean(true)]), .strings([])])
  #expect(link.take(connected) == nil)
}

@Test("a strap that goes is unknown once, and is heard again when it is back")
func lostStrap() {
  var strap = Strap(number: 1, name: "Polar H10 1234", signalDbm: -60, isConnected: true, isResolved: true)
  var link = StrapLink(.named("polar h10 1234"), adapter: "hci0")
  #expect(link.step([strap], after: 0) == .listen(strap.source) && !link.takeLoss())
  strap.isConnected = false
  #expect(link.step([strap], after: 1) == nil)
  let isLost = link.takeLoss()
  let isLostAgain = link.takeLoss()
  #expect(isLost && !isLostAgain && link.source == nil)
  #expect(link.step([strap], after: 1.5) == nil, "not at once")
  #expect(link.step([strap], after: 2.1, failing: "out of range") == .connect(strap.path))
  #expect(link.problem == "out of range")
  #expect(link.step([strap], after: 3) == nil, "later than the last time")
  #expect(link.step([strap], after: 4.2) == .connect(strap.path))
  strap.isConnected = true
  #expect(link.step([strap], after: 5) == .listen(strap.source) && link.problem == nil)
}

@Test("scanning ends, and begins again later; a strap that BlueZ has forgotten is looked for again")
func scansAgain() {
  var link = StrapLink(.address("A0:9E:1A:00:00:01"), adapter: "hci0")
  #expect(link.step([], after: 0) == .filter && link.step([], after: 0) == .scan)
  #expect(link.step([], after: 11) == nil)
  #expect(link.step([], after: 12) == .stopScan)
  #expect(link.step([], after: 12.5) == nil)
  #expect(link.step([], after: 13.1) == .scan)
  let strap = Strap(number: 1, signalDbm: -60)
  #expect(link.step([strap], after: 14) == .stopScan, "at once: it is the one")
  #expect(link.step([strap], after: 14) == .connect(strap.path))
  #expect(link.step([], after: 15) == .scan)
}

@Test("a nearest strap that does not answer three times is given up for another one")
func givesUp() {
  var link = StrapLink(.nearest, adapter: "hci0")
  let first = Strap(number: 1, signalDbm: -40)
  let second = Strap(number: 2, signalDbm: -70)
  #expect(link.step([], after: 0) == .filter && link.step([], after: 0) == .scan)
  #expect(link.step([first], after: 3) == .stopScan)
  for after in [3.0, 5, 10] {
    #expect(link.step([first], after: after, failing: "gone") == .connect(first.path), "\(after)")
  }
  #expect(link.step([second], after: 30) == .scan)
  #expect(link.step([second], after: 34) == .stopScan)
  #expect(link.step([second], after: 34) == .connect(second.path))
}

@Test("without an adapter nothing is asked, and what was heard is lost; the strap is remembered")
func adapterGone() {
  let strap = Strap(number: 1, isConnected: true, isResolved: true)
  var link = StrapLink(.named("strap"), adapter: "hci0")
  #expect(link.step([strap], after: 0) == .listen(strap.source))
  #expect(link.next(bluez([strap], isPowered: false), taken: [], now: begin) == nil)
  let isLost = link.takeLoss()
  #expect(isLost && link.source == nil && link.strap == strap.path)
  link.lose()
  let isLostAgain = link.takeLoss()
  #expect(!isLostAgain)
  // bluetoothd that does not answer is asked again.
  #expect(link.next(bluez([strap]), taken: [], now: begin) == .listen(strap.source))
  #expect(link.next(bluez([strap]), taken: [], now: begin + .seconds(39)) == nil)
  #expect(link.next(bluez([strap]), taken: [], now: begin + .seconds(40)) == nil)
  #expect(link.next(bluez([strap]), taken: [], now: begin + .seconds(42)) == .listen(strap.source))
}

@Test("what bluetoothd is asked for")
func strapCalls() {
  let link = StrapLink(.nearest, adapter: "hci1")
  let filter = link.call(.filter)
  #expect(filter.path == "/org/bluez/hci1" && filter.member == "SetDiscoveryFilter")
  #expect(filter.arguments.first?.entries["UUIDs"]?.plain.texts == [AssignedNumber.heartRate.uuid])
  #expect(filter.arguments.first?.entries["Transport"]?.text == "le")
  let named = StrapLink(.named("x"), adapter: "hci1").call(.filter)
  #expect(named.arguments.first?.entries["UUIDs"] == nil)
  #expect(link.call(.scan).member == "StartDiscovery" && link.call(.stopScan).member == "StopDiscovery")
  let connect = link.call(.connect("/d"))
  #expect(connect.path == "/d" && connect.interface == Bluez.device && connect.member == "Connect")
  let listen = link.call(.listen("/d/c"))
  #expect(listen.path == "/d/c" && listen.member == "StartNotify")
}

@Test("two machines never take one strap, and what happens is said without a name")
func twoMachines() {
  var settings = BluetoothConfiguration()
  settings.adapters = [
    AdapterConfiguration(adapter: "hci0", machine: "A", heartRate: .nearest),
    AdapterConfiguration(adapter: "hci0", machine: "B", heartRate: .nearest),
  ]
  var links = StrapLinks(settings)
  let strap = Strap(number: 1, name: "Ada's strap", isConnected: true, isResolved: true)
  func steps(_ straps: [Strap], _ seconds: Int) -> [StrapStep] {
    let now = begin + .seconds(seconds)
    let found = links.next(bluez(straps), now: now)
    for (index, step, _) in found { links.done(index, step, failure: nil, now: now) }
    return found.map(\.1)
  }
  #expect(steps([], 0) == [.filter, .filter] && steps([], 0) == [.scan, .scan])
  var near = strap
  near.signalDbm = -40
  #expect(steps([near], 4) == [.stopScan])
  #expect(links.links[0]?.address == strap.address && links.links[1]?.address == nil)
  #expect(steps([near], 5) == [.listen(strap.source)])
  #expect(links.news() == ["hci0: a heart-rate strap is heard"] && links.news() == [])
  #expect(links.take(value(strap.source, hex("00 48")))?.bpm == 72)
  #expect(links.strap(0) == strap.path && links.strap(1) == nil)
  links.lose()
  #expect(links.takeLosses() == [0] && links.takeLosses() == [])
  #expect(links.news() == ["hci0: the heart-rate strap is not heard any more"])
}
