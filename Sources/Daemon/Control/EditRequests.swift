// SPDX-License-Identifier: Apache-2.0
//
// Owns: requests that change sets in a way that can be taken back: edit, merge, split, enter, undo. Must not know: sockets,
// who asks.

import LiveFeed
import SetKeeping
import SetLog
import Settings

/// Carries out changes of sets.
struct EditRequests {
  private let log: SetLog

  init(_ log: SetLog) { self.log = log }

  func carryOut(_ action: ControlAction, _ request: ControlRequest) throws -> FeedAnswer {
    switch action {
    case .merge: return try merge(request)
    case .split: return try split(request)
    case .enter: return try enter(request)
    case .undo: return try undo(request)
    default: return try edit(request)
    }
  }

  private func edit(_ request: ControlRequest) throws -> FeedAnswer {
    let set = try log.set(id: try required(request.set, "set"))
    let isChanged = try log.edit(
      set: set.id, note: note(request, over: set.feedback), walker: request.walker.replacing(set.walker),
      protocol: request.protocol.replacing(set.protocol))
    var answer = FeedAnswer(id: request.id)
    answer.set = set.id
    answer.walker = try log.set(id: set.id).walker
    answer.changed = isChanged
    answer.number = isChanged ? try newest(of: set.id) : nil
    return answer
  }

  private func merge(_ request: ControlRequest) throws -> FeedAnswer {
    let first = try log.set(id: try required(request.set, "set"))
    let second = try log.set(id: try required(request.other, "other"))
    let merged = try SetParts(log).merge(first.id, second.id)
    return try made([merged], request)
  }

  private func split(_ request: ControlRequest) throws -> FeedAnswer {
    let set = try log.set(id: try required(request.set, "set"))
    let point = request.afterS.map { SplitPoint.afterS($0) } ?? .longestPause
    return try made(try SetParts(log).split(set.id, at: point), request)
  }

  private func enter(_ request: ControlRequest) throws -> FeedAnswer {
    let text = try required(request.startedAt, "startedAt")
    guard let startedAt = Instant(text) else {
      throw FeedFault(.badValue, "startedAt: expected a time such as 2026-03-01T18:00:00Z")
    }
    let name = try required(request.machine, "machine")
    let known = try log.machines().first { $0.id == name }
    var entered = EnteredSet(
      machine: known?.name ?? name, startedAt: startedAt,
      durationS: try required(request.durationS, "durationS"),
      distanceM: try required(request.distanceM, "distanceM"))
    entered.walker = request.walker.value
    entered.protocol = request.protocol.value
    entered.note = note(request, over: SetNote())
    return try made([try log.enter(entered, software: SoftwareVersion.current)], request)
  }

  private func undo(_ request: ControlRequest) throws -> FeedAnswer {
    let edit = try log.undo(edit: request.number)
    var answer = FeedAnswer(id: request.id)
    answer.set = edit.sets.first
    answer.number = edit.number
    return answer
  }

  private func made(_ sets: [SetRecord], _ request: ControlRequest) throws -> FeedAnswer {
    var answer = FeedAnswer(id: request.id)
    answer.set = sets.first?.id
    answer.walker = sets.first?.walker
    answer.made = sets.map(\.id)
    answer.number = try sets.first.flatMap { try newest(of: $0.id) }
    return answer
  }

  private func note(_ request: ControlRequest, over old: SetNote) -> SetNote {
    var note = old
    note.rpe = request.rpe.replacing(note.rpe)
    note.pain = request.pain.replacing(note.pain)
    note.text = request.text.replacing(note.text)
    return note
  }

  private func newest(of id: String) throws -> Int64? { try log.edits(of: id, limit: 1).first?.number }

  private func required<Value>(_ value: Value?, _ name: String) throws(FeedFault) -> Value {
    guard let value else { throw FeedFault(.badValue, "\"\(name)\" is missing") }
    return value
  }
}
