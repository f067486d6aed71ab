// SPDX-License-Identifier: Apache-2.0
//
// What bluetoothd asks about the objects, and what it gets.

import LiveFeed
import Testing

@testable import Bluetooth

private let settings = BluetoothConfiguration()
private let objects = PeripheralObjects(adapter: "hci0", settings: settings)
private let advertisement = Advertisement(
  path: objects.advertisementPath, name: "Deadmill 3", services: objects.tree.advertised, isAvailable: true)

private func call(_ path: String, _ interface: String, _ member: String, _ arguments: [BusValue] = [])
  -> BusMessage
{
  var message = BusMessage(.call)
  (message.path, message.interface, message.member, message.arguments) = (path, interface, member, arguments)
  return message
}

/// A call on a characteristic.
private func call(_ number: AssignedNumber, _ member: String, _ arguments: [BusValue] = []) -> BusMessage {
  call(objects.tree.path(of: number) ?? "", Bluez.gattCharacteristic, member, arguments)
}

private func write(_ number: AssignedNumber, _ bytes: [UInt8], by client: String) -> BusMessage {
  call(number, "WriteValue", [.bytes(bytes), .properties(["device": .path(client)])])
}

private func frame(_ phase: String) -> LiveFrame {
  var frame = LiveFrame()
  frame.phase = phase
  if phase == "active" {
    (frame.set.number, frame.set.elapsedS, frame.set.distanceM) = (1, 59.9, 47.61)
    (frame.motion.displaySpeedMps, frame.motion.powerW, frame.motion.powerIsEstimated) = (0.795, 110.4, false)
  }
  return frame
}

@Test("the tree has every characteristic with its flags")
func tree() {
  let all = objects.tree.managedObjects.entries
  #expect(all.count == 3 + 5 + 4 + 3)
  let point = objects.tree.path(of: .fitnessMachineControlPoint) ?? ""
  #expect(point.hasPrefix("/org/deadmill/ble/hci0/s0/"))
  let properties = all[point]?.entries[Bluez.gattCharacteristic]?.entries
  #expect(properties?["Flags"]?.plain.texts == ["write", "indicate"])
  #expect(properties?["Service"]?.text == "/org/deadmill/ble/hci0/s0")
  #expect(objects.tree.advertised == [.fitnessMachine, .runningSpeedAndCadence])
  #expect(objects.tree.managedObjects.signature == "a{oa{sa{sv}}}")
}

@Test("profiles that are off are neither served nor advertised")
func oneProfile() {
  var settings = BluetoothConfiguration()
  settings.hasFitnessMachine = false
  let tree = PeripheralObjects(adapter: "hci0", settings: settings).tree
  #expect(tree.advertised == [.runningSpeedAndCadence] && tree.path(of: .treadmillData) == nil)
  let quiet = Advertisement(path: "/a", name: "a", services: tree.advertised, isAvailable: true)
  #expect(quiet.properties.entries["ServiceData"] == nil)
}

@Test("the advertisement's properties")
func advertisementProperties() {
  var service = MachineService(settings)
  let message = call(objects.advertisementPath, DBus.properties, "GetAll", [.string(Bluez.advertisement)])
  guard case .values(let values) = objects.answer(message, &service, advertisement).reply else {
    Issue.record("no answer")
    return
  }
  let properties = values.first?.entries ?? [:]
  #expect(properties["LocalName"]?.text == "Deadmill 3" && properties["Type"]?.text == "peripheral")
  #expect(properties["Discoverable"]?.flag == true && properties["Appearance"]?.number == 0x0440)
  let data = properties["ServiceData"]?.plain.entries[AssignedNumber.fitnessMachine.uuid]
  #expect(data?.byteArray == hex("010100"))
}

@Test("values are read, from an offset as well, and not beyond the end")
func reading() {
  var service = MachineService(settings)
  _ = service.take(frame("active"), isWatched: true, now: .now)
  func reply(_ number: AssignedNumber, offset: UInt16? = nil) -> BusReply {
    let options = offset.map { ["offset": BusValue.uint16($0)] } ?? [:]
    return objects.answer(call(number, "ReadValue", [.properties(options)]), &service, advertisement).reply
  }
  #expect(reply(.fitnessMachineFeature) == .values([.bytes(hex("0490000000000000"))]))
  #expect(reply(.fitnessMachineFeature, offset: 6) == .values([.bytes([0, 0])]))
  #expect(reply(.fitnessMachineFeature, offset: 8) == .values([.bytes([])]))
  guard case .failure(let failure) = reply(.fitnessMachineFeature, offset: 9) else {
    Issue.record("read beyond the end")
    return
  }
  #expect(failure.name == "org.bluez.Error.InvalidOffset")
  #expect(reply(.manufacturerName) == .values([.bytes(Array("Deadmill".utf8))]))
  guard case .failure = reply(.treadmillData) else {
    Issue.record("Treadmill Data cannot be read")
    return
  }
}

