// SPDX-License-Identifier: Apache-2.0
//
// Owns: which step comes next until a machine's heart-rate strap is heard. Must not know: D-Bus messages, the daemon.

/// A step that bluetoothd is asked for.
enum StrapStep: Equatable, Sendable {
  case filter
  case scan
  case stopScan
  case connect(String)
  case listen(String)
}

/// How far a strap is. One step at a time; after a failure again, later.
///
///     scanning -> found -> connected -> services known -> heard
struct StrapLink: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// bluetoothd gives up connecting after 25 s or so.
  private static let patience = Duration.seconds(40)
  /// Scanning costs the radio's time, which apps and watches need.
  private static let scanFor = Duration.seconds(12)
  /// Before the nearest one is chosen: the farther ones may be heard first.
  private static let compareFor = Duration.seconds(3)
  /// A strap that was nearest and does not answer so often has gone.
  private static let mostFailures = 3

  let choice: StrapChoice
  let adapter: String
  /// The strap that was chosen, until it has gone for good.
  private(set) var strap: String?
  /// Its address, which no other machine may take.
  private(set) var address: String?
  /// The characteristic that sends values; nil while nothing is heard.
  private(set) var source: String?
  private(set) var problem: String?
  private var asked: (step: StrapStep, until: Instant)?
  private var isFiltered = false
  private var scanningSince: Instant?
  private var retryAt: Instant?
  private var failures = 0
  private var backOff = BackOff()
  private var hasLost = false

  init(_ choice: StrapChoice, adapter: String) {
    self.choice = choice
    self.adapter = adapter
  }

  /// The step to ask for now; nil if none is.
  /// - Parameter taken: addresses of straps that other machines have.
  mutating func next(_ bluez: BluezObjects, taken: Set<String>, now: Instant) -> StrapStep? {
    guard bluez.adapter(adapter)?.isPowered == true else {
      lose()
      return nil
    }
    if let asked {
      guard now >= asked.until else { return nil }
      done(asked.step, failure: "bluetoothd did not answer", now: now)
    }
    let straps = bluez.straps(of: adapter).filter { !taken.contains($0.address) }
    noticeLoss(straps, now)
    if let retryAt, now < retryAt { return nil }
    retryAt = nil
    guard let step = wanted(bluez, straps, now) else { return nil }
    asked = (step, now + Self.patience)
    return step
  }

  private mutating func wanted(_ bluez: BluezObjects, _ straps: [BluezStrap], _ now: Instant) -> StrapStep? {
    guard let found = chosen(straps, now) else { return search(now) }
    (strap, address) = (found.path, found.address)
    if scanningSince != nil { return .stopScan }
    guard found.isConnected else { return .connect(found.path) }
    // Its services are being read.
    guard found.isResolved else { return nil }
    guard let characteristic = bluez.heartRateMeasurement(of: found.path) else {
      problem = "the strap that was chosen sends no heart rate"
      return nil
    }
    return source == characteristic ? nil : .listen(characteristic)
  }

  /// Scans for a while, and again later.
  private mutating func search(_ now: Instant) -> StrapStep? {
    (strap, address) = (nil, nil)
    guard isFiltered else { return .filter }
    guard let scanningSince else { return .scan }
    return now - scanningSince >= Self.scanFor ? .stopScan : nil
  }

  private func chosen(_ straps: [BluezStrap], _ now: Instant) -> BluezStrap? {
    if let known = straps.first(where: { $0.path == strap }) { return known }
    switch choice {
    case .address(let address): return straps.first { $0.address == address }
    case .named(let name): return straps.first { $0.name.lowercased() == name.lowercased() }
    case .nearest:
      guard let scanningSince, now - scanningSince >= Self.compareFor else { return nil }
      return straps.filter { $0.hasHeartRate && $0.signalDbm != nil }
        .max { ($0.signalDbm ?? .min, $1.path) < ($1.signalDbm ?? .min, $0.path) }
    }
  }

  private mutating func noticeLoss(_ straps: [BluezStrap], _ now: Instant) {
    guard source != nil, straps.first(where: { $0.path == strap })?.isConnected != true else { return }
    source = nil
    hasLost = true
    retryAt = now + backOff.failed()
  }

  /// Takes the answer to a step.
  mutating func done(_ step: StrapStep, failure: String?, now: Instant) {
    guard asked?.step == step else { return }
    asked = nil
    problem = failure
    switch step {
    case .filter: isFiltered = failure == nil
    case .scan: scanningSince = failure == nil ? now : nil
    case .stopScan:
      // One that does not run any more cannot be stopped, and need not be.
      scanningSince = nil
      problem = nil
      if strap == nil { retryAt = now + backOff.failed() }
      return
    case .connect: connected(isDone: failure == nil)
    case .listen(let characteristic): if failure == nil { source = characteristic }
    }
    if failure != nil { retryAt = now + backOff.failed() }
  }

  private mutating func connected(isDone: Bool) {
    failures = isDone ? 0 : failures + 1
    guard choice == .nearest, failures >= Self.mostFailures else { return }
    failures = 0
    (strap, address) = (nil, nil)
  }

  /// A value that the strap has sent; nil if the signal is about something else, or no value.
  mutating func take(_ signal: BusMessage) -> HeartRateMeasurement? {
    guard let source, signal.path == source, signal.member == "PropertiesChanged",
      signal.argument(0)?.text == Bluez.gattCharacteristic,
      let bytes = signal.argument(1)?.entries["Value"]?.byteArray,
      let measurement = HeartRateMeasurement(bytes)
    else { return nil }
    backOff.succeeded()
    return measurement
  }

  /// Whether a strap that was heard has gone since the last time; the heart rate is unknown from then on.
  mutating func takeLoss() -> Bool {
    defer { hasLost = false }
    return hasLost
  }

  /// bluetoothd or the adapter has gone.
  mutating func lose() {
    let wasHeard = source != nil || hasLost
    let remembered = (strap, address)
    self = StrapLink(choice, adapter: adapter)
    (strap, address) = remembered
    hasLost = wasHeard
  }

  /// What to ask bluetoothd for.
  func call(_ step: StrapStep) -> BusCall {
    let path = Bluez.path(adapter)
    switch step {
    case .filter:
      // A name or address may be that of a strap which does not advertise its service.
      let services = choice == .nearest ? ["UUIDs": BusValue.strings([AssignedNumber.heartRate.uuid])] : [:]
      return BusCall(
        Bluez.service, path, Bluez.adapter, "SetDiscoveryFilter",
        [.properties(services.merging(["Transport": .string("le")]) { $1 })])
    case .scan: return BusCall(Bluez.service, path, Bluez.adapter, "StartDiscovery")
    case .stopScan: return BusCall(Bluez.service, path, Bluez.adapter, "StopDiscovery")
    case .connect(let device): return BusCall(Bluez.service, device, Bluez.device, "Connect")
    case .listen(let characteristic):
      return BusCall(Bluez.service, characteristic, Bluez.gattCharacteristic, "StartNotify")
    }
  }
}
