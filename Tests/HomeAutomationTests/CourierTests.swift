// SPDX-License-Identifier: Apache-2.0
//
// Owns: proof that every set is carried, once and in order, whatever the broker does. The daemon's side is the real one.

import Dispatch
import LiveFeed
import Logging
import Synchronization
import TestSupport
import Testing

@testable import HomeAutomation

/// A broker that takes or loses what is delivered, as it is asked to.
private final class Office: CourierOffice, Sendable {
  struct State: Sendable {
    var isOpen = true
    var carried: [String] = []
    var losses = 0
    var refreshes = 0
  }

  let state = Mutex(State())
  private let news = DispatchSemaphore(value: 0)

  var isOpen: Bool { state.withLock { $0.isOpen } }

  func deliver(_ message: OutgoingMessage) -> DeliveryOutcome {
    defer { news.signal() }
    return state.withLock { state in
      guard state.losses == 0 else {
        state.losses -= 1
        return .lost
      }
      state.carried.append(message.payload)
      return .taken
    }
  }

  func message(_ set: SetSummary, _ event: SetEvent) -> OutgoingMessage {
    OutgoingMessage("set", "\(event.rawValue) \(set.id)")
  }

  func walkersChanged() {
    state.withLock { $0.refreshes += 1 }
    news.signal()
  }

  /// Blocks until something is so.
  func wait(until condition: (State) -> Bool) {
    while !state.withLock({ condition($0) }) { news.wait() }
  }
}

/// The log's changes in memory, served by the daemon's own feed.
private final class Changes: Sendable {
  private let changes: Mutex<[FeedChange]>
  let path: String
  private let server: Mutex<FeedServer?>

  init(_ folder: Folder, _ changes: [FeedChange]) throws {
    self.changes = Mutex(changes)
    path = folder.path + "/feed.sock"
    server = Mutex(nil)
    let source = ChangeSource(
      fetch: { [weak self] after, limit in
        Array((self?.changes.withLock { $0 } ?? []).filter { $0.sequence > after }.prefix(limit))
      },
      newest: { [weak self] in self?.changes.withLock { $0.last?.sequence } ?? 0 })
    let made = try FeedServer(path: path, software: "1", machines: [], changes: source)
    server.withLock { $0 = made }
  }

  func add(_ change: FeedChange) {
    changes.withLock { $0.append(change) }
    server.withLock { $0 }?.logChanged()
  }

  func stop() { server.withLock { $0 }?.stop(reason: "over") }
}

private func change(_ sequence: Int64, _ id: String) -> FeedChange {
  var set = SetSummary()
  set.id = id
  return FeedChange(sequence: sequence, kind: "set", id: id, set: set)
}

/// Runs a courier while a body runs.
private func courier(
  _ folder: Folder, _ changes: Changes, _ office: Office, _ body: () -> Void
) throws {
  let courier = SetCourier(
    socket: changes.path, office, try SentSets(directory: folder.path, log: folder.path),
    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  let thread = try #require(PosixThread.start("courier") { courier.run() })
  body()
  courier.stop()
  thread.join()
}

@Test("sets that wait in the log are carried in order, then new ones, and none again by a later run")
func carriesInOrder() throws {
  let folder = try Folder()
  let changes = try Changes(folder, [change(1, "a"), change(2, "b")])
  let office = Office()
  try courier(folder, changes, office) {
    office.wait { $0.carried.count == 2 }
    changes.add(change(3, "c"))
    office.wait { $0.carried.count == 3 }
  }
  try courier(folder, changes, office) {
    changes.add(change(4, "d"))
    office.wait { $0.carried.count == 4 }
  }
  changes.stop()
  #expect(office.state.withLock { $0.carried } == ["finished a", "finished b", "finished c", "finished d"])
}

@Test("a set that was lost on the way is carried again, and those after it wait")
func carriesAgain() throws {
  let folder = try Folder()
  let changes = try Changes(folder, (1...5).map { change(Int64($0), "s\($0)") })
  let office = Office()
  office.state.withLock { $0.losses = 3 }
  try courier(folder, changes, office) { office.wait { $0.carried.count == 5 } }
  changes.stop()
  #expect(office.state.withLock { $0.carried } == (1...5).map { "finished s\($0)" })
}

@Test("a set that comes again is a changed one; a set that is gone is passed over")
func eventsOfSets() throws {
  let folder = try Folder()
  let changes = try Changes(
    folder,
    [
      change(2, "a"), FeedChange(sequence: 3, kind: "set-gone", id: "x"),
      FeedChange(sequence: 4, kind: "walker", id: "w"), FeedChange(sequence: 5, kind: "later-kind", id: "y"),
      change(6, "a"), change(7, "b"),
    ])
  let office = Office()
  try courier(folder, changes, office) { office.wait { $0.carried.count == 3 } }
  changes.stop()
  #expect(office.state.withLock { $0.carried } == ["finished a", "changed a", "finished b"])
  #expect(office.state.withLock { $0.refreshes } == 1)
  #expect(try SentSets(directory: folder.path, log: folder.path).cursor.sequence == 7)
}

@Test("another log is read from its beginning")
func anotherLog() throws {
  let folder = try Folder()
  var sent = try SentSets(directory: folder.path, log: folder.path)
  try sent.advance(to: 99)
  try sent.save()
  let changes = try Changes(folder, [change(1, "a")])
  let office = Office()
  try courier(folder, changes, office) { office.wait { $0.carried.count == 1 } }
  changes.stop()
  #expect(office.state.withLock { $0.carried } == ["finished a"])
}