@Test("control belongs to one client, and ends with its connection")
func controlOfClients() {
  var service = MachineService(settings)
  func answer(_ bytes: [UInt8], _ client: String) -> [Packet] {
    objects.answer(write(.fitnessMachineControlPoint, bytes, by: client), &service, advertisement).packets
  }
  #expect(answer([0x00], "/a").map(\.bytes) == [hex("800001")])
  #expect(answer([0x07], "/b").map(\.bytes) == [hex("800705")])
  #expect(answer([0x07], "/a").map(\.bytes) == [hex("800701"), hex("04")])
  let b = BluezDevice(path: "/b", adapter: "hci0", name: "b", isConnected: true, isPaired: false)
  service.keepClients([b])
  #expect(answer([0x07], "/a").map(\.bytes) == [hex("800705")])
}

@Test("an empty write is refused, and so is one to what is read only")
func refusedWrites() {
  var service = MachineService(settings)
  for (message, name) in [
    (write(.fitnessMachineControlPoint, [], by: "/a"), "org.bluez.Error.InvalidValueLength"),
    (write(.treadmillData, [1], by: "/a"), "org.bluez.Error.NotSupported"),
  ] {
    guard case .failure(let failure) = objects.answer(message, &service, advertisement).reply else {
      Issue.record("accepted")
      continue
    }
    #expect(failure.name == name)
  }
}

@Test("measurements go to subscribers only, at the rate that was chosen, and stop when the daemon is silent")
func measurements() {
  var service = MachineService(settings)
  let begin = ContinuousClock.now
  _ = service.take(frame("active"), isWatched: true, now: begin)
  #expect(service.due(now: begin).isEmpty)
  _ = objects.answer(call(.treadmillData, "StartNotify"), &service, advertisement)
  #expect(service.due(now: begin + .milliseconds(999)).isEmpty)
  let packets = service.due(now: begin + .seconds(1))
  #expect(packets == [Packet(number: .treadmillData, bytes: hex("0414 1E01 2F0000 3B00 8B00 6E00"))])
  #expect(service.due(now: begin + .milliseconds(1500)).isEmpty)
  #expect(service.due(now: begin + .seconds(2)).count == 1)
  #expect(service.due(now: begin + .seconds(3)).isEmpty, "an old number is not a measured one")
  _ = service.take(frame("active"), isWatched: true, now: begin + .seconds(4))
  _ = objects.answer(call(.treadmillData, "StopNotify"), &service, advertisement)
  #expect(service.due(now: begin + .seconds(4)).isEmpty)
}

@Test("a set's begin, pause and end are reported")
func phases() {
  var service = MachineService(settings)
  for number in [AssignedNumber.fitnessMachineStatus, .trainingStatus] { service.subscribe(number, true) }
  let steps: [(String, [String])] = [
    ("idle", ["0001"]), ("candidate", []), ("active", ["04", "000d"]), ("active", []), ("paused", ["0202"]),
    ("active", ["04"]), ("idle", ["0201", "0001"]),
  ]
  for (phase, wanted) in steps {
    let packets = service.take(frame(phase), isWatched: true, now: .now)
    #expect(packets.map { PacketLog.hex($0.bytes) } == wanted, "\(phase)")
  }
}

@Test("unknown objects, interfaces and members are refused")
func unknown() {
  var service = MachineService(settings)
  let messages = [
    call("/org/deadmill/ble/hci0/s9", DBus.properties, "GetAll", [.string(Bluez.gattService)]),
    call(objects.tree.root, "org.example", "Other"),
    call(.treadmillData, "AcquireWrite"),
    call(objects.advertisementPath, DBus.properties, "Get", [.string(Bluez.advertisement), .string("None")]),
    call(objects.tree.root, DBus.properties, "GetAll"),
  ]
  for message in messages {
    guard case .failure = objects.answer(message, &service, advertisement).reply else {
      Issue.record("\(message.member) was answered")
      continue
    }
  }
}

@Test("the agent pairs without a code, and refuses to show one")
func agent() {
  for member in ["RequestAuthorization", "AuthorizeService", "RequestConfirmation", "Cancel", "Release"] {
    #expect(PairingAgent.answer(call(PairingAgent.path, Bluez.agent, member)) == .done)
  }
  for member in ["RequestPinCode", "RequestPasskey", "DisplayPasskey", "Other"] {
    guard case .failure(let failure) = PairingAgent.answer(call(PairingAgent.path, Bluez.agent, member))
    else {
      Issue.record("\(member) was accepted")
      continue
    }
    #expect(failure.name == "org.bluez.Error.Rejected")
  }
}

@Test("a keyboard on the adapter is no client; one that reads, or subscribes, is")
func watched() {
  var service = MachineService(settings)
  let device = BluezDevice(path: "/a", adapter: "hci0", name: "a", isConnected: true, isPaired: false)
  #expect(!service.isWatched(by: [device]))
  service.visit("/a")
  #expect(service.isWatched(by: [device]) && !service.isWatched(by: []))
  service.keepClients([])
  service.subscribe(.treadmillData, true)
  #expect(service.isWatched(by: [device]))
  service.keepClients([])
  #expect(service.isWatched(by: [device]), "BlueZ keeps the subscription of a paired client, and so it stays")
  service.forgetSubscriptions()
  #expect(!service.isWatched(by: [device]))
}
