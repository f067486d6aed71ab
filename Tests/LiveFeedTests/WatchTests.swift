// SPDX-License-Identifier: Apache-2.0
//
// Owns: that the server filters by machine, kind and pace, and answers what it does not understand.

import Foundation
import Testing
import Waking

@testable import LiveFeed

private func served(
  _ machines: [LiveMachine], changes: ChangeSource? = nil, _ body: (FeedServer, String) throws -> Void
) throws {
  let socket = SocketPath()
  let server = try FeedServer(path: socket.path, software: "0", machines: machines, changes: changes)
  defer { server.stop(reason: "done") }
  try body(server, socket.path)
}

/// Watches and waits until the server has understood.
private func watching(_ path: String, _ watch: FeedWatch) throws -> FeedClient {
  var client = try FeedClient.connect(to: path)
  var watch = watch
  watch.id = "w"
  try client.watch(watch)
  _ = try read(&client) { $0 == .ok(FeedAnswer(id: "w")) }
  return client
}

private func isLive(_ message: FeedMessage) -> Bool { if case .live = message { true } else { false } }

@Test("a client gets the machines that it named, by identifier or name, and nothing before it asked")
func filtersMachines() throws {
  try served(machines("A", "B", "C")) { server, path in
    var silent = try FeedClient.connect(to: path)
    var one = try watching(path, FeedWatch([.live], machines: ["id-A", "C"]))
    for name in ["A", "B", "C"] { server.publish(frame(name, 1)) }
    let names = try read(&one) { $0 == .live(frame("C", 1)) }.filter(isLive)
    #expect(names.allSatisfy { $0 == .live(frame("A", 1)) || $0 == .live(frame("C", 1)) })
    let unasked = try silent.next(milliseconds: 100)
    #expect(unasked == nil)
  }
}

@Test("a client that wants one frame a second gets no second one at once, and the newest when it is due")
func filtersPace() throws {
  try served(machines("A")) { server, path in
    var slow = try watching(path, FeedWatch([.live], rateHz: 5))
    var fast = try watching(path, FeedWatch([.live], rateHz: 1000))
    for number in 1...200 as ClosedRange<Int64> {
      server.publish(frame("A", number))
      _ = try read(&fast) { $0 == .live(frame("A", number)) }
    }
    server.publish(frame("A", 999))
    let frames = try read(&slow) { _ in
      // The frame is due later than it was published: another one brings it.
      server.wakePipe.wake()
      return true
    }
    #expect(frames.count == 1)
    var last: Int64 = 0
    for _ in 0..<200 where last != 999 {
      server.wakePipe.wake()
      if case .live(let frame) = try slow.next(milliseconds: 25) { last = frame.timeNs }
    }
    #expect(last == 999)
  }
}

