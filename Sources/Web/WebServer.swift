// SPDX-License-Identifier: Apache-2.0
//
// Owns: the page as a service: what runs beside what, and where it listens. Must not know: routes.

import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// The page.
package struct WebServer: Service {
  /// A connection without a request for so long is closed.
  private static let idleTimeout = TimeAmount.seconds(60)
  /// Connections of one address beside its live streams, and in all.
  private static let spareConnections = 48
  private static let mostConnections = 2048
  private static let mostHeaderBytes = 16 * 1024

  private let configuration: WebConfiguration
  private let logger: Logger
  private let hub: LiveHub
  private let accounts: Accounts
  private let onRunning: @Sendable (Int) -> Void

  /// - Parameter onRunning: called with the port once the page answers.
  package init(
    _ configuration: WebConfiguration, logger: Logger, onRunning: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws {
    self.configuration = configuration
    self.logger = logger
    self.onRunning = onRunning
    hub = LiveHub(socket: configuration.socket, logger: logger)
    accounts = try Accounts(directory: configuration.dataDirectory)
  }

  package func run() async throws {
    let routes = WebRoutes(configuration: configuration, hub: hub, accounts: accounts, logger: logger)
    let onRunning = onRunning
    let application = Application(
      router: routes.router(), server: try server(),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), serverName: nil,
        availableConnectionsDelegate: .maximum(Self.mostConnections, logger: logger)),
      services: [hub], onServerRunning: { channel in onRunning(channel.localAddress?.port ?? 0) },
      logger: logger)
    try await application.run()
  }

  private var connections: ConnectionLimit {
    ConnectionLimit(
      mostOfOne: configuration.mostStreamsOfOne + Self.spareConnections, trusted: Set(configuration.proxies))
  }

  private func server() throws -> HTTPServerBuilder {
    let connections = connections
    var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
    decoder.maxHeaderListSize = Self.mostHeaderBytes
    decoder.maxHeaderFieldSize = Self.mostHeaderBytes
    decoder.maxHeaderFieldCount = 100
    let plain = HTTPServerBuilder.http1(
      configuration: HTTP1Channel.Configuration(
        additionalChannelHandlers: [connections.handler()], idleTimeout: Self.idleTimeout,
        httpDecoderConfiguration: decoder))
    guard let tls = configuration.tls else { return plain }
    let chain = try NIOSSLCertificate.fromPEMFile(tls.certificate).map {
      NIOSSLCertificateSource.certificate($0)
    }
    let key = try NIOSSLPrivateKey(file: tls.key, format: .pem)
    var settings = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain, privateKey: .privateKey(key))
    settings.minimumTLSVersion = .tlsv12
    return try .tls(plain, tlsConfiguration: settings)
  }
}
