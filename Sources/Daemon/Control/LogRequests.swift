// SPDX-License-Identifier: Apache-2.0
//
// Owns: what each request does to a log. Must not know: sockets, who asks, tokens.
//
// The daemon carries requests out with this, and a command does the same if no daemon runs.

import LiveFeed
import SetKeeping
import SetLog
import Text

/// Carries out requests on a log.
package struct LogRequests: Sendable {
  private let log: SetLog

  package init(_ log: SetLog) { self.log = log }

  package func carryOut(_ request: ControlRequest) throws -> FeedAnswer {
    guard let action = ControlAction(rawValue: request.action) else {
      throw FeedFault(
        .unknownKind, "no request \"\(request.action.prefix(64))\"; the hello lists those there are")
    }
    switch action {
    case .walkers: return try listWalkers(request)
    case .walker: return try use(request.walker, request)
    case .walkerNext: return try useNext(request)
    case .claim: return try claim(request)
    case .note: return try note(request)
    case .walkerAdd: return try addWalker(request)
    case .walkerErase: return try eraseWalker(request)
    case .accept: return try decide(request) { try log.accept(set: $0) }
    case .discard: return try decide(request) { try log.discard(set: $0) }
    case .restore: return try decide(request) { try log.restore(set: $0) }
    case .edit, .merge, .split, .enter, .undo: return try EditRequests(log).carryOut(action, request)
    case .walkerRename: return try renameWalker(request)
    case .serviceMark: return try markService(request)
    case .renameMachine: return try rename(request)
    case .retireMachine: return try retire(request)
    case .heartRate:
      throw FeedFault(.refused, "no daemon runs that could take a heart rate; start it with `deadmill run`")
    }
  }

  private func use(_ walker: ControlValue<String>, _ request: ControlRequest) throws -> FeedAnswer {
    if case .absent = walker {
      throw FeedFault(.badValue, "\"walker\" is missing; null stands for no walker")
    }
    let machine = try machine(request)
    try log.use(walker: walker.value, on: machine.name)
    var answer = FeedAnswer(id: request.id)
    answer.machine = machine.id
    let walker = try log.walker(on: machine.name)?.name
    answer.walker = walker
    answer.from = WalkerTurn.nextSet.rawValue
    if let walker {
      answer.elsewhere = try log.machines().first { $0.walker == walker && $0.id != machine.id }?.name
    }
    return answer
  }

  private func listWalkers(_ request: ControlRequest) throws -> FeedAnswer {
    let machines = try log.machines()
    var answer = FeedAnswer(id: request.id)
    answer.walkers = try log.walkers().map { walker in
      LiveWalker(name: walker.name, machine: machines.first { $0.walker == walker.name }?.name)
    }
    return answer
  }

  private func useNext(_ request: ControlRequest) throws -> FeedAnswer {
    let machine = try machine(request)
    let names = try log.walkers().map(\.name)
    let present = try log.walker(on: machine.name)?.name
    let index = present.flatMap(names.firstIndex) ?? -1
    return try use(ControlValue(index + 1 < names.count ? names[index + 1] : nil), request)
  }

  private func claim(_ request: ControlRequest) throws -> FeedAnswer {
    if case .absent = request.walker {
      throw FeedFault(.badValue, "\"walker\" is missing; null stands for no walker")
    }
    let set = try set(request)
    if request.token != nil, let owner = set.walker,
      FoldedName.key(owner) != request.walker.value.map(FoldedName.key)
    {
      throw FeedFault(.taken, "this set belongs to another walker; the owner can still assign it")
    }
    try log.claim(set: set.id, for: request.walker.value)
    let claimed = try log.set(id: set.id)
    var answer = FeedAnswer(id: request.id)
    answer.set = claimed.id
    answer.walker = claimed.walker
    answer.changed = claimed.walker != set.walker
    return answer
  }

  private func note(_ request: ControlRequest) throws -> FeedAnswer {
    let set = try set(request)
    var note = set.feedback
    note.rpe = request.rpe.replacing(note.rpe)
    note.pain = request.pain.replacing(note.pain)
    note.text = request.text.replacing(note.text)
    try log.put(note, on: set.id)
    return answer(request, set: set.id, changed: note != set.feedback)
  }

  private func addWalker(_ request: ControlRequest) throws -> FeedAnswer {
    if let massKg = request.massKg, !(20...300).contains(massKg) {
      throw FeedFault(.badValue, "massKg: expected 20 to 300 kilograms")
    }
    let walker = try log.addWalker(name: try required(request.name, "name"), massKg: request.massKg)
    var answer = FeedAnswer(id: request.id)
    answer.walker = walker.name
    return answer
  }

  private func eraseWalker(_ request: ControlRequest) throws -> FeedAnswer {
    let erasure = try log.eraseWalker(
      try required(request.name, "name"), deletingSets: request.deletingSets ?? false)
    var answer = FeedAnswer(id: request.id)
    answer.sets = erasure.sets
    answer.isFinal = erasure.isFinal
    return answer
  }

  private func decide(_ request: ControlRequest, _ decide: (String) throws -> Bool) throws -> FeedAnswer {
    let set = try set(request)
    return answer(request, set: set.id, changed: try decide(set.id))
  }

  private func markService(_ request: ControlRequest) throws -> FeedAnswer {
    let machine = try machine(request)
    try log.noteService(machine: machine.name, at: .now)
    var answer = FeedAnswer(id: request.id)
    answer.machine = machine.id
    return answer
  }

  private func rename(_ request: ControlRequest) throws -> FeedAnswer {
    let machine = try machine(request)
    let renamed = try log.rename(machine.id, to: try required(request.name, "name"))
    var answer = FeedAnswer(id: request.id)
    answer.machine = renamed.id
    answer.changed = renamed.name != machine.name
    return answer
  }

  private func retire(_ request: ControlRequest) throws -> FeedAnswer {
    let machine = try machine(request)
    let isRetired = request.retired ?? true
    var answer = FeedAnswer(id: request.id)
    answer.machine = machine.id
    answer.changed = try log.retire(machine.id, isRetired ? .now : nil)
    return answer
  }

  private func renameWalker(_ request: ControlRequest) throws -> FeedAnswer {
    let renamed = try log.rename(
      walker: try required(request.name, "name"), to: try required(request.newName, "newName"))
    var answer = FeedAnswer(id: request.id)
    answer.walker = renamed.name
    return answer
  }

  private func answer(_ request: ControlRequest, set: String, changed: Bool) -> FeedAnswer {
    var answer = FeedAnswer(id: request.id)
    answer.set = set
    answer.changed = changed
    return answer
  }

  private func set(_ request: ControlRequest) throws -> SetRecord {
    try log.set(id: try required(request.set, "set"))
  }

  /// By identifier or name.
  private func machine(_ request: ControlRequest) throws -> MachineRecord {
    let wanted = try required(request.machine, "machine")
    let machines = try log.machines()
    let found = try machines.first { $0.id == wanted } ?? log.machine(named: wanted)
    guard let found else {
      let names = machines.map { "\"\($0.name)\"" }.joined(separator: ", ")
      throw FeedFault(
        .noSuchMachine,
        "no machine \"\(VisibleText.shown(wanted))\"; there \(machines.count == 1 ? "is" : "are") \(names)")
    }
    return found
  }

  private func required<Value>(_ value: Value?, _ name: String) throws(FeedFault) -> Value {
    guard let value else { throw FeedFault(.badValue, "\"\(name)\" is missing") }
    return value
  }
}

extension FeedFault {
  /// Any error as a client gets it.
  init(_ error: any Error) {
    switch error {
    case let fault as FeedFault: self = fault
    case let error as SetLogError: self.init(Self.code(error.code), "\(error)")
    default: self.init(.failed, "\(error)")
    }
  }

  private static func code(_ code: SetLogError.Code) -> FeedFault.Code {
    switch code {
    case .noSuchSet: .noSuchSet
    case .ambiguous: .ambiguousSet
    case .noSuchWalker: .noSuchWalker
    case .noSuchMachine: .noSuchMachine
    case .unusableName: .unusableName
    case .unusableNote: .unusableNote
    case .refused: .refused
    case .busy: .busy
    case .full: .full
    default: .failed
    }
  }
}
