// SPDX-License-Identifier: Apache-2.0
//
// Owns: one request and its answer, with the certificate checked and no redirect followed. Must not know: what is sent.
//
// A connection for each request: there are a few a day, and one that was kept open would be closed by a router unseen.

import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// What is asked for.
package struct WebRequest: Sendable {
  package var method: HTTPMethod
  package var address: WebAddress
  package var headers: [(name: String, value: String)] = []
  package var body: [UInt8] = []

  package init(method: HTTPMethod, address: WebAddress, body: [UInt8] = []) {
    self.method = method
    self.address = address
    self.body = body
  }
}

/// What was answered.
package struct WebAnswer: Sendable {
  package var status: Int
  package var contentType: String
  /// What the server asks to wait for, seconds; nil if it does not say.
  package var retryAfterS: Double?
  package var body: [UInt8]

  package var isSuccess: Bool { (200..<300).contains(status) }
  /// A login page of a network answers everything with one.
  package var isPage: Bool { contentType.lowercased().hasPrefix("text/html") }
}

/// Why there was no answer, with what to do. No text of it has a path, which may be a secret.
package struct WebFault: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// Sends requests.
package struct WebClient: Sendable {
  private typealias Connection = NIOAsyncChannel<NIOHTTPClientResponseFull, HTTPClientRequestPart>

  private static let mostBytes = 4 << 20
  private static let connectPatience = TimeAmount.seconds(10)

  private let tls: NIOSSLContext
  private let patience: Duration

  /// - Parameters:
  ///   - authorities: certificates of authorities; nil for the system's.
  ///   - patience: for a whole request and its answer.
  package init(authorities: String?, patience: Duration = .seconds(60)) throws(WebFault) {
    self.patience = patience
    // Full verification, of the chain and of the host's name, is this configuration's own.
    var configuration = TLSConfiguration.makeClientConfiguration()
    do {
      if let authorities { configuration.trustRoots = .file(authorities) }
      tls = try NIOSSLContext(configuration: configuration)
    } catch {
      throw WebFault(
        "\(authorities ?? "the system's certificates"): cannot be read; give a PEM file, or install ca-certificates"
      )
    }
  }

  package func send(_ request: WebRequest) async throws -> WebAnswer {
    do {
      return try await withThrowingTaskGroup(of: WebAnswer.self) { tasks in
        tasks.addTask { try await answer(to: request) }
        tasks.addTask {
          try await Task.sleep(for: patience)
          throw WebSilence()
        }
        defer { tasks.cancelAll() }
        guard let first = try await tasks.next() else { throw WebSilence() }
        return first
      }
    } catch {
      try Task.checkCancellation()
      throw WebFault("\(request.address.shown): \(WebFaultText.text(error)); it is tried again")
    }
  }

  private func answer(to request: WebRequest) async throws -> WebAnswer {
    let connection = try await connect(request.address)
    return try await connection.executeThenClose { inbound, outbound in
      try await outbound.write(.head(head(request)))
      if !request.body.isEmpty {
        try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: request.body))))
      }
      try await outbound.write(.end(nil))
      for try await full in inbound {
        return WebAnswer(
          status: Int(full.head.status.code),
          contentType: full.head.headers.first(name: "content-type") ?? "",
          retryAfterS: full.head.headers.first(name: "retry-after").flatMap { Double($0) },
          body: full.body.map { Array($0.readableBytesView) } ?? [])
      }
      throw WebSilence(isClosed: true)
    }
  }

  private func head(_ request: WebRequest) -> HTTPRequestHead {
    var headers = HTTPHeaders([("host", request.address.authority), ("connection", "close")])
    for header in request.headers { headers.add(name: header.name, value: header.value) }
    if request.method != .GET { headers.add(name: "content-length", value: "\(request.body.count)") }
    return HTTPRequestHead(
      version: .http1_1, method: request.method, uri: request.address.target, headers: headers)
  }

  private func connect(_ address: WebAddress) async throws -> Connection {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(Self.connectPatience)
      .connect(host: address.host, port: address.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if address.isEncrypted {
            // An address of numbers is not sent as a name; the certificate is then compared with the connection's.
            try pipeline.addHandler(
              NIOSSLClientHandler(context: tls, serverHostname: address.isNumeric ? nil : address.host))
          }
          try pipeline.addHTTPClientHandlers()
          try pipeline.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: Self.mostBytes))
          return try Connection(wrappingChannelSynchronously: channel)
        }
      }
  }
}

/// No answer, within the time or at all.
private struct WebSilence: Error {
  var isClosed = false
}

/// Why a request had no answer. The libraries' own texts are not shown: they might have an address in them.
enum WebFaultText {
  static func text(_ error: any Error) -> String {
    switch error {
    case let silence as WebSilence:
      silence.isClosed ? "closed the connection without an answer" : "does not answer"
    case is NIOConnectionError, is SocketAddressError: "cannot be reached"
    case let error as ChannelError:
      if case .connectTimeout = error { "does not answer" } else { "closed the connection without an answer" }
    case let error as IOError: "the connection broke (error \(error.errnoCode))"
    case is NIOHTTPObjectAggregatorError: "answered with too much"
    case is HTTPParserError: "answered with something that is not HTTP"
    case is NIOSSLExtraError: "the certificate is for another host"
    case is NIOSSLError: tls("\(error)")
    default: "no answer (\(type(of: error)))"
    }
  }

  /// The reasons of BoringSSL, of which two matter to an owner.
  private static func tls(_ reason: String) -> String {
    if reason.contains("CERTIFICATE_VERIFY_FAILED") {
      return
        "the certificate is not trusted: it is expired, of an unknown authority (ca: names one), or this clock is wrong"
    }
    if reason.contains("WRONG_VERSION_NUMBER") { return "does not speak TLS there; is it another port?" }
    return "no TLS connection"
  }
}
