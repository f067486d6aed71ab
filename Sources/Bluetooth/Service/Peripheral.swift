// SPDX-License-Identifier: Apache-2.0
//
// Owns: one machine on one adapter: its registration, its clients, its values. Must not know: how messages travel.

import LiveFeed

/// One machine on one adapter.
struct Peripheral: Sendable {
  typealias Instant = ContinuousClock.Instant

  let settings: AdapterConfiguration
  let objects: PeripheralObjects
  private(set) var registration = Registration()
  private(set) var clients: [BluezDevice] = []
  private var service: MachineService
  private var machine: LiveMachine?
  /// What the advertisement says at present.
  private var isAvailable = false

  init(_ settings: AdapterConfiguration, _ all: BluetoothConfiguration) {
    self.settings = settings
    objects = PeripheralObjects(adapter: settings.adapter, settings: all)
    service = MachineService(all)
  }

  var adapter: String { settings.adapter }

  /// Whose belt it is; nil until the daemon has been heard.
  var machineName: String? { machine?.name }

  /// The same by its identifier.
  var machineId: String? { machine?.id }

  // MARK: The daemon

  /// Takes the daemon's machines. One that is not named is the only one there is.
  mutating func take(_ machines: [LiveMachine]) {
    machine =
      settings.machine.map { wanted in machines.first { $0.isCalled(wanted) } }
      ?? (machines.count == 1 ? machines.first : nil)
    service.model = machine?.kind
  }

  /// Why there are no frames; nil if the machine was found.
  func machineProblem(_ machines: [LiveMachine]) -> String? {
    guard machine == nil, !machines.isEmpty else { return nil }
    let names = machines.map { "\"\($0.name)\"" }.joined(separator: ", ")
    return settings.machine.map { "the daemon has no machine \"\($0)\"; it has \(names)" }
      ?? "the daemon has several machines; name one in the configuration: \(names)"
  }

  /// Takes a frame of any machine; returns what is sent at once.
  mutating func take(_ frame: LiveFrame, now: Instant) -> [Packet] {
    guard frame.machine == machine?.id else { return [] }
    return service.take(frame, isWatched: service.isWatched(by: clients), now: now)
  }

  mutating func due(now: Instant) -> [Packet] {
    advertiseAvailability(now: now)
    let packets = service.due(now: now)
    // A paired client that has left is subscribed still.
    return clients.isEmpty ? [] : packets
  }

  /// When there is something to do although nothing happens.
  var dueAt: Instant? { [service.dueAt, registration.dueAt].compactMap { $0 }.min() }

  /// Has the service data say whether the belt is measured.
  private mutating func advertiseAvailability(now: Instant) {
    let isAvailable = service.isAvailable(now: now)
    guard isAvailable != self.isAvailable else { return }
    self.isAvailable = isAvailable
    registration.advertiseAgain(now: now)
  }

  // MARK: bluetoothd

  var advertisement: Advertisement {
    Advertisement(
      path: objects.advertisementPath, name: settings.name, services: objects.tree.advertised,
      isAvailable: isAvailable)
  }

  /// Takes what BlueZ has now; returns a line if clients came or went. Without their names: those say whose phone it is.
  /// - Parameter strap: the device that is no client, but the walker's heart-rate strap.
  mutating func take(_ bluez: BluezObjects, strap: String? = nil, now: Instant) -> [String] {
    let connected = bluez.connected(to: adapter).filter { $0.path != strap }
    guard Set(clients.map(\.path)) != Set(connected.map(\.path)) else { return [] }
    clients = connected
    service.keepClients(connected)
    registration.advertiseAgain(now: now)
    let count =
      switch connected.count {
      case 0: "no client"
      case 1: "1 client"
      default: "\(connected.count) clients"
      }
    return ["\(adapter): \(count) connected"]
  }

  /// The next call to make to bluetoothd.
  mutating func step(_ bluez: BluezObjects, now: Instant) -> (step: RegistrationStep, call: BusCall)? {
    let found = bluez.adapter(adapter)
    if found == nil { service.forgetSubscriptions() }
    return registration.next(found, now: now).map { ($0, call($0)) }
  }

  mutating func done(_ step: RegistrationStep, failure: BusFailure?, now: Instant) {
    // What is registered already need not be registered again: the adapter was off in between.
    let isThere = failure?.name == "org.bluez.Error.AlreadyExists"
    registration.done(step, failure: isThere ? nil : failure.map { Self.explained(step, $0) }, now: now)
  }

  /// bluetoothd or the bus has gone.
  mutating func lose() {
    registration.lose()
    clients = []
    service.keepClients([])
    service.forgetSubscriptions()
  }

  /// Answers a call of bluetoothd.
  mutating func answer(_ message: BusMessage) -> PeripheralAnswer {
    let answer = objects.answer(message, &service, advertisement)
    if answer.isReleased { registration.advertisementReleased() }
    return answer
  }

  private func call(_ step: RegistrationStep) -> BusCall {
    let path = Bluez.path(adapter)
    switch step {
    case .powerOn: return DBus.set(Bluez.service, path, Bluez.adapter, "Powered", .boolean(true))
    case .registerServices:
      return BusCall(
        Bluez.service, path, Bluez.gattManager, "RegisterApplication",
        [.path(objects.tree.root), .properties([:])])
    case .advertise:
      return BusCall(
        Bluez.service, path, Bluez.advertisingManager, "RegisterAdvertisement",
        [.path(objects.advertisementPath), .properties([:])])
    case .stopAdvertising:
      return BusCall(
        Bluez.service, path, Bluez.advertisingManager, "UnregisterAdvertisement",
        [.path(objects.advertisementPath)])
    }
  }

  /// What an error of bluetoothd means, and what to do.
  private static func explained(_ step: RegistrationStep, _ failure: BusFailure) -> String {
    switch (step, failure.name) {
    case (_, "org.freedesktop.DBus.Error.AccessDenied"):
      "no permission to use bluetoothd; its policy for D-Bus is in /usr/share/dbus-1/system.d/bluetooth.conf"
    case (.powerOn, "org.bluez.Error.Busy"): "is being switched on"
    case (.powerOn, _):
      "cannot be switched on (\(failure)); if it is blocked, `rfkill unblock bluetooth` helps"
    case (.advertise, "org.bluez.Error.NotPermitted"):
      "no advertisement is free; another program advertises on this adapter (\(failure))"
    default: "bluetoothd refused: \(failure)"
    }
  }
}
