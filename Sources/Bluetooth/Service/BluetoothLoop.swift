// SPDX-License-Identifier: Apache-2.0
//
// Owns: the loop over the bus, the daemon's frames and the time. Must not know: what is in a packet.

import LiveFeed
import Logging

/// Serves all machines over one connection to the system bus, on one thread.
final class BluetoothLoop {
  typealias Instant = ContinuousClock.Instant

  /// The longest sleep: the daemon's frames do not wake this thread.
  private static let longestWait = Duration.milliseconds(250)

  /// What a call was made for.
  private enum Purpose {
    case owner
    case objects
    case agent
    case step(peripheral: Int, RegistrationStep)
    case strap(peripheral: Int, StrapStep)
  }

  private let bus: BusConnection
  private let feed: BeltFeed
  private let report: (String, String) -> Void
  private let log: PacketLog?
  private let logger: Logger
  private let sender: HeartRateSender
  private var peripherals: [Peripheral]
  private var straps: StrapLinks
  private var bluez = BluezObjects()
  /// bluetoothd's unique name; nil while it does not run.
  private var owner: String?
  private var calls: [UInt64: Purpose] = [:]
  private var machines: [LiveMachine] = []

  /// - Parameter report: takes the state of an adapter each time it may have changed.
  init(
    _ bus: BusConnection, _ settings: BluetoothConfiguration, feed: BeltFeed, sender: HeartRateSender,
    log: PacketLog?, logger: Logger, report: @escaping (String, String) -> Void
  ) {
    self.bus = bus
    self.feed = feed
    self.sender = sender
    self.log = log
    self.logger = logger
    self.report = report
    peripherals = settings.adapters.map { Peripheral($0, settings) }
    straps = StrapLinks(settings)
  }

  /// Serves until it shall stop, or the bus has gone.
  func run(until isOver: () -> Bool) throws(BusError) {
    try begin()
    while !isOver() {
      while let message = try bus.next() { try take(message) }
      let now = Instant.now
      try takeNews(now)
      try step(now)
      for index in peripherals.indices { try send(peripherals[index].due(now: now), index) }
      watchStraps()
      reportStates()
      wait(now)
    }
  }

  /// Asks for the signals that matter, and for bluetoothd.
  private func begin() throws(BusError) {
    let rules = [
      "type='signal',sender='\(DBus.service)',member='NameOwnerChanged',arg0='\(Bluez.service)'",
      "type='signal',sender='\(Bluez.service)',interface='\(DBus.objectManager)'",
      "type='signal',sender='\(Bluez.service)',interface='\(DBus.properties)',path_namespace='/org/bluez'",
    ]
    for rule in rules { _ = try bus.send(DBus.match(rule)) }
    try call(BusCall(DBus.service, DBus.path, DBus.service, "GetNameOwner", [.string(Bluez.service)]), .owner)
  }

  private func call(_ call: BusCall, _ purpose: Purpose) throws(BusError) {
    calls[try bus.send(call)] = purpose
  }

  private func wait(_ now: Instant) {
    let due = peripherals.compactMap(\.dueAt).min().map { $0 - now } ?? Self.longestWait
    let wait = min(max(due, .zero), Self.longestWait)
    // Rounded up: a wait that ends too early would be a busy loop.
    bus.wait(milliseconds: Int32(clamping: Int64(wait / .milliseconds(1)) + 1))
  }

  // MARK: The daemon

  private func takeNews(_ now: Instant) throws(BusError) {
    let news = feed.takeNews()
    if news.machines != machines {
      machines = news.machines
      for index in peripherals.indices { peripherals[index].take(machines) }
    }
    for frame in news.frames {
      for index in peripherals.indices { try send(peripherals[index].take(frame, now: now), index) }
    }
  }

  private func send(_ packets: [Packet], _ index: Int) throws(BusError) {
    let peripheral = peripherals[index]
    for packet in packets {
      guard let signal = peripheral.objects.signal(packet) else { continue }
      try bus.send(signal)
      log?.sent(packet, peripheral.adapter)
    }
  }

  // MARK: bluetoothd

