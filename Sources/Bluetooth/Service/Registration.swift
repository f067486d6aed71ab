// SPDX-License-Identifier: Apache-2.0
//
// Owns: which step comes next until a machine is served and advertised on its adapter. Must not know: D-Bus messages.

/// A step that bluetoothd is asked for.
enum RegistrationStep: Equatable, Sendable {
  case powerOn
  case registerServices
  case advertise
  case stopAdvertising
}

/// How far an adapter is. One step at a time; after a failure the same one again, later.
///
///     no adapter -> powered off -> powered on -> services registered -> advertised
struct Registration: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// bluetoothd answers within 25 s, or not at all.
  private static let patience = Duration.seconds(30)
  /// After a client has connected or left; both come with several signals.
  private static let settling = Duration.milliseconds(500)

  private(set) var hasServices = false
  private(set) var isAdvertising = false
  private(set) var problem: String?
  private var asked: (step: RegistrationStep, until: Instant)?
  private var advertiseAgainAt: Instant?
  private var retryAt: Instant?
  private var backOff = BackOff()
  /// Between stopping an advertisement and making it again.
  private var isRenewing = false

  init() {}

  /// Whether everything is in place, or will be in a moment.
  var isServing: Bool { hasServices && (isAdvertising || isRenewing) }

  /// When `next` has something to do although nothing happens; nil if never.
  var dueAt: Instant? {
    [asked?.until, advertiseAgainAt, retryAt].compactMap { $0 }.min()
  }

  /// The step to ask for now; nil if none is.
  /// - Parameter adapter: nil if there is none.
  mutating func next(_ adapter: BluezAdapter?, now: Instant) -> RegistrationStep? {
    guard let adapter else {
      lose()
      problem = "there is no such adapter"
      return nil
    }
    if let asked {
      guard now >= asked.until else { return nil }
      done(asked.step, failure: "bluetoothd did not answer", now: now)
    }
    if let retryAt, now < retryAt { return nil }
    retryAt = nil
    guard let step = wanted(adapter, now: now) else { return nil }
    asked = (step, now + Self.patience)
    return step
  }

  private mutating func wanted(_ adapter: BluezAdapter, now: Instant) -> RegistrationStep? {
    guard adapter.isPowered else {
      isAdvertising = false
      return .powerOn
    }
    guard adapter.canServe else {
      problem = "this adapter has no Bluetooth Low Energy, or bluetoothd is older than 5.48"
      return nil
    }
    if !hasServices { return .registerServices }
    if !isAdvertising { return .advertise }
    guard let due = advertiseAgainAt, now >= due else { return nil }
    return .stopAdvertising
  }

  /// Takes the answer to a step.
  mutating func done(_ step: RegistrationStep, failure: String?, now: Instant) {
    guard asked?.step == step else { return }
    asked = nil
    isRenewing = step == .stopAdvertising
    if let failure {
      // An advertisement that is not there any more cannot be stopped, and need not be.
      if step == .stopAdvertising { isAdvertising = false }
      problem = failure
      retryAt = now + backOff.failed()
      return
    }
    backOff.succeeded()
    problem = nil
    switch step {
    case .powerOn: break
    case .registerServices: hasServices = true
    case .advertise: isAdvertising = true
    case .stopAdvertising:
      isAdvertising = false
      advertiseAgainAt = nil
    }
  }

  /// BlueZ stops advertising when a client connects, and goes on only with an advertisement that is registered again.
  mutating func advertiseAgain(now: Instant) {
    if isAdvertising || asked?.step == .advertise { advertiseAgainAt = now + Self.settling }
  }

  /// BlueZ has dropped the advertisement.
  mutating func advertisementReleased() {
    isAdvertising = false
    advertiseAgainAt = nil
  }

  /// bluetoothd or the adapter has gone, and what was registered with it.
  mutating func lose() { self = Registration() }
}
