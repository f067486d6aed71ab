// SPDX-License-Identifier: Apache-2.0
//
// Owns: that every request is answered once, in time, and by the rights of who asks.

import Foundation
import Synchronization
import TestSupport
import Testing

@testable import LiveFeed

/// A daemon that notes what it was asked for.
private final class Desk: Sendable {
  let socket = SocketPath()
  let seen = Mutex<[(ControlRequest, FeedPeer)]>([])
  /// Requests wait here while it is held.
  let gate = Mutex(0)

  func server(
    group: UInt32? = nil, patience: Duration = .seconds(5),
    _ handler: @escaping @Sendable (ControlRequest) throws(FeedFault) -> Void = { _ in }
  ) throws -> ControlServer {
    try ControlServer(
      path: socket.path, software: "0.4.0", machines: machines("A"), group: group, patience: patience
    ) { [self] request, peer throws(FeedFault) in
      seen.withLock { $0.append((request, peer)) }
      try handler(request)
      var answer = FeedAnswer(id: "another")
      answer.machine = request.machine
      return answer
    }
  }
}

@Test("a request is answered with its id, and the kernel says who asked")
func answersOnce() throws {
  let desk = Desk()
  let server = try desk.server { request throws(FeedFault) in
    if request.walker == .value("Nemo") { throw FeedFault(.noSuchWalker, "no walker \"Nemo\"") }
  }
  defer { server.stop() }
  var client = try ControlClient.connect(to: desk.socket.path)
  var request = ControlRequest(.walker)
  request.machine = "id-A"
  request.walker = .null
  let answer = try client.ask(request)
  #expect(answer.machine == "id-A" && answer.id == "1")
  request.walker = .value("Nemo")
  do {
    _ = try client.ask(request)
    Issue.record("not refused")
  } catch let fault as FeedFault {
    #expect(fault.code == "no_such_walker" && fault.id == "2")
  }
  let peers = desk.seen.withLock { $0.map(\.1) }
  #expect(peers == Array(repeating: FeedPeer(uid: getuid(), pid: getpid()), count: 2))
}

@Test("a request that takes too long is answered with busy, once, and the next one is served")
func answersBusy() throws {
  let desk = Desk()
  let mayGo = DispatchSemaphore(value: 0)
  let server = try desk.server(patience: .milliseconds(300)) { request throws(FeedFault) in
    if request.set == "slow" { mayGo.wait() }
  }
  defer { server.stop() }
  let client = try RawClient(desk.socket.path)
  client.send(#"{"type":"request","id":"a","do":"accept","set":"slow"}"# + "\n")
  client.send(#"{"type":"request","id":"b","do":"accept","set":"waiting"}"# + "\n")
  let first = try client.object("error")
  let second = try client.object("error")
  #expect(Set([first["id"] as? String, second["id"] as? String]) == ["a", "b"])
  #expect(first["code"] as? String == "busy" && second["code"] as? String == "busy")
  mayGo.signal()
  client.send(#"{"type":"request","id":"c","do":"accept","set":"next"}"# + "\n")
  #expect(try client.object("ok")["id"] as? String == "c")
  // What was answered with busy before it began was not carried out.
  #expect(desk.seen.withLock { $0.map(\.0.set) } == ["slow", "next"])
}

@Test("the seventeenth request within a second is refused, from all connections of a process together")
func limitsRequests() throws {
  let desk = Desk()
  let server = try desk.server()
  defer { server.stop() }
  var clients = 0
  var codes: [String: Int] = [:]
  while clients < 3 {
    clients += 1
    let client = try RawClient(desk.socket.path)
    let lines = (1...20).map { #"{"type":"request","id":"\#($0)","do":"accept","set":"s"}"# + "\n" }
    client.send(lines.joined())
    _ = try client.object("hello")
    for _ in 1...20 {
      let line = client.line() ?? ""
      codes[line.contains("too_many") ? "too_many" : "ok", default: 0] += 1
    }
  }
  // A slow machine may see a second pass.
  #expect(codes["ok"] ?? 0 >= 16 && codes["ok"] ?? 0 <= 48 && (codes["too_many"] ?? 0) > 0)
  var rate = RequestRate()
  let now = ContinuousClock.now
  let taken = (0..<17).map { _ in rate.take(at: now) }
  #expect(taken == Array(repeating: true, count: 16) + [false])
  let (early, late) = (rate.take(at: now + .milliseconds(999)), rate.take(at: now + .seconds(1)))
  #expect(!early && late)
}

@Test(
  "what is no request is answered with a code, and the connection goes on",
  arguments: [
    ("nonsense", "bad_message"), (#"{"type":"request","do":"accept"}"#, "bad_message"),
    (#"{"type":"request","id":7,"do":"accept"}"#, "bad_message"),
    (#"{"type":"watch","id":"w","kinds":["live"]}"#, "unknown_type"),
    (#"{"type":"shutdown","id":"w"}"#, "unknown_type"),
    (#"{"type":"request","id":"\#(String(repeating: "i", count: 65))","do":"accept"}"#, "bad_value"),
  ])
func answersWhatIsNoRequest(text: String, code: String) throws {
  let desk = Desk()
  let server = try desk.server()
  defer { server.stop() }
  let client = try RawClient(desk.socket.path)
  client.send(text + "\n")
  #expect(try client.code() == code)
  client.send(#"{"type":"request","id":"1","do":"accept","set":"s"}"# + "\n")
  #expect(try client.object("ok")["id"] as? String == "1")
  #expect(desk.seen.withLock { $0.count } == 1)
}

@Test("a client that vanishes before its request is complete changes nothing")
func vanishes() throws {
  let desk = Desk()
  let server = try desk.server()
  defer { server.stop() }
  do {
    let client = try RawClient(desk.socket.path)
    client.send(#"{"type":"request","id":"1","do":"accept","#)
  }
  var other = try ControlClient.connect(to: desk.socket.path)
  _ = try other.ask(ControlRequest(.accept))
  // What the other client held goes with the next look at it.
  #expect(comesTrue { server.bytesHeld == 0 } && desk.seen.withLock { $0.count } == 1)
}

@Test(
  "a user outside the group is refused with the command that helps; a member is served",
  .enabled(if: getuid() == 0))
func needsGroup() throws {
  let desk = Desk()
  // Any group that is not this process's own.
  let server = try desk.server(group: 60)
  defer { server.stop() }
  func connect(groups: [Int]) throws -> String {
    let code = """
      import os,socket,sys
      os.setgroups([int(g) for g in sys.argv[2:]]); os.setgid(65534); os.setuid(65534)
      s = socket.socket(socket.AF_UNIX)
      try: s.connect(sys.argv[1]); print(s.recv(8).decode())
      except PermissionError: print("refused")
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", code, desk.socket.path] + groups.map { "\($0)" }
    let said = Pipe()
    process.standardOutput = said
    try process.run()
    let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }
  #expect(try connect(groups: [60]).hasPrefix(#"{"capab"#))
  #expect(try connect(groups: [61]) == "refused\n")
  let error = FeedError.noControlPermission(path: "p")
  #expect("\(error)".contains("sudo usermod -aG deadmill-control $USER"))
}
