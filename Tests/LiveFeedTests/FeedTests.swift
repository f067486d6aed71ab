// SPDX-License-Identifier: Apache-2.0

import Foundation
import LiveFeed
import Testing

/// A path for a socket, short enough, gone when the test is over.
private final class SocketPath {
  let path = "/tmp/dm-\(UUID().uuidString.prefix(8)).sock"

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

private func server(_ path: String) throws -> FeedServer {
  try FeedServer(path: path, softwareVersion: "0.1.0", machine: "Treadmill \"3\"")
}

private func frame(_ timeNs: Int64) -> LiveFrame {
  var frame = LiveFrame()
  frame.timeNs = timeNs
  frame.displaySpeedMps = 0.8123456789
  frame.powerW = 111.5
  frame.lastSet = SetSummary()
  return frame
}

/// Messages until one is wanted, or the daemon goes.
private func read(_ client: inout FeedClient, until isWanted: (FeedMessage) -> Bool) throws -> [FeedMessage] {
  var messages: [FeedMessage] = []
  // Bounded by messages and not by time: on a slow machine it only takes longer.
  for _ in 0..<2000 {
    guard let message = try client.next(milliseconds: 50) else { continue }
    messages.append(message)
    if isWanted(message) { return messages }
  }
  return messages
}

@Test("a reader is greeted, gets the newest frame, every set and the goodbye")
func readerGetsAll() throws {
  let socket = SocketPath()
  let server = try server(socket.path)
  var client = try FeedClient.connect(to: socket.path)
  let hello = try read(&client) { _ in true }
  #expect(hello == [.hello(protocolNumber: 1, softwareVersion: "0.1.0", machine: "Treadmill \"3\"")])
  server.publish(frame(1))
  server.publish(setJSON: "{\"id\":\"a\",\"quality\":{\"pulses\":1}}")
  let messages = try read(&client) { if case .set = $0 { true } else { false } }
  #expect(messages.contains(.set(json: "{\"id\":\"a\",\"quality\":{\"pulses\":1}}")))
  server.publish(frame(2))
  let frames = try read(&client) { $0 == .live(frame(2)) }
  #expect(frames.last == .live(frame(2)))
  server.stop(reason: "stopped")
  let rest = try read(&client) { if case .bye = $0 { true } else { false } }
  #expect(rest.last == .bye(reason: "stopped"))
  #expect(!FileManager.default.fileExists(atPath: socket.path))
}

@Test("a reader that never reads holds nobody up")
func slowReader() throws {
  let socket = SocketPath()
  let server = try server(socket.path)
  let sleeper = try FeedClient.connect(to: socket.path)
  var reader = try FeedClient.connect(to: socket.path)
  // Who has been greeted gets everything from then on.
  _ = try read(&reader) { if case .hello = $0 { true } else { false } }
  for number in 0..<20_000 as Range<Int64> {
    server.publish(frame(number))
    if number % 100 == 0 { server.publish(setJSON: "{\"number\":\(number)}") }
  }
  server.publish(setJSON: "{\"last\":true}")
  let messages = try read(&reader) { $0 == .set(json: "{\"last\":true}") }
  let sets = messages.filter { if case .set = $0 { true } else { false } }
  // A reader that reads loses no set, whatever the other one does.
  #expect(sets.count == 201)
  #expect(sleeper.path == socket.path)
  server.stop(reason: "done")
}

@Test("twenty readers, some of which vanish")
func manyReaders() throws {
  let socket = SocketPath()
  let server = try server(socket.path)
  for round in 0..<20 {
    var client = try FeedClient.connect(to: socket.path)
    if round % 2 == 0 { continue }
    _ = try read(&client) { if case .hello = $0 { true } else { false } }
    server.publish(setJSON: "{\"round\":\(round)}")
    let got = try read(&client) { $0 == .set(json: "{\"round\":\(round)}") }
    #expect(got.contains(.set(json: "{\"round\":\(round)}")))
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

@Test("a socket left by a crash is replaced, somebody's file is not")
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
  let server = try server(socket.path)
  server.stop(reason: "done")
  try Data("mine".utf8).write(to: URL(fileURLWithPath: socket.path))
  #expect(throws: FeedError.noSocket(path: socket.path)) {
    try FeedServer(path: socket.path, softwareVersion: "", machine: "")
  }
  #expect(try Data(contentsOf: URL(fileURLWithPath: socket.path)) == Data("mine".utf8))
}

@Test("a frame that JSON cannot hold is left out, not sent as nonsense")
func unspeakableFrame() {
  var frame = LiveFrame()
  frame.speedMps = .nan
  #expect(FeedMessage.live(frame).line.isEmpty)
}

@Test("paths that cannot be are told apart")
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

@Test("a daemon of another protocol is refused in plain words")
func otherProtocol() {
  let line = Data("{\"type\":\"hello\",\"protocol\":2,\"later\":true}".utf8)
  #expect(FeedMessage(line: line) == .hello(protocolNumber: 2, softwareVersion: "", machine: ""))
  #expect(FeedError.otherProtocol(path: "p", found: 2).description.contains("use the same version"))
}

@Test("every message reads back as it was written")
func messagesRoundTrip() {
  let messages: [FeedMessage] = [
    .hello(protocolNumber: 1, softwareVersion: "1", machine: "a\"b\nc"), .live(frame(7)),
    .set(json: "{\"a\":{}}"),
    .bye(reason: "x"),
  ]
  for message in messages { #expect(FeedMessage(line: message.line.dropLast()) == message) }
  #expect(FeedMessage(line: Data("{\"type\":\"later\"}".utf8)) == nil)
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
  var good = 0
  for number in 0..<50 as Range<Int64> {
    bytes += (0..<(random() % 200)).map { _ in UInt8(truncatingIfNeeded: random()) }
    bytes.append(0x0A)
    bytes += frame(number).line
    good += 1
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
  #expect(seen == good, "seed \(seed)")
}

@Test("a line without an end is thrown away and the next one is read")
func endlessLine() {
  var framer = LineFramer()
  #expect(framer.take([UInt8](repeating: 0x41, count: LineFramer.longestLine + 10)).isEmpty)
  #expect(framer.take([0x0A, 0x42, 0x0A]) == [Data([0x42])])
}

extension LiveFrame {
  fileprivate var line: Data { FeedMessage.live(self).line }
}
