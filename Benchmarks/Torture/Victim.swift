// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the child processes do until they are killed. Must not know: when that is.
//
// Each says "ready" before it touches the log, then one line for each thing done, written only when the call has
// returned: a line that was read is a promise that was given.

import Daemon
import Foundation
import Motion
import Pulses
import SetKeeping
import SetLog
import Sets
import Simulation

enum Victim {
  /// Runs the role that the arguments name.
  static func run(_ arguments: [String]) throws {
    let words = Array(arguments.dropFirst())
    switch arguments.first {
    case "insert":
      try insert(state: words[0], stock: words[1], first: Int(words[2]) ?? 0, count: Int(words[3]) ?? 0)
    case "journal": try journal(state: words[0], edges: words[1], shift: Int64(words[2]) ?? 0)
    case "migration": try migrate(state: words[0])
    case "recompute": try recompute(state: words[0])
    case "backup": try backup(state: words[0], to: words[1], count: Int(words[2]) ?? 0)
    case "clock": try correctClock(state: words[0])
    case "erase": try erase(state: words[0])
    default: throw UnknownRole(role: arguments.first ?? "")
    }
    Out.line("done")
  }

  private struct UnknownRole: Error { let role: String }

  private static func insert(state: String, stock: String, first: Int, count: Int) throws {
    let stock = try Stock(from: stock)
    Out.line("ready")
    let log = try SetLog(directory: state)
    for number in first..<(first + count) {
      try log.insert(stock.entry(number))
      Out.line("\(number)")
    }
  }

  /// What a walk's child prints: `kept FIRST LAST` the edges from FIRST to LAST are on the disk; `ended FIRST` that set
  /// is in its journal as a whole; `logged FIRST` it is in the log.
  private static func journal(state: String, edges: String, shift: Int64) throws {
    let walk = try JournalTrial.walk(edges, shiftNs: shift)
    Out.line("ready")
    let log = try SetLog(directory: state)
    var keeper = SetKeeper(
      log: log, directory: state, machine: JournalTrial.machine, profile: walk.profile, bootId: Stock.bootId)
    _ = try keeper.restore()
    let clock = BeltClock(offsetNs: Stock.offsetNs, isSynchronised: false, bootId: Stock.bootId)
    var follower = SetFollower()
    var nextNs = Int64.min
    for note in walk.notes {
      let record = keeper.take(note, clock: clock)
      let ended = follower.take(note)
      if let ended, record != nil {
        if keeper.report.journalTrouble == nil { Out.line("ended \(ended)") }
        keeper.write()
        if keeper.unwritten == 0 { Out.line("logged \(ended)") }
      }
      guard case .edge(let edge) = note, edge.timestampNs >= nextNs else { continue }
      keeper.journal()
      nextNs = edge.timestampNs + 700_000_000
      if let (first, last) = follower.running, keeper.report.journalTrouble == nil {
        Out.line("kept \(first) \(last)")
      }
    }
  }

  private static func migrate(state: String) throws {
    Out.line("ready")
    let log = try SetLog(directory: state)
    Out.line("\(try log.count())")
  }

  private static func recompute(state: String) throws {
    let records = try SetLog(readingFrom: state).sets()
    Out.line("ready")
    let log = try SetLog(directory: state)
    let recomputation = try RecomputeTrial.recomputation(log)
    for record in records {
      _ = try recomputation.recompute(record, previousEndNs: nil, writes: true)
      Out.line(record.id)
    }
  }

  private static func backup(state: String, to directory: String, count: Int) throws {
    Out.line("ready")
    let log = try SetLog(directory: state)
    for number in 0..<count {
      try log.backup(to: "\(directory)/\(number)/\(SetLog.fileName)")
      Out.line("\(number)")
    }
  }

  private static func correctClock(state: String) throws {
    Out.line("ready")
    let log = try SetLog(directory: state)
    try log.correctWallTimes(boot: Stock.bootId, clock: ClockTrial.known)
    Out.line("corrected")
  }

  private static func erase(state: String) throws {
    Out.line("ready")
    let log = try SetLog(directory: state)
    _ = try log.eraseWalker(EraseTrial.name)
    Out.line("erased")
  }
}

/// Follows the notes as far as one must to say which edges belong to the set that runs.
struct SetFollower {
  private var isMoving = false
  private var isSet = false
  private var first: Int64?
  private var last: Int64 = 0

  /// The first and last edge of the set that runs; nil where none does.
  var running: (Int64, Int64)? { isSet ? first.map { ($0, last) } : nil }

  /// - Returns: the first edge of a motion that has ended.
  mutating func take(_ note: PulseThreadMessage) -> Int64? {
    switch note {
    case .event(.began(_)): (isMoving, isSet, first) = (true, false, nil)
    case .event(.confirmed): isSet = true
    case .event(.dropped): (isMoving, isSet) = (false, false)
    case .event(.ended(_, _)):
      (isMoving, isSet) = (false, false)
      return first
    case .edge(let edge) where isMoving:
      last = RawPulses.rounded(edge.timestampNs)
      if first == nil { first = last }
    default: break
    }
    return nil
  }
}
