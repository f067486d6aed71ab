// SPDX-License-Identifier: Apache-2.0
//
// Owns: the hub as a service: what runs beside what, and where it listens. Must not know: statements.

import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import UnixSignals

/// What the hub is started with.
package struct HubConfiguration: Sendable {
  /// libpq's connection string.
  package var database: String
  package var host = "127.0.0.1"
  package var port = 8443
  /// Where people look; nil for nowhere. It asks for no password: an address that only they reach.
  package var pageHost = "127.0.0.1"
  package var pagePort: Int? = 8444
  /// nil behind a balancer that ends TLS.
  package var tls: (certificate: String, key: String)?
  package var connections = 8

  package init(database: String) { self.database = database }
}

/// The chain's stateless door to PostgreSQL; any number of them may run beside each other.
package struct HubServer: Service {
  private let configuration: HubConfiguration
  private let pool: ConnectionPool
  private let logger: Logger
  private let onRunning: @Sendable (Int) -> Void

  /// - Parameter onRunning: called with the port once gyms are answered.
  package init(
    _ configuration: HubConfiguration, logger: Logger, onRunning: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.configuration = configuration
    self.logger = logger
    self.onRunning = onRunning
    pool = ConnectionPool(configuration.database, most: configuration.connections)
  }

  package func run() async throws {
    let onRunning = onRunning
    let figures = HubFigures()
    let gyms = Application(
      router: GymRoutes(pool: pool, figures: figures, logger: logger).router(), server: try server(),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), serverName: nil,
        availableConnectionsDelegate: .maximum(4096, logger: logger)),
      onServerRunning: { channel in onRunning(channel.localAddress?.port ?? 0) }, logger: logger)
    let housekeeping = Housekeeping(pool: pool, logger: logger)
    var services: [any Service] = [pool, gyms, housekeeping]
    if let port = configuration.pagePort {
      services.append(
        Application(
          router: ChainPages(pool: pool, figures: figures).router(),
          configuration: ApplicationConfiguration(
            address: .hostname(configuration.pageHost, port: port), serverName: nil), logger: logger))
    }
    try await ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    ).run()
  }

  private func server() throws -> HTTPServerBuilder {
    let plain = HTTPServerBuilder.http1(configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(60)))
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
