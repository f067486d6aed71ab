// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is wrong with one machine as a whole, since when, and logging it once. Must not know: sockets.

import Hardware
import LiveFeed
import Logging
import Motion
import Pulses
import SetKeeping
import Sets
import Settings
import Synchronization

/// Gathers alerts: the logging loop passes it the edges, the displays' loop asks for the alerts.
final class BeltHealth: Sendable {
  private struct State: Sendable {
    var watch: SensorWatch
    /// The version of the plan that it uses.
    var plan = 0
    /// What is wrong now, in the order of `HealthKind`.
    var alerts: [HealthAlert] = []
  }

  private let state: Mutex<State>

  init(_ plan: MachinePlan) {
    state = Mutex(State(watch: SensorWatch(profile: plan.profile, silentDays: plan.silentDays)))
  }

  /// Switches to the present plan.
  func use(_ version: CurrentMachine.Version) {
    state.withLock { state in
      guard version.number != state.plan else { return }
      state.plan = version.number
      state.watch.use(version.plan.profile, silentDays: version.plan.silentDays)
    }
  }

  /// Takes a message of the pulse thread.
  func take(_ note: PulseThreadMessage) {
    guard case .edge(let edge) = note else { return }
    state.withLock { $0.watch.step(edge) }
  }

  /// Returns the alerts; logs those that have begun and those that have cleared.
  /// - Parameter others: what is wrong with anything but the sensor.
  func look(_ belt: BeltSnapshot, _ line: LineView, others: [HealthAlert], _ logger: Logger) -> [HealthAlert]
  {
    let (before, now) = state.withLock { state in
      let before = state.alerts
      let found = state.watch.look(belt, line) + others
      state.alerts = Self.ordered(found, before, nowNs: belt.motion.timeNs)
      return (before, state.alerts)
    }
    for alert in now where !before.contains(where: { $0.kind == alert.kind }) {
      logger.log(level: alert.severity == .fault ? .error : .warning, "\(alert.line)")
    }
    for alert in before where !now.contains(where: { $0.kind == alert.kind }) {
      logger.notice("cleared: \(alert.text)")
    }
    return now
  }

  /// In the order of `HealthKind`, each with its beginning.
  private static func ordered(_ found: [HealthAlert], _ before: [HealthAlert], nowNs: Int64) -> [HealthAlert]
  {
    HealthKind.allCases.compactMap { kind in
      guard var alert = found.first(where: { $0.kind == kind }) else { return nil }
      alert.sinceNs = alert.sinceNs ?? before.first { $0.kind == kind }?.sinceNs ?? nowNs
      return alert
    }
  }
}

extension Belt {
  /// Fills in the alerts.
  func fillHealth(_ frame: inout LiveFrame, _ belt: BeltSnapshot) {
    let isHeld =
      switch frame.health.sensor {
      case .ok, .simulated, .replay: true
      case .waiting, .lost, .ended: false
      }
    health.use(machine.version)
    let line = LineView(isHeld: isHeld, isActive: isActive)
    let alerts = health.look(belt, line, others: othersWrong, logger)
    let clock = clock.now
    frame.health.alerts = alerts.map { alert in
      LiveAlert(
        kind: alert.kind.rawValue, severity: alert.severity.rawValue, text: alert.text, remedy: alert.remedy,
        since: alert.sinceNs.map(clock.rfc3339))
    }
    frame.health.summary = alerts.first?.line
  }

  /// Whether the line is at a magnet's level; nil if no level means a magnet.
  private var isActive: Bool? {
    guard let isHigh = pulses.level.isHigh else { return nil }
    switch plan.profile.pulseEdge {
    case .falling: return !isHigh
    case .rising: return isHigh
    case .both: return nil
    }
  }

  private var othersWrong: [HealthAlert] {
    let keeper = kept.report
    var alerts: [HealthAlert] = []
    if pulses.level.isFlooded { alerts.append(FloodWords.alert(line: pulses.lineText)) }
    if let text = keeper.logHealth { alerts.append(HealthAlert(.log, .fault, text)) }
    if let text = keeper.journalHealth { alerts.append(HealthAlert(.journal, .fault, text)) }
    let refused = pulses.handoff.refused.load(ordering: .relaxed)
    if refused > 0 {
      alerts.append(
        HealthAlert(.handover, .fault, "\(refused) pulses could not be handed over for the log"))
    }
    if let aheadS = clock.disagreementS {
      alerts.append(
        HealthAlert(
          .clock, .warning,
          "the wall clock was set \(Int(aheadS.magnitude.rounded())) s \(aheadS > 0 ? "ahead" : "back"); sets are dated as before"
        ))
    }
    return alerts
  }
}
