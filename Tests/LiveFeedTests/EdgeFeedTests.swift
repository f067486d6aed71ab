// SPDX-License-Identifier: Apache-2.0

import Foundation
import Pulses
import Synchronization
import Testing

@testable import LiveFeed

/// A machine whose edges are put down by the test.
private final class Put: Sendable {
  let machine: String
  private let waiting = Mutex<Data>(Data())
  let isWanted = Atomic<Bool>(false)

  init(_ machine: String) { self.machine = machine }

  func put(_ number: Int64) {
    waiting.withLock {
      LiveEdges.append([Edge(timestampNs: number * 1000)], first: number, machine: "\"\(machine)\"", to: &$0)
    }
  }

  var stream: EdgeStream {
    EdgeStream(
      machine: machine,
      head: { [machine] in
        LiveLine(machine: machine, circumferenceM: 0.18, magnets: 4, edge: "falling", sensor: "single").line
      },
      fetch: { [self] in
        waiting.withLock { waiting in
          defer { waiting = Data() }
          return waiting
        }
      }, setWanted: { [self] in isWanted.store($0, ordering: .relaxed) })
  }

  func untilWanted(_ wanted: Bool) {
    for _ in 0..<400 where isWanted.load(ordering: .relaxed) != wanted {
      Thread.sleep(forTimeInterval: 0.025)
    }
    #expect(isWanted.load(ordering: .relaxed) == wanted)
  }
}

private func server() throws -> (FeedServer, String) {
  let path = "/tmp/dm-\(UUID().uuidString.prefix(8)).sock"
  return (try FeedServer(path: path, softwareVersion: "0", machine: "A"), path)
}

/// Messages of a kind, until there are enough or none has come for long.
private func messages(_ client: inout FeedClient, count: Int, _ isWanted: (FeedMessage) -> Bool) throws
  -> [FeedMessage]
{
  var found: [FeedMessage] = []
  var silent = 0
  while found.count < count, silent < 400 {
    let message = try client.next(milliseconds: 25)
    silent = message == nil ? silent + 1 : 0
    if let message, isWanted(message) { found.append(message) }
  }
  return found
}

private func isEdges(_ message: FeedMessage) -> Bool { if case .edges = message { true } else { false } }

@Test("a reader gets the edges of the machine that it asked for, and nobody else gets any")
func edgesOnRequest() throws {
  let (server, path) = try server()
  defer { server.stop(reason: "done") }
  let (first, second) = (Put("A"), Put("B"))
  let keys = [server.follow(edges: first.stream), server.follow(edges: second.stream)]
  var asking = try FeedClient.connect(to: path)
  var silent = try FeedClient.connect(to: path)
  asking.ask(.edges(machine: "B"))
  second.untilWanted(true)
  #expect(!first.isWanted.load(ordering: .relaxed) && !server.bell.isListening)
  for number in 1...500 as ClosedRange<Int64> {
    first.put(number)
    second.put(number)
    server.bell.ring()
  }
  let head = try messages(&asking, count: 1) { if case .line = $0 { true } else { false } }
  #expect(
    head == [
      .line(LiveLine(machine: "B", circumferenceM: 0.18, magnets: 4, edge: "falling", sensor: "single"))
    ])
  let found = try messages(&asking, count: 500, isEdges).compactMap { message in
    if case .edges(let edges) = message { edges } else { nil }
  }
  #expect(found.allSatisfy { $0.machine == "B" })
  #expect(found.flatMap(\.all).map(\.timestampNs) == (1...500).map { $0 * 1000 })
  server.publish(LiveFrame())
  #expect(try messages(&silent, count: 1) { isEdges($0) || $0 == .live(LiveFrame()) } == [.live(LiveFrame())])
  for key in keys { server.unfollow(key) }
}

@Test("a machine that there is not, or one of several without a name, is refused with the names there are")
func refusedEdges() throws {
  let (server, path) = try server()
  defer { server.stop(reason: "done") }
  let machines = [Put("A"), Put("B")]
  for machine in machines { _ = server.follow(edges: machine.stream) }
  for request in [FeedRequest.edges(machine: "C"), .edges(machine: nil)] {
    var client = try FeedClient.connect(to: path)
    client.ask(request)
    let said = try messages(&client, count: 1) { if case .refused = $0 { true } else { false } }
    guard case .refused(let reason) = said.first else {
      Issue.record("\(request) was not refused")
      continue
    }
    #expect(reason.contains("\"A\", \"B\""))
    #expect(FeedRequest(line: request.line.dropLast()) == request)
  }
}

@Test("a reader that takes no edges misses some, gets sets all the same, and delays nobody")
func slowEdgeReader() throws {
  let (server, path) = try server()
  defer { server.stop(reason: "done") }
  let machine = Put("A")
  _ = server.follow(edges: machine.stream)
  var slow = try FeedClient.connect(to: path)
  var quick = try FeedClient.connect(to: path)
  slow.ask(.edges(machine: nil))
  quick.ask(.edges(machine: nil))
  machine.untilWanted(true)
  _ = try messages(&quick, count: 1) { if case .line = $0 { true } else { false } }
  var number: Int64 = 0
  var quickEdges: [Int64] = []
  while number < 40_000 {
    for _ in 0..<200 {
      number += 1
      machine.put(number)
    }
    server.bell.ring()
    for message in try messages(&quick, count: 200, isEdges) {
      if case .edges(let edges) = message { quickEdges.append(edges.first) }
    }
  }
  #expect(quickEdges == (1...40_000).map { $0 })
  server.publish(setJSON: "{\"id\":\"after\"}")
  var told = 0
  let sets = try messages(&slow, count: 1) { message in
    if isEdges(message) { told += 1 }
    return message == .set(json: "{\"id\":\"after\"}")
  }
  #expect(sets.count == 1 && told > 100 && told < 40_000)
}

@Test("once the last reader has gone nothing is put aside any more")
func readerGoes() throws {
  let (server, path) = try server()
  defer { server.stop(reason: "done") }
  let machine = Put("A")
  _ = server.follow(edges: machine.stream)
  do {
    let client = try FeedClient.connect(to: path)
    client.ask(.edges(machine: "A"))
    machine.untilWanted(true)
  }
  server.bell.ring()
  machine.untilWanted(false)
}
