// SPDX-License-Identifier: Apache-2.0
//
// Owns: that no client, whatever it does, makes the server grow or delays another client.

import Foundation
import Synchronization
import Testing

@testable import LiveFeed

private func served(_ body: (FeedServer, String) throws -> Void) throws {
  let socket = SocketPath()
  let server = try FeedServer(path: socket.path, software: "0", machines: machines("A"))
  defer { server.stop(reason: "done") }
  try body(server, socket.path)
}

@Test("megabytes without a newline keep nothing in the server and delay no frame of another client")
func megabytesWithoutEnd() throws {
  try served { server, path in
    var good = try FeedClient.connect(to: path)
    try good.watch(FeedWatch([.live], rateHz: 1000, id: "w"))
    _ = try read(&good) { $0 == .ok(FeedAnswer(id: "w")) }
    let bad = try RawClient(path)
    let block = Data(repeating: 0x41, count: 65_536)
    var sent = 0
    var number: Int64 = 0
    while sent < 8 << 20 {
      guard let count = bad.send(bytes: block) else { break }
      sent += count
      number += 1
      server.publish(frame("A", number))
      _ = try read(&good) { $0 == .live(frame("A", number)) }
      #expect(server.bytesHeld <= LineFramer.longestLine + 4096)
    }
    #expect(sent >= 8 << 20)
  }
}

@Test("a client that floods and never reads the answers is cut off, and the server keeps little until then")
func floodWithoutReading() throws {
  try served { server, path in
    let bad = try RawClient(path)
    let lines = Data(String(repeating: "nonsense\n", count: 5000).utf8)
    var most = 0
    for _ in 0..<4000 {
      guard bad.send(bytes: lines) != nil else { break }
      most = max(most, server.bytesHeld)
    }
    #expect(most <= 2 << 20)
    // Others are served.
    let greeted = try FeedClient.connect(to: path).hello.machines
    #expect(greeted == machines("A"))
  }
}

@Test("the sixty-fifth client gets the reason for its refusal; a thousand of them leave nothing behind")
func thousandConnections() throws {
  try served { server, path in
    var kept: [FeedMessages] = []
    for _ in 0..<FeedServer.mostReaders { kept.append(FeedMessages(try FeedClient.connect(to: path))) }
    for _ in 0..<936 {
      let client = try RawClient(path)
      #expect(try client.code() == "too_many_clients")
      #expect(client.line() == nil && client.isClosed)
    }
    #expect(server.bytesHeld == 0 && kept.count == FeedServer.mostReaders)
    kept = []
    until { (try? FeedClient.connect(to: path).path) != nil }
  }
}

@Test("without a free descriptor the server pauses, keeps its clients, and accepts again later")
func outOfDescriptors() async throws {
  // In a process of its own: the limit holds for all of it.
  await #expect(processExitsWith: .success) { try runOutOfDescriptors() }
}

private func runOutOfDescriptors() throws {
  let path = "/tmp/dm-\(getpid()).sock"
  let server = try FeedServer(path: path, software: "0", machines: machines("A"))
  var good = try FeedClient.connect(to: path)
  try good.watch(FeedWatch([.live], rateHz: 1000, id: "w"))
  _ = try read(&good) { $0 == .ok(FeedAnswer(id: "w")) }
  // Made before there is no descriptor left for them.
  guard let waiting = UnixSocket() else { exit(2) }
  var taken: [Int32] = []
  while case let descriptor = dup(0), descriptor >= 0 { taken.append(descriptor) }
  #expect(waiting.attach(path, listening: false) == 0)
  for number in 1...50 as ClosedRange<Int64> {
    server.publish(frame("A", number))
    _ = try read(&good) { $0 == .live(frame("A", number)) }
  }
  for descriptor in taken { close(descriptor) }
  waiting.setNonBlocking()
  var greeting: [UInt8] = []
  for _ in 0..<400 where greeting.isEmpty {
    var watched = [pollfd(fd: waiting.descriptor, events: Int16(POLLIN), revents: 0)]
    UnixSocket.poll(&watched, milliseconds: 25)
    greeting = waiting.receive() ?? []
  }
  server.stop(reason: "done")
  guard greeting.starts(with: Array("{\"capab".utf8)) else { exit(1) }
}
