// SPDX-License-Identifier: Apache-2.0
//
// Owns: that frames, machines and goodbyes reach every client of the live socket, and what keeps one from connecting.

import Foundation
import Testing

@testable import LiveFeed

private func server(_ path: String, _ machines: [LiveMachine] = machines("Treadmill \"3\"")) throws
  -> FeedServer
{
  try FeedServer(path: path, software: "0.4.0", machines: machines)
}

@Test("a client is greeted, and gets frames and the goodbye")
func clientGetsAll() throws {
  let socket = SocketPath()
  let server = try server(socket.path, machines("A"))
  var client = try FeedClient.connect(to: socket.path)
  let hello = client.hello
  #expect(hello.machines == machines("A") && hello.software == "0.4.0")
  #expect(hello.protocol == FeedProtocol() && hello.capabilities.contains("changes"))
  try client.watch(FeedWatch([.live], id: "w"))
  _ = try read(&client) { $0 == .ok(FeedAnswer(id: "w")) }
  server.publish(frame("A", 2))
  let frames = try read(&client) { $0 == .live(frame("A", 2)) }
  #expect(frames.count == 1)
  server.stop(reason: "stopped")
  let rest = try read(&client) { if case .bye = $0 { true } else { false } }
  #expect(rest.last == .bye(reason: "stopped"))
  #expect(!FileManager.default.fileExists(atPath: socket.path))
}

@Test("machines that are added, removed or renamed reach clients, and no frame of a removed one does")
func machinesChange() throws {
  let socket = SocketPath()
  let server = try server(socket.path, machines("A", "B"))
  defer { server.stop(reason: "done") }
  var client = try FeedClient.connect(to: socket.path)
  try client.watch(FeedWatch([.live], id: "w"))
  _ = try read(&client) { $0 == .ok(FeedAnswer(id: "w")) }
  let after = [LiveMachine(id: "id-A", name: "A renamed")]
  server.publish(machines: after)
  let news = try read(&client) { if case .machines = $0 { true } else { false } }
  let known = client.hello.machines
  #expect(news.last == .machines(after) && known == after)
  server.publish(frame("B", 1))
  server.publish(frame("A", 2))
  let frames = try read(&client) { if case .live = $0 { true } else { false } }
  #expect(frames == [.live(frame("A", 2))])
  let greeted = try FeedClient.connect(to: socket.path).hello.machines
  #expect(greeted == after)
}

/// The last message before the other side closed the connection.
private func lastMessage(_ client: inout FeedClient) -> FeedMessage? {
  var last: FeedMessage?
  var silent = 0
  while silent < 4000 {
    do {
      // nil as well while a long line is incomplete.
      let message = try client.next(milliseconds: 5)
      silent = message == nil ? silent + 1 : 0
      last = message ?? last
    } catch {
      return last
    }
  }
  return last
}

@Test("a client that reads nothing delays no other, is disconnected, and finds the reason")
func slowClient() throws {
  let socket = SocketPath()
  let server = try FeedServer(
    path: socket.path, software: "0", machines: machines("A"), patience: .milliseconds(300))
  defer { server.stop(reason: "done") }
  var sleeper = try FeedClient.connect(to: socket.path)
  var other = try FeedClient.connect(to: socket.path)
  try sleeper.watch(FeedWatch([.live], rateHz: 1000))
  try other.watch(FeedWatch([.live], rateHz: 1000))
  var large = frame("A", 1)
  large.health.sensorText = String(repeating: "x", count: 30_000)
  var seen = 0
  // Until the socket's own buffer is full and its patience is over; the other one sees frames all the time.
  while server.slowClients == 0 {
    large.timeNs += 1
    server.publish(large)
    _ = try read(&other) { $0 == .live(large) }
    seen += 1
    if seen > 20_000 { break }
  }
  let last = lastMessage(&sleeper)
  guard case .bye(let reason) = last else {
    Issue.record("no goodbye: \(String(describing: last))")
    return
  }
  #expect(reason.contains("too slow"))
}

@Test("twenty clients, some of which vanish")
func manyClients() throws {
  let socket = SocketPath()
  let server = try server(socket.path, machines("A"))
  for round in 0..<20 as Range<Int64> {
    var client = try FeedClient.connect(to: socket.path)
    if round % 2 == 0 { continue }
    try client.watch(FeedWatch([.live], id: "w"))
    _ = try read(&client) { $0 == .ok(FeedAnswer(id: "w")) }
    server.publish(frame("A", round))
    _ = try read(&client) { $0 == .live(frame("A", round)) }
  }
  server.stop(reason: "done")
}

@Test("a second daemon on the same path is refused")
func onePerPath() throws {
  let socket = SocketPath()
  let first = try server(socket.path)
  #expect(throws: FeedError.alreadyRunning(path: socket.path)) { try server(socket.path) }
  first.stop(reason: "done")
  // The second time there is nothing left to wait for.
  first.stop(reason: "again")
}

