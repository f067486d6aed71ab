// SPDX-License-Identifier: Apache-2.0
//
// The whole loop over a real message bus, with a bluetoothd of the tests' own at its other end.

import Logging
import Testing

@testable import Bluetooth

private let needsBus = ConditionTrait.enabled(if: PrivateBus.isAvailable, "dbus-daemon is not installed")

/// The loop and its bluetoothd, on one thread.
private final class Stage {
  let fake: FakeBluez
  private let bus: PrivateBus
  private let loop: BluetoothLoop
  private let states: States
  private var isBegun = false

  final class States { var last = "" }

  init() throws {
    bus = try PrivateBus()
    fake = try FakeBluez(bus.address)
    let states = States()
    self.states = states
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    loop = BluetoothLoop(
      try BusConnection.bus(at: bus.address), BluetoothConfiguration(),
      feed: BeltFeed(socket: "/nonexistent", logger: logger),
      sender: HeartRateSender(besides: "/nonexistent", logger: logger), log: nil, logger: logger,
      report: { states.last = $1 })
  }

  /// Lets both run until something is so; false if it is not within a minute.
  func run(until isSo: (FakeBluez, String) -> Bool) throws -> Bool {
    let limit = ContinuousClock.now + .seconds(60)
    var failure: (any Error)?
    var isReached = false
    try loop.run { [self] in
      do {
        try fake.pump()
      } catch {
        failure = error
      }
      isReached = isSo(fake, states.last)
      return isReached || failure != nil || ContinuousClock.now > limit
    }
    if let failure { throw failure }
    return isReached
  }
}

@Test("bluetoothd comes, is served, asks, goes, and comes again", needsBus)
func wholeLoop() throws {
  let stage = try Stage()
  #expect(try stage.run { $1.hasPrefix("bluetoothd does not run") })
  try stage.fake.come()
  #expect(
    try stage.run { $1.contains("\"Deadmill\" is advertised (1826 1814)") && $0.advertisements.count == 1 })
  #expect(
    stage.fake.calls.filter { $0.hasPrefix("Re") } == [
      "RegisterAgent", "RequestDefaultAgent", "RegisterApplication", "RegisterAdvertisement",
    ])
  let objects = PeripheralObjects(adapter: "hci0", settings: BluetoothConfiguration())
  #expect(stage.fake.applications == [objects.tree.managedObjects], "the same after a journey over the bus")
  let point = try #require(objects.tree.path(of: .fitnessMachineControlPoint))
  let options = BusValue.properties(["device": .path("/org/bluez/hci0/dev_1"), "offset": .uint16(0)])
  try stage.fake.call(point, Bluez.gattCharacteristic, "StartNotify")
  try stage.fake.call(point, Bluez.gattCharacteristic, "WriteValue", [.bytes([0x00]), options])
  #expect(try stage.run { fake, _ in fake.sent.count == 1 && fake.answers.count == 2 })
  #expect(stage.fake.sent.first?.path == point && stage.fake.sent.first?.value == hex("800001"))
  try stage.fake.call(PairingAgent.path, Bluez.agent, "RequestPinCode", [.path("/org/bluez/hci0/dev_1")])
  #expect(try stage.run { fake, _ in fake.answers.count == 3 })
  #expect(stage.fake.answers.last?.failure?.name == "org.bluez.Error.Rejected")
  try stage.fake.go()
  #expect(try stage.run { $1.hasPrefix("bluetoothd does not run") })
  try stage.fake.come()
  #expect(try stage.run { $1.contains("is advertised") && $0.advertisements.count == 2 })
}

@Test("every kind of value comes back as it was sent", needsBus)
func everyValue() throws {
  let bus = try PrivateBus()
  let sender = try BusConnection.bus(at: bus.address)
  let receiver = try BusConnection.bus(at: bus.address)
  _ = try receiver.send(
    BusCall(DBus.service, DBus.path, DBus.service, "RequestName", [.string("org.deadmill.Test"), .uint32(0)]))
  let values: [BusValue] = [
    .byte(255), .boolean(true), .boolean(false), .int16(-2), .uint16(65_535), .int32(-3), .uint32(4),
    .int64(-5),
    .uint64(.max), .double(0.795), .string("ä\u{1F3C3}"), .path("/a/b"), .signature("a{sv}"), .bytes([]),
    .bytes([0, 1, 255]), .strings([]), .strings(["a", ""]), .variant(.variant(.uint16(7))),
    .structure([.byte(1), .strings(["x"])]), .properties([:]),
    .properties(["A": .bytes([1]), "B": .boolean(true)]),
    .array(of: "(sy)", [.structure([.string("a"), .byte(1)])]),
    .dictionary(key: "q", value: "v", [BusEntry(key: .uint16(3), value: .variant(.bytes([9])))]),
    managedObjects(),
  ]
  let limit = ContinuousClock.now + .seconds(60)
  var received: [BusValue]?
  var isNamed = false
  while received == nil, ContinuousClock.now < limit {
    while let message = try receiver.next() {
      if message.kind == .reply { isNamed = true }
      if message.member == "Take" { received = message.arguments }
    }
    if isNamed, received == nil {
      _ = try sender.send(BusCall("org.deadmill.Test", "/", "org.deadmill.Test", "Take", values))
      isNamed = false
    }
    while try sender.next() != nil {}
    receiver.wait(milliseconds: 20)
  }
  #expect(received == values)
}

@Test("a bus that is not there is an error that says so")
func noBus() {
  let error = #expect(throws: BusError.self) {
    let bus = try BusConnection.bus(at: "unix:path=/nonexistent/bus")
    while try bus.next() == nil { bus.wait(milliseconds: 20) }
  }
  #expect(error?.description.hasPrefix("D-Bus: cannot") == true)
}