@Test("sixteen machines cost sixteen frames, and no frame lists the others")
func costIsLinear() throws {
  let names = (1...16).map { "Treadmill \($0)" }
  let line = FeedMessage.live(frame("Treadmill 1", 1)).line
  #expect(line.count < 1200)
  let socket = SocketPath()
  let machines = names.map { LiveMachine(id: "id-\($0)", name: $0) }
  let server = try FeedServer(path: socket.path, software: "0", machines: machines)
  defer { server.stop(reason: "done") }
  let client = try RawClient(socket.path)
  client.send(#"{"type":"watch","id":"w","kinds":["live"]}"# + "\n")
  _ = try client.object("ok")
  for name in names { server.publish(frame(name, 1)) }
  var bytes = 0
  for _ in names { bytes += (client.line() ?? "").utf8.count + 1 }
  let each = names.reduce(0) { $0 + FeedMessage.live(frame($1, 1)).line.count }
  #expect(bytes == each)
}

@Test(
  "what is not understood is answered with a code, and the connection goes on",
  arguments: [
    ("nonsense", "bad_message"), ("{}", "bad_message"), ("[1]", "bad_message"), ("\u{0}\u{1}", "bad_message"),
    (#"{"type":"watch"}"#, "bad_message"), (#"{"type":"watch","kinds":"live"}"#, "bad_message"),
    (#"{"type":"dance","id":"7"}"#, "unknown_type"), (#"{"type":"ask","for":"pulses"}"#, "unknown_type"),
    (#"{"type":"request","id":"7","do":"claim"}"#, "unknown_type"),
    (#"{"type":"watch","id":"7","kinds":["live","heart"]}"#, "unknown_kind"),
    (#"{"type":"watch","id":"7","kinds":["live"],"machines":["Z"]}"#, "no_such_machine"),
    (#"{"type":"watch","id":"7","kinds":["live"],"rateHz":0}"#, "bad_value"),
    (#"{"type":"watch","id":"7","kinds":["live"],"rateHz":-1}"#, "bad_value"),
    (String(repeating: "x", count: 70_000), "line_too_long"),
  ])
func answersNonsense(text: String, code: String) throws {
  try served(machines("A", "B")) { server, path in
    let client = try RawClient(path)
    _ = try client.object("hello")
    var rest = Data((text + "\n").utf8)
    while !rest.isEmpty { rest = Data(rest.dropFirst(client.send(bytes: rest) ?? rest.count)) }
    let error = try client.object("error")
    #expect(error["code"] as? String == code)
    #expect((error["text"] as? String)?.isEmpty == false)
    #expect(FeedFault.Code(rawValue: code) != nil)
    if text.contains(#""id":"7""#) { #expect(error["id"] as? String == "7") }
    client.send(#"{"type":"watch","id":"w","kinds":["live"],"later":{"a":1}}"# + "\n")
    #expect(try client.object("ok")["id"] as? String == "w")
  }
}

@Test("changes are replayed from a number, then come as they are made, each once and in order")
func replaysChanges() throws {
  let changes = Changes()
  for number in 1...300 { changes.add("set-\(number)") }
  changes.add("set-7")
  try served(machines("A"), changes: changes.source) { server, path in
    var late = try watching(path, FeedWatch([.changes], fromSequence: 100))
    var fresh = try watching(path, FeedWatch([.changes]))
    func sequences(_ client: inout FeedClient, upTo last: Int64) throws -> [Int64] {
      try read(&client) { if case .change(let change) = $0 { change.sequence == last } else { false } }
        .compactMap { if case .change(let change) = $0 { change.sequence } else { nil } }
    }
    let replayed = try sequences(&late, upTo: 301)
    #expect(replayed == (101...301).map { $0 })
    // The newest number is read by another thread: what is added before that is seen as old.
    until {
      changes.add("set-\(UUID())")
      server.logChanged()
      return (try? fresh.next(milliseconds: 50)) ?? nil != nil
    }
    changes.add("walker-1", kind: "walker")
    server.logChanged()
    let rest = try read(&late) { if case .change(let change) = $0 { change.kind == "walker" } else { false } }
    #expect(rest.last.map { if case .change(let change) = $0 { change.set == nil } else { false } } == true)
    let numbers = rest.compactMap { if case .change(let change) = $0 { change.sequence } else { nil } }
    #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count && numbers.first == 302)
  }
}

@Test("a number from another log is answered with a code, and changes go on from the newest")
func sequenceOfAnotherLog() throws {
  let changes = Changes()
  changes.add("a")
  try served(machines("A"), changes: changes.source) { server, path in
    var client = try watching(path, FeedWatch([.changes], fromSequence: 500))
    let first = try read(&client) { if case .error = $0 { true } else { false } }
    guard case .error(let fault) = first.last else { return }
    #expect(fault.code == "no_such_sequence")
    changes.add("b")
    server.logChanged()
    let next = try read(&client) { if case .change = $0 { true } else { false } }
    guard case .change(let change) = next.last else { return }
    #expect(change.id == "b")
  }
}

@Test("messages as an asynchronous sequence: frames, every change, and the end")
func asyncMessages() async throws {
  let socket = SocketPath()
  let changes = Changes()
  let server = try FeedServer(
    path: socket.path, software: "0", machines: machines("A"), changes: changes.source)
  let client = try watching(socket.path, FeedWatch([.live, .changes], fromSequence: 0))
  for number in 1...100 { changes.add("set-\(number)") }
  server.logChanged()
  var seen = 0
  var isOver = false
  for try await message in FeedMessages(client) {
    if case .change = message { seen += 1 }
    if case .bye = message { isOver = true }
    if seen == 100, !isOver { server.stop(reason: "done") }
  }
  #expect(seen == 100 && isOver)
}

@Test("a task that is cancelled ends its sequence")
func cancelledMessages() async throws {
  let socket = SocketPath()
  let server = try FeedServer(path: socket.path, software: "0", machines: machines("A"))
  defer { server.stop(reason: "done") }
  let client = try FeedClient.connect(to: socket.path)
  let messages = FeedMessages(client)
  let task = Task {
    var count = 0
    for try await _ in messages { count += 1 }
    return count
  }
  task.cancel()
  #expect(try await task.value == 0)
}
