// SPDX-License-Identifier: Apache-2.0
//
// Owns: reading changes of the log for clients, on a thread of its own: a slow disk delays no frame.
// Must not know: clients' sockets, the log.

import Dispatch
import FoundationEssentials
import Synchronization
import Waking

/// Where the feed reads changes from.
package struct ChangeSource: Sendable {
  /// Changes after a number, at most so many, in order. May wait for the disk.
  package var fetch: @Sendable (_ after: Int64, _ limit: Int) throws -> [FeedChange]
  /// The number of the newest change; 0 for none.
  package var newest: @Sendable () throws -> Int64

  package init(
    fetch: @escaping @Sendable (_ after: Int64, _ limit: Int) throws -> [FeedChange],
    newest: @escaping @Sendable () throws -> Int64
  ) {
    self.fetch = fetch
    self.newest = newest
  }
}

/// What a client still wants.
struct ChangeWish: Sendable, Equatable {
  var reader: Int
  /// The number of the last change that it has; nil for all those before now.
  var after: Int64?
}

/// Changes for a client.
struct ChangesFound: Sendable {
  var reader: Int
  var after: Int64?
  var upTo: Int64
  var lines: Data
}

/// Reads changes for as many clients as want some.
final class ChangeReading: Sendable {
  /// Interval of polling: another program may change the log without a notification.
  private static let lookEvery = DispatchTimeInterval.seconds(2)
  private static let mostAtOnce = 64

  private struct Work: Sendable {
    var wishes: [ChangeWish] = []
    var found: [ChangesFound] = []
    var isStopping = false
  }

  private let source: ChangeSource
  private let wakePipe: WakePipe
  private let work = Mutex(Work())
  private let wake = DispatchSemaphore(value: 0)
  private let thread = Mutex<PosixThread?>(nil)

  init(_ source: ChangeSource, wakePipe: WakePipe) {
    self.source = source
    self.wakePipe = wakePipe
    thread.withLock { $0 = PosixThread.start("deadmill-changes") { self.run() } }
  }

  /// What clients want at present; replaces what they wanted before.
  func want(_ wishes: [ChangeWish]) {
    let isNew = work.withLock { work in
      // What was found already is not read again.
      let open = wishes.filter { wish in !work.found.contains { $0.reader == wish.reader } }
      defer { work.wishes = open }
      return work.wishes != open
    }
    if isNew { wake.signal() }
  }

  func takeFound() -> [ChangesFound] {
    work.withLock { work in
      defer { work.found = [] }
      return work.found
    }
  }

  /// Something was written to the log.
  func look() { wake.signal() }

  func stop() {
    work.withLock { $0.isStopping = true }
    wake.signal()
    thread.withLock { thread in
      thread?.join()
      thread = nil
    }
  }

  private func run() {
    while true {
      let (wishes, isStopping) = work.withLock { ($0.wishes, $0.isStopping) }
      if isStopping { return }
      for wish in wishes { serve(wish) }
      if wishes.isEmpty { wake.wait() } else { _ = wake.wait(timeout: .now() + Self.lookEvery) }
    }
  }

  /// Changes that cannot be read stay requested: the next poll tries again.
  private func serve(_ wish: ChangeWish) {
    guard let found = try? find(wish) else { return }
    work.withLock { work in
      guard let index = work.wishes.firstIndex(of: wish) else { return }
      work.wishes.remove(at: index)
      work.found.append(found)
    }
    wakePipe.wake()
  }

  private func find(_ wish: ChangeWish) throws -> ChangesFound? {
    guard let after = wish.after else {
      return ChangesFound(reader: wish.reader, after: nil, upTo: try source.newest(), lines: Data())
    }
    let changes = try source.fetch(after, Self.mostAtOnce)
    if let last = changes.last {
      var lines = Data()
      for change in changes { lines.append(FeedMessage.change(change).line) }
      return ChangesFound(reader: wish.reader, after: after, upTo: last.sequence, lines: lines)
    }
    let newest = try source.newest()
    guard newest < after else { return nil }
    let fault = FeedFault(
      .noSuchSequence,
      "fromSequence \(after): the log's newest change is \(newest); it is another log: read all of it again")
    return ChangesFound(
      reader: wish.reader, after: after, upTo: newest, lines: FeedMessage.error(fault).line)
  }
}
