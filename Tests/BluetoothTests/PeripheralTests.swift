// SPDX-License-Identifier: Apache-2.0
//
// One machine on one adapter, from the daemon's frames and BlueZ's objects.

import LiveFeed
import Testing

@testable import Bluetooth

private let begin = ContinuousClock.now

private func peripheral(_ machine: String? = nil) -> Peripheral {
  Peripheral(
    AdapterConfiguration(adapter: "hci0", machine: machine, name: "Deadmill 3"), BluetoothConfiguration())
}

/// A call on a characteristic of the machine.
private func call(_ peripheral: Peripheral, _ number: AssignedNumber, _ member: String) -> BusMessage {
  var message = BusMessage(.call)
  message.path = peripheral.objects.tree.path(of: number) ?? ""
  (message.interface, message.member) = (Bluez.gattCharacteristic, member)
  return message
}

private func frame(_ machine: String) -> LiveFrame {
  var frame = LiveFrame()
  frame.machine = machine
  return frame
}

/// Carries out every step until nothing is left to do; returns the members that were called.
private func settle(_ peripheral: inout Peripheral, _ bluez: BluezObjects, failing: BusFailure? = nil)
  -> [String]
{
  var members: [String] = []
  while let (step, call) = peripheral.step(bluez, now: begin), members.count < 5 {
    members.append(call.member)
    peripheral.done(step, failure: failing, now: begin)
  }
  return members
}

@Test("the calls that register a machine")
func registrationCalls() {
  var one = peripheral()
  let bluez = BluezObjects(managed: managedObjects())
  #expect(
    settle(&one, bluez) == ["RegisterApplication", "RegisterAdvertisement"] && one.registration.isServing)
  one.lose()
  #expect(!one.registration.isServing)
}

@Test("what is registered already counts as registered")
func alreadyThere() {
  var one = peripheral()
  let bluez = BluezObjects(managed: managedObjects())
  _ = settle(&one, bluez, failing: BusFailure(name: "org.bluez.Error.AlreadyExists", text: ""))
  #expect(one.registration.isServing)
}

@Test("an error of bluetoothd is explained")
func explained() {
  for (name, part) in [
    ("org.freedesktop.DBus.Error.AccessDenied", "no permission"),
    ("org.bluez.Error.Failed", "bluetoothd refused"),
  ] {
    var one = peripheral()
    _ = settle(&one, BluezObjects(managed: managedObjects()), failing: BusFailure(name: name, text: "t"))
    #expect(one.registration.problem?.contains(part) == true)
  }
  var off = peripheral()
  let bluez = BluezObjects(managed: managedObjects(isPowered: false))
  #expect(settle(&off, bluez, failing: BusFailure(name: "org.bluez.Error.Blocked", text: "")).first == "Set")
  #expect(off.registration.problem?.contains("rfkill unblock bluetooth") == true)
}

@Test("frames of another machine are passed over")
func otherMachine() {
  var one = peripheral("Treadmill 3")
  one.take([LiveMachine(id: "a", name: "Treadmill 2"), LiveMachine(id: "b", name: "Treadmill 3")])
  #expect(one.machineName == "Treadmill 3")
  _ = one.answer(call(one, .trainingStatus, "StartNotify"))
  #expect(one.take(frame("a"), now: begin).isEmpty)
  #expect(one.take(frame("b"), now: begin).map(\.number) == [.trainingStatus])
}

@Test("a client that comes or goes is counted, without its name, and the advertisement made again")
func clients() {
  var one = peripheral()
  let alone = BluezObjects(managed: managedObjects(device: false))
  let together = BluezObjects(managed: managedObjects(device: true))
  _ = settle(&one, alone)
  #expect(one.take(alone, now: begin).isEmpty)
  #expect(one.take(together, now: begin) == ["hci0: 1 client connected"])
  #expect(one.take(together, now: begin).isEmpty)
  #expect(one.step(together, now: begin + .seconds(1))?.call.member == "UnregisterAdvertisement")
  #expect(one.take(alone, now: begin) == ["hci0: no client connected"])
}

@Test("the walker's strap is connected, and no client")
func strapIsNoClient() {
  var one = peripheral()
  let bluez = BluezObjects(managed: managedObjects(device: true))
  #expect(one.take(bluez, strap: "/org/bluez/hci0/dev_1", now: begin).isEmpty && one.clients.isEmpty)
}

@Test("nothing is sent while no one is connected, although a paired client stays subscribed")
func noClient() {
  var one = peripheral()
  one.take([LiveMachine(id: "b", name: "B")])
  _ = one.answer(call(one, .treadmillData, "StartNotify"))
  _ = one.take(BluezObjects(managed: managedObjects(device: true)), now: begin)
  _ = one.take(frame("b"), now: begin)
  #expect(one.due(now: begin).count == 1)
  _ = one.take(BluezObjects(managed: managedObjects(device: false)), now: begin)
  #expect(one.due(now: begin + .seconds(1)).isEmpty)
}

@Test("the service data says whether the belt is measured")
func availability() {
  var one = peripheral()
  #expect(!one.advertisement.isAvailable)
  one.take([LiveMachine(id: "b", name: "B")])
  _ = one.take(frame("b"), now: begin)
  _ = one.due(now: begin)
  #expect(one.advertisement.isAvailable)
  _ = one.due(now: begin + .seconds(4))
  #expect(!one.advertisement.isAvailable)
}
