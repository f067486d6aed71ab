// SPDX-License-Identifier: Apache-2.0
//
// Owns: what programs read, version 1 of the interface. Must not know: pages.
//
// A program with a token of the staff's sees what the staff sees; one without sees what anyone on the network does.

import Foundation
import HTTPTypes
import Hummingbird
import LiveFeed
import NIOCore
import SetLog

struct ProgramInterface: Sendable {
  private static let mostSets = 200

  let hub: LiveHub
  let log: LogReader
  let configuration: WebConfiguration

  private struct Machines: Encodable {
    var machines: [LiveMachine]
    var isLive: Bool
  }

  private struct Sets: Encodable {
    var sets: [SetJSON]
    /// What to ask for as `before`; null after the last one.
    var next: String?
  }

  func machines(_ context: WebContext) throws -> Response {
    guard context.visitor.seesLive(configuration.audience) else { throw PageError.signIn }
    return Self.json(Machines(machines: hub.machines, isLive: hub.waitsFor == nil))
  }

  /// A machine as the socket's `live` message has it, without whose set it is for who may not know.
  func machine(_ id: String, _ context: WebContext) throws -> Response {
    guard context.visitor.seesLive(configuration.audience) else { throw PageError.signIn }
    guard var frame = hub.frame(id) else { throw PageError.notFound }
    if !context.visitor.isStaff { frame.hideWalkers(but: context.visitor.walker) }
    return Self.json(frame)
  }

  func sets(_ request: Request, _ context: WebContext) async throws -> Response {
    guard let filter = context.visitor.visible(configuration.audience) else { throw PageError.signIn }
    let query = request.uri.queryParameters
    let limit = query["limit"].map { Int($0) } ?? 50
    guard let limit, (1...Self.mostSets).contains(limit) else {
      throw PageError.refused("limit: 1 to \(Self.mostSets) is expected")
    }
    let before = query["before"].flatMap { $0.isEmpty ? nil : String($0) }
    let cursor = before.map { HistoryCursor($0) }
    // Where no page ended none begins.
    if let cursor, cursor == nil { throw PageError.notFound }
    let page = try await log.read { log in try log.history(filter, before: cursor ?? nil, limit: limit) }
    return Self.json(Sets(sets: page.sets.map { shown($0, context) }, next: page.next?.description))
  }

  func set(_ id: String, _ context: WebContext) async throws -> Response {
    let record = try await log.read { log in try log.set(id: id) }
    guard record.id == id, context.visitor.sees(record, configuration.audience) else {
      throw PageError.notFound
    }
    return Self.json(shown(record, context))
  }

  private func shown(_ record: SetRecord, _ context: WebContext) -> SetJSON {
    SetJSON(
      record, showsWalker: context.visitor.isStaff || context.visitor.owns(record),
      showsNotes: context.visitor.seesNotes(record, staffSeesNotes: configuration.staffSeesNotes))
  }

  // MARK: Health

  /// `ok`, or what is wrong. For programs that restart what does not answer.
  func health() -> Response {
    let waits = hub.waitsFor
    return Response(
      status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(
        byteBuffer: ByteBuffer(string: waits.map { "waiting for the daemon: \($0)\n" } ?? "ok\n")))
  }

  /// The daemon's metrics, from the file that it writes, and the page's own.
  func metrics(_ context: WebContext) async throws -> Response {
    guard context.visitor.isStaff || WebConfiguration.isLocal(context.address) else { throw PageError.signIn }
    let path = configuration.metrics
    let daemon = try await BlockingWork.run {
      path.flatMap { FileManager.default.contents(atPath: $0) } ?? Data()
    }
    let own = """
      # HELP deadmill_web_streams Live streams that are open.
      # TYPE deadmill_web_streams gauge
      deadmill_web_streams \(hub.watcherCount)
      # HELP deadmill_web_daemon_up Whether the daemon answers.
      # TYPE deadmill_web_daemon_up gauge
      deadmill_web_daemon_up \(hub.waitsFor == nil ? 1 : 0)

      """
    var buffer = ByteBuffer(bytes: daemon)
    buffer.writeString(own)
    return Response(
      status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
      body: ResponseBody(byteBuffer: buffer))
  }

  private static func json(_ value: some Encodable) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: JSONLine.line(value))))
  }
}

extension LiveFrame {
  /// Leaves out whose sets these are, and how to claim one.
  mutating func hideWalkers(but own: String?) {
    // A body's figure, of a person who is known.
    if let shown = set.elapsedS == nil ? walker : set.walker, shown != own { motion.heartRateBpm = nil }
    if walker != own { walker = nil }
    if set.walker != own { set.walker = nil }
    if set.last?.walker != own { set.last?.walker = nil }
    if set.previous?.walker != own { set.previous = nil }
    if set.best?.walker != own { set.best = nil }
    set.claim = nil
  }
}
