// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import LiveFeed

/// A path for a socket, short enough, gone when the test is over.
private final class SocketPath {
  let path = "/tmp/dm-\(UUID().uuidString.prefix(8)).sock"

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Somebody who asks.
private struct Asker: ~Copyable {
  private let socket: UnixSocket

  init(_ path: String) throws {
    let made = UnixSocket()
    guard let made else { throw FeedError.notRunning(path: path) }
    guard made.attach(path, listening: false) == 0 else { throw FeedError.notRunning(path: path) }
    made.setNonBlocking()
    socket = made
  }

  func say(_ text: String) { _ = socket.send(Data(text.utf8)) }

  /// Nothing more will be said.
  func fallSilent() { _ = shutdown(socket.descriptor, Int32(SHUT_WR)) }

  /// What is answered until the other side closes, or the time is over.
  func answer(milliseconds: Int32 = 3000) -> (text: String, isClosed: Bool) {
    var bytes: [UInt8] = []
    let until = ContinuousClock.now + .milliseconds(Int(milliseconds))
    while ContinuousClock.now < until {
      var watched = [pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)]
      UnixSocket.poll(&watched, milliseconds: 50)
      guard let more = socket.receive() else { return (String(decoding: bytes, as: UTF8.self), true) }
      bytes += more
    }
    return (String(decoding: bytes, as: UTF8.self), false)
  }
}

private func server(_ path: String, _ text: @escaping @Sendable () -> String) throws -> TextServer {
  try TextServer(path: path, contentType: "text/plain", text: text)
}

@Test("each reader gets the text of its moment, whole, and a closed connection", arguments: [1, 1_000_000])
func answersWhole(length: Int) throws {
  let socket = SocketPath()
  let asked = Atomic<Int>(0)
  let server = try server(socket.path) {
    "\(asked.wrappingAdd(1, ordering: .relaxed).newValue)" + String(repeating: "x", count: length)
  }
  for number in 1...3 {
    let asker = try Asker(socket.path)
    asker.say("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
    let answer = asker.answer()
    #expect(answer.isClosed)
    let parts = answer.text.components(separatedBy: "\r\n\r\n")
    try #require(parts.count == 2)
    #expect(parts[0].hasPrefix("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n"))
    #expect(parts[0].contains("Content-Length: \(length + 1)\r\n"))
    #expect(parts[1] == "\(number)" + String(repeating: "x", count: length))
  }
  server.stop()
  server.stop()
  #expect(!FileManager.default.fileExists(atPath: socket.path))
}

@Test("a request may come in pieces, with bare line feeds, or end where its writer falls silent")
func requestsInPieces() throws {
  let socket = SocketPath()
  let server = try server(socket.path) { "text" }
  let pieces = try Asker(socket.path)
  for piece in ["GE", "T / HTTP/1.0\r", "\n", "\r"] {
    pieces.say(piece)
    #expect(pieces.answer(milliseconds: 60).text.isEmpty)
  }
  pieces.say("\n")
  #expect(pieces.answer().text.hasSuffix("\r\n\r\ntext"))
  let bare = try Asker(socket.path)
  bare.say("GET / HTTP/1.0\n\n")
  #expect(bare.answer().text.hasSuffix("text"))
  let silent = try Asker(socket.path)
  silent.fallSilent()
  #expect(silent.answer().text.hasSuffix("text"))
  server.stop()
}

@Test("who asks nothing, asks too much, or does not read, holds nobody up and is let go")
func patience() async throws {
  let socket = SocketPath()
  let server = try server(socket.path) { String(repeating: "y", count: 4_000_000) }
  let mute = try Asker(socket.path)
  let endless = try Asker(socket.path)
  endless.say(String(repeating: "a", count: 20_000))
  let lazy = try Asker(socket.path)
  lazy.say("GET / HTTP/1.0\r\n\r\n")
  let asker = try Asker(socket.path)
  asker.say("GET / HTTP/1.0\r\n\r\n")
  #expect(asker.answer().text.utf8.count > 4_000_000)
  #expect(endless.answer().isClosed)
  try await Task.sleep(for: TextServer.patience + .seconds(2))
  #expect(mute.answer(milliseconds: 500).isClosed)
  let rest = lazy.answer(milliseconds: 2000)
  #expect(rest.isClosed && rest.text.utf8.count < 4_000_000)
  server.stop()
}

@Test("more readers than are served at once wait, and are served")
func manyAskers() throws {
  let socket = SocketPath()
  let server = try server(socket.path) { "text" }
  let mute = try (0..<8).map { _ in try SharedAsker(socket.path) }
  for _ in 0..<40 {
    let asker = try Asker(socket.path)
    asker.say("GET / HTTP/1.0\r\n\r\n")
    #expect(asker.answer().text.hasSuffix("text"))
  }
  #expect(mute.count == 8)
  server.stop()
}

/// In an array.
private final class SharedAsker {
  let asker: Asker

  init(_ path: String) throws { asker = try Asker(path) }
}

@Test("a path that cannot be listened on is told")
func badTextPaths() throws {
  #expect(throws: FeedError.cannotListen(path: "/nowhere/a.sock", code: ENOENT)) {
    try server("/nowhere/a.sock") { "" }
  }
  let socket = SocketPath()
  let first = try server(socket.path) { "" }
  #expect(throws: FeedError.alreadyRunning(path: socket.path)) { try server(socket.path) { "" } }
  first.stop()
}
