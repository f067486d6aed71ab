// SPDX-License-Identifier: Apache-2.0
//
// Owns: that every pulse reaches the clients that asked for it, at once, and no other.

import Foundation
import Synchronization
import Testing
import Waking

@testable import LiveFeed

/// A machine whose pulses are numbered.
private final class Numbered: Sendable {
  private let waiting = Mutex<[Int64]>([])
  let fetched = Atomic<Int>(0)
  let isWanted = Atomic<Bool>(false)

  /// As the daemon's own: what finds no room is left out.
  func put(_ number: Int64) { waiting.withLock { if $0.count < 1000 { $0.append(number) } } }

  var stream: FeedStream {
    FeedStream(
      machine: "id-A", kind: .pulses, fetch: { [self] in lines() },
      setWanted: { [self] in isWanted.store($0, ordering: .relaxed) })
  }

  private func lines() -> Data {
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
      pulse.append(to: &lines, machine: "\"id-A\"")
    }
    return lines
  }

  var isWatched: Bool { isWanted.load(ordering: .relaxed) }

  func untilWanted(_ wanted: Bool = true) { until { isWatched == wanted } }
}

private let ask = #"{"type":"watch","kinds":["pulses"]}"# + "\n"

private func serving(_ pulses: Numbered, _ body: (FeedServer, String) throws -> Void) throws {
  let socket = SocketPath()
  // On a busy machine a client that reads late is not one that never reads.
  let server = try FeedServer(
    path: socket.path, software: "0", machines: machines("A"), patience: .seconds(600))
  defer { server.stop(reason: "done") }
  _ = server.follow(pulses.stream)
  try body(server, socket.path)
}

@Test("a client that asks for pulses gets each of them at once, and no other client gets any")
func pulsesOnRequest() throws {
  let pulses = Numbered()
  try serving(pulses) { server, path in
    let asking = try RawClient(path)
    let silent = try RawClient(path)
    #expect(!pulses.isWatched)
    asking.send(ask)
    silent.send(#"{"type":"watch","id":"w","kinds":["live"]}"# + "\n")
    _ = try silent.object("ok")
    pulses.untilWanted()
    for number in 1...500 as ClosedRange<Int64> {
      pulses.put(number)
      server.wakePipe.wake()
    }
    _ = try asking.object("hello")
    #expect(
      asking.line()
        == #"{"type":"pulse","machine":"id-A","edgeNs":1000,"pulse":1,"speedMps":0.75,"#
        + #""displaySpeedMps":0.0,"totalDistanceM":0.0}"#)
    for number in 2...500 { #expect(try asking.object("pulse")["pulse"] as? Int == number) }
    server.publish(frame("A", 1))
    #expect(silent.line()?.contains("\"live\"") == true)
  }
}

@Test("pulses from before the request are not sent, and none is put aside once the client has gone")
func noOldPulses() throws {
  let pulses = Numbered()
  try serving(pulses) { server, path in
    do {
      let early = try RawClient(path)
      early.send(ask)
      pulses.untilWanted()
    }
    server.wakePipe.wake()
    pulses.untilWanted(false)
    pulses.put(1)
    server.wakePipe.wake()
    let late = try RawClient(path)
    late.send(ask)
    pulses.untilWanted()
    pulses.put(2)
    server.wakePipe.wake()
    #expect(try late.object("pulse")["pulse"] as? Int == 2)
  }
}

@Test("a client that reads no pulses misses some by their numbers, and the server keeps little for it")
func slowPulseReader() throws {
  let pulses = Numbered()
  try serving(pulses) { server, path in
    let client = try RawClient(path)
    client.send(ask)
    pulses.untilWanted()
    for number in 1...50_000 as ClosedRange<Int64> {
      pulses.put(number)
      server.wakePipe.wake()
      if number % 500 == 0 { until { server.bytesHeld < 400_000 } }
    }
    server.publish(machines: machines("A", "B"))
    var seen = 0
    while let line = client.line(), !line.contains("\"machines\"") || line.contains("hello") {
      if line.contains("\"pulse\"") { seen += 1 }
    }
    #expect(seen > 100 && seen < 50_000)
  }
}

@Test("a pulse with a number that JSON cannot express is left out")
func infinitePulse() {
  var pulse = LivePulse()
  pulse.speedMps = .infinity
  var lines = Data()
  pulse.append(to: &lines, machine: "\"A\"")
  #expect(lines.isEmpty)
}