@Test("a socket left by a crash is replaced, another program's file is not")
func leftOvers() throws {
  let socket = SocketPath()
  // Bound and never listened on: what remains when a daemon is killed.
  let killed = Process()
  killed.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  let code = "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])"
  killed.arguments = ["python3", "-c", code, socket.path]
  try killed.run()
  killed.waitUntilExit()
  #expect(FileManager.default.fileExists(atPath: socket.path))
  try server(socket.path).stop(reason: "done")
  try Data("mine".utf8).write(to: URL(fileURLWithPath: socket.path))
  #expect(throws: FeedError.noSocket(path: socket.path)) { try server(socket.path) }
  #expect(try Data(contentsOf: URL(fileURLWithPath: socket.path)) == Data("mine".utf8))
}

@Test("a frame that JSON cannot express is left out, not sent as nonsense")
func inexpressibleFrame() {
  var frame = LiveFrame()
  frame.motion.speedMps = .nan
  #expect(FeedMessage.live(frame).line.isEmpty)
}

@Test("each kind of bad path has its own error")
func badPaths() {
  let long = "/tmp/" + String(repeating: "a", count: 200)
  #expect(throws: FeedError.pathTooLong(path: long)) { try server(long) }
  #expect(throws: FeedError.cannotListen(path: "/nowhere/a.sock", code: ENOENT)) {
    try server("/nowhere/a.sock")
  }
  #expect(throws: FeedError.notRunning(path: "/nowhere/a.sock")) {
    _ = try FeedClient.connect(to: "/nowhere/a.sock").path
  }
}

@Test(
  "a daemon of another protocol is refused in plain words, and one that does not greet as well",
  arguments: [
    (#"{"type":"hello","protocol":1,"softwareVersion":"0.3"}"#, "protocol 1, this program 2"),
    (#"{"type":"hello","protocol":{"major":3,"minor":1,"patch":2},"new":[]}"#, "protocol 3, this program 2"),
    (#"{"type":"live"}"# + "\n" + #"{"type":"bye","reason":"x"}"#, "does not answer as a deadmill daemon"),
  ])
func otherProtocol(greeting: String, words: String) throws {
  let socket = SocketPath()
  let code = """
    import socket,sys
    s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); print(flush=True)
    c = s.accept()[0]; c.sendall(sys.argv[2].encode() + b"\\n"); c.recv(1)
    """
  let daemon = Process()
  daemon.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  daemon.arguments = ["python3", "-c", code, socket.path, greeting]
  let said = Pipe()
  daemon.standardOutput = said
  try daemon.run()
  _ = said.fileHandleForReading.readData(ofLength: 1)
  do {
    _ = try FeedClient.connect(to: socket.path).path
    Issue.record("connected")
  } catch {
    #expect("\(error)".contains(words))
  }
  daemon.waitUntilExit()
}

@Test("the control socket is named after the live one")
func controlPath() {
  #expect(FeedPaths.control(besides: "/run/deadmill/deadmill.sock") == "/run/deadmill/control.sock")
  #expect(FeedPaths.control(besides: "/tmp/a.sock") == "/tmp/a-control.sock")
  #expect(FeedPaths.control(besides: "s") == "s-control.sock")
}

@Test(
  "lines come out whole however the bytes are cut, and nonsense is passed over",
  arguments: 1...20 as ClosedRange<UInt64>)
func framing(seed: UInt64) {
  var state = seed &* 0x9E37_79B9_7F4A_7C15
  func random() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
  var framer = LineFramer()
  var bytes: [UInt8] = []
  for number in 0..<50 as Range<Int64> {
    bytes += (0..<(random() % 200)).map { _ in UInt8(truncatingIfNeeded: random()) }
    bytes.append(0x0A)
    bytes += FeedMessage.live(frame("A", number)).line
  }
  var seen = 0
  var rest = bytes[...]
  while !rest.isEmpty {
    let piece = rest.prefix(Int(1 + random() % 300))
    rest = rest.dropFirst(piece.count)
    for line in framer.take(piece) {
      if case .live = FeedMessage(line: line) { seen += 1 }
    }
  }
  #expect(seen == 50, "seed \(seed)")
}

@Test("a line without an end is discarded and counted, and the next one is read")
func endlessLine() {
  var framer = LineFramer()
  #expect(framer.take([UInt8](repeating: 0x41, count: LineFramer.longestLine + 10)).isEmpty)
  #expect(framer.bytesHeld == 0 && framer.takeDiscarded() == 1 && framer.takeDiscarded() == 0)
  #expect(framer.take([UInt8](repeating: 0x41, count: 1000)).isEmpty && framer.bytesHeld == 0)
  #expect(framer.take([0x0A, 0x42, 0x0A]) == [Data([0x42])])
}
