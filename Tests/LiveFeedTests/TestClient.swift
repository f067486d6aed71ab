// SPDX-License-Identifier: Apache-2.0
//
// Owns: a client that says what a test wants it to say, and a server to say it to.

import Foundation
import Synchronization
import Testing

@testable import LiveFeed

/// A path for a socket, short enough, gone when the test is over.
final class SocketPath: Sendable {
  let path = "/tmp/dm-\(UUID().uuidString.prefix(8)).sock"

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A client that speaks for itself: any bytes, and every line as it came.
final class RawClient {
  private let socket: UnixSocket
  private var framer = LineFramer()
  private var waiting: [String] = []
  private(set) var isClosed = false

  init(_ path: String) throws {
    guard let made = UnixSocket() else { throw FeedError.notRunning(path: path) }
    socket = made
    // A full queue of connections is no refusal.
    var code = socket.attach(path, listening: false)
    for _ in 0..<400 where code == EAGAIN {
      Thread.sleep(forTimeInterval: 0.025)
      code = socket.attach(path, listening: false)
    }
    guard code == 0 else { throw FeedError.notRunning(path: path) }
    socket.setNonBlocking()
  }

  /// Sends what goes through at once; false once the other side is gone.
  @discardableResult
  func send(_ text: String) -> Bool { socket.send(Data(text.utf8)) != nil }

  @discardableResult
  func send(bytes: Data) -> Int? { socket.send(bytes) }

  /// The next line; nil if none came for ten seconds, or the other side is gone.
  func line() -> String? {
    for _ in 0..<400 where waiting.isEmpty && !isClosed {
      var watched = [pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)]
      UnixSocket.poll(&watched, milliseconds: 25)
      guard watched[0].revents != 0 else { continue }
      guard let bytes = socket.receive() else {
        isClosed = true
        break
      }
      waiting += framer.take(bytes).map { String(decoding: $0, as: UTF8.self) }
    }
    return waiting.isEmpty ? nil : waiting.removeFirst()
  }

  /// The first line of a type, and what it says.
  func object(_ type: String) throws -> [String: Any] {
    while let line = line() {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      if let object, object["type"] as? String == type { return object }
    }
    throw FeedError.closed(path: "no \(type)")
  }

  func code() throws -> String? { try object("error")["code"] as? String }
}

func machines(_ names: String...) -> [LiveMachine] { names.map { LiveMachine(id: "id-\($0)", name: $0) } }

func frame(_ machine: String, _ timeNs: Int64) -> LiveFrame {
  var frame = LiveFrame()
  frame.machine = "id-\(machine)"
  frame.name = machine
  frame.timeNs = timeNs
  frame.motion.displaySpeedMps = 0.8123456789
  frame.motion.powerW = 111.5
  frame.set.last = SetSummary()
  return frame
}

/// Messages until one is wanted, or none has come for ten seconds.
func read(
  _ client: inout FeedClient, until isWanted: (FeedMessage) -> Bool
) throws -> [FeedMessage] {
  var messages: [FeedMessage] = []
  var silent = 0
  while silent < 400 {
    guard let message = try client.next(milliseconds: 25) else {
      silent += 1
      continue
    }
    silent = 0
    messages.append(message)
    if isWanted(message) { return messages }
  }
  Issue.record("the message that was waited for never came")
  return messages
}

/// Waits until a condition holds.
func until(_ condition: () -> Bool) {
  for _ in 0..<800 where !condition() { Thread.sleep(forTimeInterval: 0.0125) }
  #expect(condition())
}

/// A log's changes, as a test makes them.
final class Changes: Sendable {
  private let all = Mutex<[FeedChange]>([])

  /// As the log does: of a thing only its newest change is kept.
  func add(_ id: String, kind: String = "set") {
    all.withLock { all in
      let sequence = (all.last?.sequence ?? 0) + 1
      all.removeAll { $0.id == id && $0.kind == kind }
      var set = SetSummary()
      set.id = id
      all.append(FeedChange(sequence: sequence, kind: kind, id: id, set: kind == "set" ? set : nil))
    }
  }

  var source: ChangeSource {
    ChangeSource(
      fetch: { [self] after, limit in
        Array(all.withLock { $0 }.filter { $0.sequence > after }.prefix(limit))
      }, newest: { [self] in all.withLock { $0.last?.sequence ?? 0 } })
  }
}
