// SPDX-License-Identifier: Apache-2.0
//
// A strap's values from bluetoothd to the daemon's control socket, over a real message bus and a real socket.

import Foundation
import LiveFeed
import Logging
import Synchronization
import Testing

@testable import Bluetooth

/// The sockets of a daemon that notes what it is sent.
private final class Daemon {
  let path = NSTemporaryDirectory() + "strap-\(UUID().uuidString.prefix(8)).sock"
  let bpm: Mutexed
  private let feed: FeedServer
  private let control: ControlServer

  final class Mutexed: Sendable { let samples = Mutex<[ControlRequest]>([]) }

  init() throws {
    let machine = LiveMachine(id: "id-3", name: "Treadmill 3")
    let noted = Mutexed()
    bpm = noted
    feed = try FeedServer(path: path, software: "0", machines: [machine])
    control = try ControlServer(
      path: FeedPaths.control(besides: path), software: "0", machines: [machine], group: nil
    ) { request, _ throws(FeedFault) in
      noted.samples.withLock { $0.append(request) }
      return FeedAnswer(id: request.id)
    }
  }

  var samples: [ControlRequest] { bpm.samples.withLock { $0 } }

  func stop() {
    feed.stop(reason: "stopped")
    control.stop()
  }
}

private let device = "/org/bluez/hci0/dev_A0"
private let source = device + "/service1/char2"

/// BlueZ with a strap that is connected.
private var objectsWithStrap: BusValue {
  func object(_ path: String, _ interface: String, _ properties: [String: BusValue]) -> BusEntry {
    BusEntry(
      key: .path(path),
      value: .dictionary(
        key: "s", value: "a{sv}", [BusEntry(key: .string(interface), value: .properties(properties))]))
  }
  guard case .dictionary(let key, let value, var objects) = managedObjects() else { return managedObjects() }
  objects.append(
    object(
      device, Bluez.device,
      [
        "Adapter": .path("/org/bluez/hci0"), "Name": .string("Strap 1234"), "Connected": .boolean(true),
        "ServicesResolved": .boolean(true), "Address": .string("A0:00:00:00:00:01"),
      ]))
  objects.append(
    object(
      source, Bluez.gattCharacteristic, ["UUID": .string(AssignedNumber.heartRateMeasurement.uuid)]))
  return .dictionary(key: key, value: value, objects)
}

@Test(
  "what a strap sends arrives at the daemon, with the machine and the time; a strap that goes is unknown",
  .enabled(if: PrivateBus.isAvailable, "dbus-daemon is not installed"))
func strapToDaemon() throws {
  let bus = try PrivateBus()
  let fake = try FakeBluez(bus.address)
  fake.managed = objectsWithStrap
  let daemon = try Daemon()
  defer { daemon.stop() }
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  var settings = BluetoothConfiguration()
  settings.socket = daemon.path
  settings.adapters = [AdapterConfiguration(adapter: "hci0", heartRate: .named("Strap 1234"))]
  let feed = BeltFeed(socket: daemon.path, logger: logger)
  let following = feed.start()
  let sender = HeartRateSender(besides: daemon.path, logger: logger)
  let sending = sender.start()
  defer {
    sender.stop()
    sending?.join()
    following.stop()
  }
  let loop = BluetoothLoop(
    try BusConnection.bus(at: bus.address), settings, feed: feed, sender: sender, log: nil, logger: logger,
    report: { _, _ in })
  try fake.come()
  let limit = ContinuousClock.now + .seconds(60)
  var isGone = false
  try loop.run {
    try? fake.pump()
    let samples = daemon.samples
    if fake.calls.contains("StartNotify"), samples.isEmpty {
      try? fake.say(source, Bluez.gattCharacteristic, ["Value": .bytes([0x06, 121])])
    }
    if !samples.isEmpty, !isGone {
      isGone = true
      try? fake.say(device, Bluez.device, ["Connected": .boolean(false)])
    }
    return samples.last.map { $0.bpm == nil } ?? false || ContinuousClock.now > limit
  }
  let samples = daemon.samples
  #expect(samples.first?.bpm == 121 && samples.first?.machine == "id-3" && samples.last?.bpm == nil)
  let ageNs = HeartRateSender.nowNs - (samples.first?.timeNs ?? 0)
  #expect((0..<60_000_000_000).contains(ageNs) && samples.allSatisfy { $0.action == "heart-rate" })
}
