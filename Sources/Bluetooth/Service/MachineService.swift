// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the characteristics of one machine hold, and what is sent when. Must not know: D-Bus.

import LiveFeed

/// A value that is sent to all who have subscribed to a characteristic.
struct Packet: Equatable, Sendable {
  var number: AssignedNumber
  var bytes: [UInt8]
}

/// One machine as its clients see it.
struct MachineService: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// A frame that old says nothing about now: the daemon makes ten a second.
  private static let staleAfter = Duration.seconds(3)

  private let settings: BluetoothConfiguration
  private var odometer = Odometer()
  private var reading = BeltReading()
  private var lastPhase: String?
  private var lastFrameAt: Instant?
  private var sentStatus: TrainingStatus?
  private var nextAt: Instant?
  private var controls: [String: ControlPoint] = [:]
  /// Those who have read or written something since they connected.
  private var visitors: Set<String> = []
  private(set) var subscribed: Set<AssignedNumber> = []
  /// `motorised-off` and so on, once the daemon has said it.
  var model: String?

  init(_ settings: BluetoothConfiguration) { self.settings = settings }

  /// Whether the belt is measured at present.
  func isAvailable(now: Instant) -> Bool { lastFrameAt.map { now - $0 < Self.staleAfter } ?? false }

  // MARK: The belt

  /// Takes a frame of the machine; returns what has to be said at once.
  mutating func take(_ frame: LiveFrame, isWatched: Bool, now: Instant) -> [Packet] {
    odometer.take(frame, isWatched: isWatched)
    reading = BeltReading(frame, odometer, sendsEstimates: settings.sendsEstimates)
    lastFrameAt = now
    defer { lastPhase = frame.phase }
    var packets: [Packet] = []
    if let lastPhase, let change = Self.change(from: lastPhase, to: frame.phase) {
      packets.append(Packet(number: .fitnessMachineStatus, bytes: change.bytes))
    }
    if sentStatus != reading.status {
      packets.append(Packet(number: .trainingStatus, bytes: reading.status.bytes))
      sentStatus = reading.status
    }
    return packets.filter { subscribed.contains($0.number) }
  }

  /// What the walker has done.
  private static func change(from: String, to: String) -> MachineStatus? {
    func isSet(_ phase: String) -> Bool { phase == "active" || phase == "paused" }
    switch (isSet(from), to) {
    case (_, "active") where from != "active": return .startedOrResumed
    case (true, "paused") where from != "paused": return .paused
    case (true, _) where !isSet(to): return .stopped
    default: return nil
    }
  }

  /// The measurements that are due; none while the daemon is silent, since an old number is not a measured one.
  mutating func due(now: Instant) -> [Packet] {
    if let nextAt, now < nextAt { return [] }
    let period = Duration.seconds(1) / settings.rateHz
    // In step with the last time, unless that was missed by far.
    let inStep = nextAt.map { $0 + period } ?? now + period
    nextAt = inStep > now ? inStep : now + period
    guard isAvailable(now: now) else { return [] }
    return [AssignedNumber.treadmillData, .rscMeasurement].filter(subscribed.contains).compactMap { number in
      read(number).map { Packet(number: number, bytes: $0) }
    }
  }

  /// When `due` is to be asked next.
  var dueAt: Instant? { subscribed.isEmpty ? nil : nextAt }

  // MARK: Clients

  /// The value of a characteristic; nil if it has none.
  func read(_ number: AssignedNumber) -> [UInt8]? {
    switch number {
    case .fitnessMachineFeature: FitnessMachineFeature.bytes(hasEffort: reading.effort != nil)
    case .treadmillData: reading.treadmillData.bytes
    case .trainingStatus: reading.status.bytes
    case .rscMeasurement: reading.runningSpeed(settings.cadence).bytes
    case .rscFeature: RunningSpeed.feature
    case .sensorLocation: RunningSpeed.location
    case .manufacturerName: Array("Deadmill".utf8)
    case .modelNumber: Array((model ?? "treadmill").utf8)
    case .firmwareRevision: Array(BluetoothService.version.utf8)
    default: nil
    }
  }

  /// Takes a value that a client wrote; nil if it is none that the characteristic has.
  mutating func write(_ number: AssignedNumber, _ value: [UInt8], by client: String) -> [Packet]? {
    switch number {
    case .fitnessMachineControlPoint:
      var control = controls[client] ?? ControlPoint()
      guard let answer = control.write(value) else { return nil }
      controls[client] = control
      let status = answer.status.map { Packet(number: .fitnessMachineStatus, bytes: $0.bytes) }
      return [Packet(number: number, bytes: answer.bytes)] + (status.map { [$0] } ?? [])
    case .scControlPoint:
      return RunningSpeed.control(value).map { [Packet(number: number, bytes: $0)] }
    default: return nil
    }
  }

  /// The first client has subscribed, or the last one has left.
  mutating func subscribe(_ number: AssignedNumber, _ isOn: Bool) {
    if isOn {
      subscribed.insert(number)
    } else {
      subscribed.remove(number)
    }
  }

  /// A client has read or written something.
  mutating func visit(_ client: String) { visitors.insert(client) }

  /// Whether any of these devices is a client of the machine: a keyboard on the same adapter is none.
  func isWatched(by connected: [BluezDevice]) -> Bool {
    !connected.isEmpty && (!subscribed.isEmpty || connected.contains { visitors.contains($0.path) })
  }

  /// Forgets what was granted to clients that are not connected any more.
  mutating func keepClients(_ connected: [BluezDevice]) {
    let paths = Set(connected.map(\.path))
    controls = controls.filter { paths.contains($0.key) }
    visitors = visitors.intersection(paths)
  }

  /// bluetoothd has gone, and its subscriptions with it. A client that leaves takes them along only if it is not paired:
  /// for a paired one BlueZ keeps them, and does not report them again when it returns.
  mutating func forgetSubscriptions() { subscribed = [] }
}
