// SPDX-License-Identifier: Apache-2.0
//
// Owns: what runs beside what: the daemon's frames, the broker, sets, commands. Must not know: payloads.

import LiveFeed
import Logging
import ServiceLifecycle
import Settings
import Synchronization

/// Publishes a deadmill to a broker.
package final class HomeAutomationService: Service {
  /// How long threads may take to end; a broker that does not answer would take longer.
  private static let endPatience = Duration.seconds(5)

  private let hub: HomeAutomationHub
  private let view: DaemonView
  private let desk: CommandDesk
  private let link: BrokerLink
  private let courier: SetCourier
  private let onRunning: @Sendable () -> Void

  /// - Parameter onRunning: called once the service works, with or without a broker.
  package init(
    _ configuration: MQTTConfiguration, logger: Logger, onRunning: @escaping @Sendable () -> Void = {}
  ) throws {
    self.onRunning = onRunning
    let sent = try SentSets(directory: configuration.dataDirectory, log: configuration.logDirectory)
    view = DaemonView(socket: configuration.socket, logger: logger)
    desk = CommandDesk(
      socket: configuration.socket, asksForWalkers: configuration.showsWalkers, logger: logger)
    hub = HomeAutomationHub(configuration, view, desk, logger: logger)
    guard let link = BrokerLink(configuration.broker, hub, logger: logger) else {
      throw BrokerFault("no pipe can be made; too many files are open")
    }
    self.link = link
    hub.connect(link)
    courier = SetCourier(socket: configuration.socket, hub, sent, logger: logger)
  }

  package func run() async throws {
    let running = Mutex(4)
    func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
      let thread = PosixThread.start(name) {
        body()
        running.withLock { $0 -= 1 }
      }
      if let thread { thread.detach() } else { running.withLock { $0 -= 1 } }
    }
    start("mqtt-feed") { [self] in view.run { [link] in link.ring() } }
    start("mqtt-ask") { [self] in desk.run(answer: hub.answer, look: hub.lookAtLog) }
    start("mqtt-broker") { [self] in link.run() }
    start("mqtt-sets") { [self] in courier.run() }
    onRunning()
    try? await gracefulShutdown()
    courier.stop()
    link.stop()
    desk.stop()
    view.stop()
    let until = ContinuousClock.now + Self.endPatience
    while running.withLock({ $0 > 0 }), .now < until { try? await Task.sleep(for: .milliseconds(20)) }
    hub.save()
  }
}