  private func step(_ now: Instant) throws(BusError) {
    guard owner != nil else { return }
    for index in peripherals.indices {
      for line in peripherals[index].take(bluez, strap: straps.strap(index), now: now) {
        logger.notice("\(line)")
      }
      if let (step, call) = peripherals[index].step(bluez, now: now) {
        try self.call(call, .step(peripheral: index, step))
      }
    }
    for (index, step, call) in straps.next(bluez, now: now) {
      try self.call(call, .strap(peripheral: index, step))
    }
  }

  /// Heart rates that have gone unknown, and what there is to say about straps.
  private func watchStraps() {
    for index in straps.takeLosses() { send(bpm: nil, index) }
    for line in straps.news() { logger.notice("\(line)") }
  }

  private func send(bpm: Int?, _ index: Int) {
    guard let machine = peripherals[index].machineId else { return }
    sender.send(bpm, machine: machine)
  }

  private func take(_ message: BusMessage) throws(BusError) {
    switch message.kind {
    case .call: try answer(message)
    case .reply, .error: try takeAnswer(message)
    case .signal:
      if message.member == "NameOwnerChanged", message.argument(0)?.text == Bluez.service {
        try changeOwner(message.argument(2)?.text)
      } else if message.sender == owner {
        _ = bluez.take(message)
        if let value = straps.take(message) { send(bpm: value.bpm, value.index) }
      }
    }
  }

  /// bluetoothd has come, gone, or is another one.
  private func changeOwner(_ name: String?) throws(BusError) {
    owner = name?.isEmpty == false ? name : nil
    bluez = BluezObjects()
    calls = [:]
    for index in peripherals.indices { peripherals[index].lose() }
    straps.lose()
    guard owner != nil else { return }
    try call(BusCall(Bluez.service, "/", DBus.objectManager, "GetManagedObjects"), .objects)
    for registration in PairingAgent.registration { try call(registration, .agent) }
  }

  private func takeAnswer(_ message: BusMessage) throws(BusError) {
    guard let purpose = calls.removeValue(forKey: message.answers) else { return }
    switch purpose {
    case .owner: try changeOwner(message.failure == nil ? message.argument(0)?.text : nil)
    case .objects:
      if let objects = message.argument(0), message.failure == nil { bluez = BluezObjects(managed: objects) }
    case .agent:
      if let failure = message.failure { logger.warning("watches may fail to pair: \(failure)") }
    case .step(let index, let step):
      peripherals[index].done(step, failure: message.failure, now: .now)
    case .strap(let index, let step):
      straps.done(index, step, failure: message.failure, now: .now)
    }
  }

  private func answer(_ message: BusMessage) throws(BusError) {
    // Only bluetoothd has a reason to call.
    guard message.sender == owner, owner != nil else {
      return try bus.answer(
        message,
        .failure(BusFailure(name: "org.freedesktop.DBus.Error.AccessDenied", text: "for bluetoothd only")))
    }
    if message.path == PairingAgent.path { return try bus.answer(message, PairingAgent.answer(message)) }
    guard let index = peripherals.firstIndex(where: { $0.objects.contains(message.path) }) else {
      return try bus.answer(message, .unknown(message))
    }
    logWritten(message, peripherals[index])
    let answer = peripherals[index].answer(message)
    try bus.answer(message, answer.reply)
    try send(answer.packets, index)
  }

  private func logWritten(_ message: BusMessage, _ peripheral: Peripheral) {
    guard let log, message.member == "WriteValue", let bytes = message.argument(0)?.byteArray,
      let characteristic = peripheral.objects.tree.characteristic(at: message.path)
    else { return }
    log.written(bytes, characteristic.number, peripheral.adapter)
  }

  // MARK: States

  private func reportStates() {
    for peripheral in peripherals { report(peripheral.adapter, state(peripheral)) }
  }

  private func state(_ peripheral: Peripheral) -> String {
    guard owner != nil else {
      return "bluetoothd does not run; `systemctl start bluetooth` starts it (package bluez)"
    }
    guard peripheral.registration.isServing else {
      return peripheral.registration.problem ?? "starting"
    }
    let services = peripheral.objects.tree.advertised.map(\.short).joined(separator: " ")
    let advertised = "\"\(peripheral.settings.name)\" is advertised (\(services))"
    return peripheral.machineProblem(machines).map { "\(advertised), but \($0)" } ?? advertised
  }
}
