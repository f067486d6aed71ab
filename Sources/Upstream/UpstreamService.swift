// SPDX-License-Identifier: Apache-2.0
//
// Owns: when what is sent to the chain, and that nothing is left out. Must not know: signatures, JSON.
//
// The cursor moves only after the hub has answered, which it does after COMMIT: a set may be sent twice and is never left out.

import Chain
import Crypto
import Foundation
import LiveFeed
import Logging
import ServiceLifecycle
import SetLog
import Settings

/// Sends the log's changes.
package struct UpstreamService: Service {
  private let configuration: UpstreamConfiguration
  private let folder: UpstreamFolder
  private let identity: DeviceIdentity
  private let key: Curve25519.Signing.PrivateKey
  private let logger: Logger
  private let onRunning: @Sendable () -> Void

  package init(
    _ configuration: UpstreamConfiguration, logger: Logger, onRunning: @escaping @Sendable () -> Void = {}
  ) throws {
    self.configuration = configuration
    self.logger = logger
    self.onRunning = onRunning
    folder = UpstreamFolder(configuration.dataDirectory)
    guard let identity = folder.identity, let key = folder.key else {
      throw UpstreamFault(
        "this computer is not enrolled; ask the chain for a code, then: deadmill-connect enrol --hub ADDRESS CODE"
      )
    }
    self.identity = identity
    self.key = key
  }

  package func run() async throws {
    let client = try HubClient(
      hub: configuration.hub.isEmpty ? identity.hub : configuration.hub,
      authorities: configuration.authorities,
      software: SoftwareVersion.current)
    onRunning()
    var sender = ChangeSender(
      client: client, folder: folder, identity: identity, key: key, configuration: configuration,
      logger: logger)
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      let pause = await sender.turn()
      guard pause > .zero else { continue }
      try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
    }
  }
}

/// One batch after the other.
struct ChangeSender {
  /// Pause between two looks at a log without news.
  private static let lookEvery = Duration.seconds(2)
  private static let fewestChanges = 1

  let client: HubClient
  let folder: UpstreamFolder
  let identity: DeviceIdentity
  let key: Curve25519.Signing.PrivateKey
  let configuration: UpstreamConfiguration
  let logger: Logger
  /// Of this run of the program.
  private let instance = RequestSignature.random()
  private var cursor: SentCursor
  private var pause = RetryPause()
  private var mostChanges = OutgoingBatch.mostChanges

  init(
    client: HubClient, folder: UpstreamFolder, identity: DeviceIdentity, key: Curve25519.Signing.PrivateKey,
    configuration: UpstreamConfiguration, logger: Logger
  ) {
    self.client = client
    self.folder = folder
    self.identity = identity
    self.key = key
    self.configuration = configuration
    self.logger = logger
    cursor = folder.cursor
  }

  /// Sends the next batch if there is one, and it is time.
  /// - Returns: how long to wait before the next turn.
  mutating func turn() async -> Duration {
    guard configuration.hours.isNow else { return .seconds(60) }
    do {
      // Opened for each turn: a connection that stays open may read a write-ahead log that is gone.
      let log = try SetLog(readingFrom: configuration.logDirectory)
      if try log.latestChange < cursor.upTo {
        logger.warning("the log is another one than before; it is sent from the beginning")
        cursor.upTo = 0
      }
      let pseudonyms: ((String) throws -> String)? =
        configuration.walkers == .pseudonym ? { [folder] in try folder.pseudonym($0) } : nil
      let batch = try OutgoingBatch(after: cursor.upTo, of: log, most: mostChanges, pseudonym: pseudonyms)
      if batch.isEmpty(after: cursor.upTo) { return Self.lookEvery }
      return try await send(batch, log)
    } catch let error as SetLogError where error.code == .noLog {
      return Self.lookEvery
    } catch {
      return complain("\(error)", afterS: nil)
    }
  }

  private mutating func send(_ batch: OutgoingBatch, _ log: SetLog) async throws -> Duration {
    let outcome: HubOutcome
    do {
      outcome = try await client.send(
        batch.body, as: identity, instance: instance, key: key, erasedUpTo: cursor.erasedUpTo)
    } catch {
      return complain("the hub cannot be reached: \(error)", afterS: nil)
    }
    switch outcome {
    case .taken(let answer):
      if cursor.fault != nil { logger.notice("the hub takes sets again") }
      try folder.keep(refused: answer.refused)
      for record in answer.refused {
        logger.warning("the hub does not take change \(record.revision): \(record.reason)")
      }
      cursor = SentCursor(
        upTo: batch.upTo, erasedUpTo: try erase(answer, log), answeredAt: Instant.now.description)
      try folder.keep(cursor)
      pause.reset()
      mostChanges = OutgoingBatch.mostChanges
      return restS(of: batch).map { .seconds($0) } ?? .zero
    case .later(let reason, let afterS): return complain(reason, afterS: afterS)
    case .tooLarge:
      guard batch.records > Self.fewestChanges else {
        return complain(
          "the hub does not even take one record: something before it limits the size", afterS: 600)
      }
      mostChanges = max(Self.fewestChanges, mostChanges / 4)
      return .zero
    }
  }

  /// How long the batch takes at the bandwidth that it may have, seconds.
  private func restS(of batch: OutgoingBatch) -> Double? {
    configuration.mostKilobytesPerS.map { Double(batch.body.utf8.count) / 1000 / $0 }
  }

  private mutating func complain(_ reason: String, afterS: Double?) -> Duration {
    if cursor.fault != reason {
      logger.warning("\(reason)")
      cursor.fault = reason
      try? folder.keep(cursor)
    }
    return pause.next(leastS: afterS)
  }

  /// Erases here whom the chain has erased.
  /// - Returns: the last erasure that is carried out.
  private func erase(_ answer: ChangesAnswer, _ log: SetLog) throws -> Int64 {
    guard !answer.erase.isEmpty, configuration.walkers == .pseudonym else { return answer.eraseUpTo }
    let erased = Set(answer.erase)
    for walker in try log.walkers() where try erased.contains(folder.pseudonym(walker.id)) {
      var request = ControlRequest(.walkerErase)
      request.name = walker.name
      request.by = "the chain"
      var control = try ControlClient.connect(to: FeedPaths.control(besides: configuration.socket))
      _ = try control.ask(request)
      logger.notice("a walker was erased, since the chain asked for it")
    }
    return answer.eraseUpTo
  }
}

/// Becoming known to the chain.
package enum ChainEnrolment {
  /// Makes a key and gives the hub its public half, with a code that the chain gave out.
  /// - Returns: the gym, as the chain calls it.
  package static func enrol(
    code: String, hub: String, authorities: String?, folder path: String
  ) async throws -> String {
    let client = try HubClient(hub: hub, authorities: authorities, software: SoftwareVersion.current)
    let key = Curve25519.Signing.PrivateKey()
    let answer = try await client.enrol(
      EnrolmentRequest(
        code: code, publicKey: key.publicKey.rawRepresentation.base64EncodedString(),
        software: SoftwareVersion.current))
    try UpstreamFolder(path).keep(DeviceIdentity(device: answer.device, gym: answer.gym, hub: hub), key)
    return answer.gym
  }
}
