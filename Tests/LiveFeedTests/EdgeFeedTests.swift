// SPDX-License-Identifier: Apache-2.0
//
// Owns: that raw edges of one machine reach the clients that asked for them, and what those read of them.

import Foundation
import Pulses
import Synchronization
import Testing
import Waking

@testable import LiveFeed

/// A machine whose edges are put down by the test.
private final class Put: Sendable {
  let name: String
  private let waiting = Mutex<Data>(Data())
  let isWanted = Atomic<Bool>(false)

  init(_ name: String) { self.name = name }

  func put(_ number: Int64) {
    waiting.withLock {
      LiveEdges.append([Edge(timestampNs: number * 1000)], first: number, machine: "\"id-\(name)\"", to: &$0)
    }
  }

  var line: LiveLine {
    LiveLine(machine: "id-\(name)", circumferenceM: 0.18, magnets: 4, edge: "falling", sensor: "single")
  }

  var stream: FeedStream {
    FeedStream(
      machine: "id-\(name)", kind: .edges, head: { [self] in FeedMessage.line(line).line },
      fetch: { [self] in
        waiting.withLock { waiting in
          defer { waiting = Data() }
          return waiting
        }
      }, setWanted: { [self] in isWanted.store($0, ordering: .relaxed) })
  }

  var isWatched: Bool { isWanted.load(ordering: .relaxed) }

  func untilWanted(_ wanted: Bool = true) { until { isWatched == wanted } }
}

private func serving(_ streams: [Put], _ body: (FeedServer, String) throws -> Void) throws {
  let socket = SocketPath()
  let machines = streams.map { LiveMachine(id: "id-\($0.name)", name: $0.name) }
  // On a busy machine a client that reads late is not one that never reads.
  let server = try FeedServer(path: socket.path, software: "0", machines: machines, patience: .seconds(600))
  defer { server.stop(reason: "done") }
  for stream in streams { _ = server.follow(stream.stream) }
  try body(server, socket.path)
}

private func edges(_ feed: inout FeedEdges, count: Int) throws -> [Int64] {
  var found: [Int64] = []
  var silent = 0
  while found.count < count, silent < 400 {
    if case .edges(let edges, _) = try feed.next(milliseconds: 25) {
      found += edges.map { $0.timestampNs / 1000 }
      silent = 0
    } else {
      silent += 1
    }
  }
  return found
}

@Test("a client gets the edges of the machine that it asked for, and no other client gets any")
func edgesOnRequest() throws {
  let (first, second) = (Put("A"), Put("B"))
  try serving([first, second]) { server, path in
    var silent = try FeedClient.connect(to: path)
    try silent.watch(FeedWatch([.live], id: "w"))
    _ = try read(&silent) { $0 == .ok(FeedAnswer(id: "w")) }
    var feed = try FeedEdges.ask(try FeedClient.connect(to: path), machine: "B")
    let (line, name) = (feed.line, feed.name)
    #expect(line == second.line && name == "B")
    second.untilWanted()
    #expect(!first.isWatched)
    for number in 1...500 as ClosedRange<Int64> {
      first.put(number)
      second.put(number)
      server.wakePipe.wake()
    }
    let found = try edges(&feed, count: 500)
    #expect(found == (1...500).map { $0 })
    server.publish(frame("A", 1))
    let seen = try read(&silent) { _ in true }
    #expect(seen == [.live(frame("A", 1))])
  }
}

@Test("a machine that there is not, or one of several without a name, is refused with the names there are")
func refusedEdges() throws {
  try serving([Put("A"), Put("B")]) { _, path in
    for machine in ["C", nil] {
      do {
        _ = try FeedEdges.ask(try FeedClient.connect(to: path), machine: machine).name
        Issue.record("\(machine ?? "nil") was not refused")
      } catch let fault as FeedFault {
        #expect(fault.text.contains("\"A\", \"B\"") && fault.code == "no_such_machine")
      }
    }
  }
}

@Test("a client that takes no edges misses some, delays no other, and the server keeps little for it")
func slowEdgeReader() throws {
  let machine = Put("A")
  try serving([machine]) { server, path in
    var slow = try FeedEdges.ask(try FeedClient.connect(to: path), machine: nil)
    var quick = try FeedEdges.ask(try FeedClient.connect(to: path), machine: nil)
    machine.untilWanted()
    var number: Int64 = 0
    var seen: [Int64] = []
    while number < 40_000 {
      for _ in 0..<200 {
        number += 1
        machine.put(number)
      }
      server.wakePipe.wake()
      seen += try edges(&quick, count: 200)
      #expect(server.bytesHeld < 2 << 20)
    }
    #expect(seen == (1...40_000).map { $0 })
    var got = 0
    var silent = 0
    while silent < 20 {
      if case .edges(let edges, _) = try slow.next(milliseconds: 25) {
        got += edges.count
      } else {
        silent += 1
      }
    }
    #expect(got > 100 && got < 40_000)
    machine.put(number + 1)
    server.wakePipe.wake()
    let late = try edges(&slow, count: 1)
    let missing = slow.missing
    #expect(late == [number + 1] && missing > 0)
  }
}

@Test("once the last client has gone nothing is put aside any more")
func readerGoes() throws {
  let machine = Put("A")
  try serving([machine]) { server, path in
    do {
      let feed = try FeedEdges.ask(try FeedClient.connect(to: path), machine: "A")
      let name = feed.name
      #expect(name == "A")
      machine.untilWanted()
    }
    server.wakePipe.wake()
    machine.untilWanted(false)
  }
}
