// SPDX-License-Identifier: Apache-2.0
//
// Owns: what gyms ask of the hub over HTTP, and what each failure is answered. Must not know: statements.

import Chain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOFoundationEssentialsCompat
import Synchronization

struct GymRoutes {
  /// A batch of a gym is 512 kB at most.
  private static let mostBytes = 1 << 20

  let pool: ConnectionPool
  let figures: HubFigures
  let logger: Logger

  func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.post(RouterPath(ChainPath.enrol)) { request, _ in
      try await answered { try await enrol(request) }
    }
    router.post(RouterPath(ChainPath.changes)) { request, _ in
      try await answered { try await take(request) }
    }
    router.get(RouterPath(ChainPath.health)) { _, _ in try await answered { try await health() } }
    return router
  }

  private func enrol(_ request: Request) async throws -> Response {
    let body = try await body(request)
    guard let enrolment = try? JSONDecoder().decode(EnrolmentRequest.self, from: body) else {
      throw SentBatch.Mistake.unreadable("not an enrolment")
    }
    let answer = try await pool.work { try Enrolment.enrol(enrolment, $0) }
    logger.notice("device \(answer.device) is enrolled for \(answer.gym)")
    return try json(answer)
  }

  private func take(_ request: Request) async throws -> Response {
    let body = try await body(request)
    let signature = request.headers[.deadmillSignature].flatMap { RequestSignature(header: $0) }
    let software = request.headers[.userAgent]
    let eraseFrom = request.headers[.deadmillErased].flatMap { Int64($0) } ?? 0
    let nowS = Int64(Date.now.timeIntervalSince1970)
    let answer = try await pool.work { database in
      let device = try DeviceKeys.signer(signature, "POST", ChainPath.changes, body, nowS: nowS, database)
      guard let signature else { throw HubRefusal.unsigned }
      let batch = try SentBatch(body)
      figures.records.add(Int64(batch.revisions.count), ordering: .relaxed)
      return try ChangeStore.store(
        batch, of: device, signature, eraseFrom: eraseFrom, software: software, in: database)
    }
    figures.batches.add(1, ordering: .relaxed)
    figures.refusedRecords.add(Int64(answer.refused.count), ordering: .relaxed)
    return try json(answer)
  }

  private func health() async throws -> Response {
    let rows = try await pool.work {
      try $0.run("SELECT pg_is_in_recovery(), now() - pg_last_xact_replay_timestamp()")
    }
    let isStandby = rows.first?.first == "t"
    return try json(["database": isStandby ? "standby" : "primary"], isStandby ? .serviceUnavailable : .ok)
  }

  private func body(_ request: Request) async throws -> Data {
    var request = request
    return Data(buffer: try await request.collectBody(upTo: Self.mostBytes))
  }

  /// Answers a failure with its status, its reason and what to do.
  private func answered(_ body: () async throws -> Response) async throws -> Response {
    do {
      return try await body()
    } catch let refusal as HubRefusal {
      figures.refusedRequests.add(1, ordering: .relaxed)
      switch refusal {
      case .clockOff: return try refused(refusal.text, .conflict)
      case .code: return try refused(refusal.text, .forbidden)
      default: return try refused(refusal.text, .unauthorized)
      }
    } catch let mistake as SentBatch.Mistake {
      switch mistake {
      case .unreadable(let text): return try refused(text, .badRequest)
      case .newer(let version):
        return try refused("version \(version) is newer than this hub", .upgradeRequired)
      }
    } catch let fault as DatabaseFault {
      figures.databaseFaults.add(1, ordering: .relaxed)
      logger.warning("the database: \(fault)")
      return try refused("the database does not take it now", .serviceUnavailable, retryAfterS: 10)
    } catch is ConnectionPool.Overload {
      return try refused("too much waits for the database", .serviceUnavailable, retryAfterS: 5)
    }
  }

  private func refused(
    _ text: String, _ status: HTTPResponse.Status, retryAfterS: Int? = nil
  ) throws -> Response {
    var response = try json(ChainRefusal(error: text, nowS: Int64(Date.now.timeIntervalSince1970)), status)
    if let retryAfterS { response.headers[.retryAfter] = "\(retryAfterS)" }
    return response
  }

  private func json(_ value: some Encodable, _ status: HTTPResponse.Status = .ok) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(value)
    return Response(
      status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }
}

extension HTTPField.Name {
  static let deadmillSignature = HTTPField.Name(RequestSignature.header) ?? .authorization
  /// The number of the last erasure that the gym has carried out.
  static let deadmillErased = HTTPField.Name("Deadmill-Erased") ?? .range
}
