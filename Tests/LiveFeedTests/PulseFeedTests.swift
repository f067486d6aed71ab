// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import LiveFeed

/// A reader that speaks for itself: connected, and its lines so far.
private struct RawReader: ~Copyable {
  let socket: UnixSocket
  var framer = LineFramer()

  init(_ path: String) throws {
    guard let made = UnixSocket() else { throw FeedError.notRunning(path: path) }
    socket = made
    #expect(socket.attach(path, listening: false) == 0)
    socket.setNonBlocking()
  }

  func ask(_ line: Data = LivePulse.request) { #expect(socket.send(line) == line.count) }

  /// Lines that hold a text, until there are enough of them or none has come for long.
  mutating func lines(with text: String, count: Int) -> [String] {
    var found: [String] = []
    for _ in 0..<400 where found.count < count {
      var watched = [pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)]
      UnixSocket.poll(&watched, milliseconds: 25)
      let lines = framer.take(socket.receive() ?? []).map { String(decoding: $0, as: UTF8.self) }
      found += lines.filter { $0.contains(text) }
    }
    return found
  }
}

/// A machine whose pulses are numbered.
private final class Numbered: Sendable {
  private let waiting = Mutex<[Int64]>([])
  let fetched = Atomic<Int>(0)

  /// As the daemon's own: what finds no room is left out.
  func put(_ number: Int64) { waiting.withLock { if $0.count < 1000 { $0.append(number) } } }

  func lines() -> Data {
    var lines = Data()
    for number in waiting.withLock({ waiting in
      defer { waiting = [] }
      return waiting
    }) {
      var pulse = LivePulse()
      pulse.edgeNs = number * 1000
      pulse.pulse = number
      pulse.speedMps = 0.75
      fetched.wrappingAdd(1, ordering: .relaxed)
      pulse.append(to: &lines, machine: "\"A \\\"1\\\"\"")
    }
    return lines
  }
}

private func server() throws -> (FeedServer, String) {
  let path = "/tmp/dm-\(UUID().uuidString.prefix(8)).sock"
  return (try FeedServer(path: path, softwareVersion: "0", machine: "A"), path)
}

/// Until the server has heard what a reader asks for.
private func untilListening(_ server: FeedServer, _ isListening: Bool = true) {
  for _ in 0..<400 where server.bell.isListening != isListening { Thread.sleep(forTimeInterval: 0.025) }
  #expect(server.bell.isListening == isListening)
}

@Test("who asks for pulses gets each of them at once, and nobody else gets any")
func pulsesOnRequest() throws {
  let (server, path) = try server()
  let pulses = Numbered()
  let key = server.follow { pulses.lines() }
  var asking = try RawReader(path)
  var silent = try RawReader(path)
  #expect(asking.lines(with: "hello", count: 1).count == 1)
  #expect(silent.lines(with: "hello", count: 1).count == 1)
  #expect(!server.bell.isListening)
  asking.ask()
  untilListening(server)
  for number in 1...500 as ClosedRange<Int64> {
    pulses.put(number)
    server.bell.ring()
  }
  let lines = asking.lines(with: "\"pulse\"", count: 500)
  #expect(lines.count == 500)
  #expect(
    lines.first
      == #"{"type":"pulse","machine":"A \"1\"","edgeNs":1000,"pulse":1,"speedMps":0.75,"#
      + #""displaySpeedMps":0.0,"totalDistanceM":0.0}"#)
  let numbers = lines.map { line in
    (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["pulse"] as? Int
  }
  #expect(numbers == (1...500).map { $0 })
  // Frames go to both; the one who did not ask has seen nothing else.
  server.publish(LiveFrame())
  let others = silent.lines(with: "{", count: 1)
  #expect(others.count == 1 && others.allSatisfy { $0.contains("\"live\"") })
  server.unfollow(key)
  server.stop(reason: "done")
}

@Test("pulses from before the request are not told, and the bell is silent once the reader has gone")
func noOldPulses() throws {
  let (server, path) = try server()
  let pulses = Numbered()
  _ = server.follow { pulses.lines() }
  do {
    var early = try RawReader(path)
    #expect(early.lines(with: "hello", count: 1).count == 1)
    early.ask()
    untilListening(server)
  }
  server.bell.ring()
  untilListening(server, false)
  pulses.put(1)
  server.bell.ring()
  var late = try RawReader(path)
  #expect(late.lines(with: "hello", count: 1).count == 1)
  late.ask()
  untilListening(server)
  pulses.put(2)
  server.bell.ring()
  let lines = late.lines(with: "\"pulse\"", count: 1)
  #expect(lines.count == 1 && lines.allSatisfy { $0.contains("\"pulse\":2,") })
  server.stop(reason: "done")
}

@Test("a reader that asks for pulses and reads none is not told everything, and keeps its place for sets")
func slowPulseReader() throws {
  let (server, path) = try server()
  let pulses = Numbered()
  _ = server.follow { pulses.lines() }
  var reader = try RawReader(path)
  #expect(reader.lines(with: "hello", count: 1).count == 1)
  reader.ask()
  untilListening(server)
  for number in 1...50_000 as ClosedRange<Int64> {
    pulses.put(number)
    server.bell.ring()
    if number % 500 == 0 { Thread.sleep(forTimeInterval: 0.002) }
  }
  server.publish(setJSON: "{\"id\":\"after\"}")
  var sets: [String] = []
  var told = 0
  for _ in 0..<400 where sets.isEmpty {
    let lines = reader.lines(with: "{", count: 1)
    told += lines.count { $0.contains("\"pulse\"") }
    sets += lines.filter { $0.contains("\"set\"") }
  }
  #expect(sets.count == 1)
  #expect(told > 100 && told < pulses.fetched.load(ordering: .relaxed))
  server.stop(reason: "done")
}

@Test("what is no request is passed over", arguments: ["pulses", "{}", #"{"type":"ask","for":"sets"}"#, ""])
func otherRequests(text: String) throws {
  #expect(FeedRequest(line: Data(text.utf8)) == nil)
  for request in [FeedRequest.pulses, .nextWalker(machine: "a \"b\"\n")] {
    #expect(FeedRequest(line: request.line.dropLast()) == request)
  }
}

@Test("a pulse with a number that JSON cannot hold is left out")
func infinitePulse() {
  var pulse = LivePulse()
  pulse.speedMps = .infinity
  var lines = Data()
  pulse.append(to: &lines, machine: "\"A\"")
  #expect(lines.isEmpty)
}

@Test("what readers ask the daemon for is handed on once, in order, and no more than it can use")
func requestsAreHandedOn() throws {
  let folder = NSTemporaryDirectory() + "d-\(UUID().uuidString.prefix(8))"
  let server = try FeedServer(path: folder, softwareVersion: "0", machine: "m")
  defer { server.stop(reason: "done") }
  let client = try FeedClient.connect(to: folder)
  for _ in 0..<3 { client.ask(.nextWalker(machine: "m")) }
  var taken: [FeedRequest] = []
  let end = Date.now.addingTimeInterval(30)
  while taken.count < 3, Date.now < end {
    taken += server.takeRequests()
    Thread.sleep(forTimeInterval: 0.01)
  }
  #expect(taken == Array(repeating: .nextWalker(machine: "m"), count: 3))
  #expect(server.takeRequests().isEmpty)
}
