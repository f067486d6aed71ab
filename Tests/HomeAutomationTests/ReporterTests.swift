// SPDX-License-Identifier: Apache-2.0
//
// Owns: proof of what the broker is sent, and when.

import LiveFeed
import Testing

@testable import HomeAutomation

private let frame = walkingFrame()

/// A reporter, and a daemon whose frames are always new.
private struct Bench {
  var reporter: MachineReporter
  var daemon = DaemonSnapshot()
  var odometers = OdometerBook()
  var now = ContinuousClock.now

  init(_ memory: ReportMemory = ReportMemory(), discovery: String? = "ha", showsWalkers: Bool = false) {
    reporter = MachineReporter(
      Topics(site: "s", discovery: discovery), showsWalkers: showsWalkers, software: "1", memory: memory)
    daemon.machines = [LiveMachine(id: frame.machine, name: frame.name)]
    daemon.frames[frame.machine] = frame
  }

  mutating func due(afterS: Double = 0, isFresh: Bool = true) -> [OutgoingMessage] {
    now += .seconds(afterS)
    if isFresh { daemon.receivedAt[frame.machine] = now }
    return reporter.due(daemon, odometers, walkers: ["Ada"], at: now)
  }

  mutating func topics(afterS: Double = 0, isFresh: Bool = true) -> [String] {
    due(afterS: afterS, isFresh: isFresh).map { $0.topic + ($0.payload.isEmpty ? " gone" : "") }
  }
}

private let config = "ha/device/deadmill_s_treadmill-3/config"
private let root = "deadmill/s/treadmill-3"

@Test("a connection begins with everything, and then only what differs is sent")
func reportsOnChange() {
  var bench = Bench()
  bench.reporter.opened()
  #expect(
    bench.topics() == ["deadmill/s/status", config, root + "/sensor", root + "/state", root + "/health"])
  #expect(bench.topics(afterS: 2) == [])
  bench.daemon.frames[frame.machine]?.motion.displaySpeedMps = 1
  #expect(bench.topics(afterS: 2) == [root + "/state"])
  #expect(bench.topics(afterS: 61) == [root + "/state"])
  bench.reporter.opened()
  #expect(bench.topics().count == 5)
}

@Test("the state is not acknowledged and expires, all else is kept")
func qualities() {
  var bench = Bench()
  bench.reporter.opened()
  for message in bench.due() {
    let isState = message.topic.hasSuffix("/state")
    #expect(message.isRetained && message.isAcknowledged != isState)
    #expect(message.expiryS == (isState ? 180 : nil))
  }
}

@Test("frames that do not come any more take the sensor offline")
func staleFrames() {
  var bench = Bench()
  bench.reporter.opened()
  _ = bench.due()
  let messages = bench.due(afterS: 6, isFresh: false)
  #expect(messages == [OutgoingMessage(root + "/sensor", "offline")])
  #expect(bench.due(afterS: 1).first == OutgoingMessage(root + "/sensor", "online"))
}

@Test("without a daemon ever seen, the machines of the last run are offline and nothing is removed")
func noDaemon() {
  var first = Bench()
  first.reporter.opened()
  _ = first.due()
  var second = Bench(first.reporter.memory)
  second.daemon.machines = nil
  second.reporter.opened()
  #expect(second.due().map(\.payload) == ["online", "offline"])
  #expect(second.due() == [])
}

@Test("a machine that is gone is removed, also by a later run, until a connection has lasted")
func removedMachine() {
  var bench = Bench()
  bench.reporter.opened()
  _ = bench.due()
  bench.daemon.machines = []
  let gone = [root + "/health", root + "/odometer", root + "/sensor", root + "/state", config].map {
    $0 + " gone"
  }
  #expect(bench.topics() == gone)
  #expect(bench.topics() == [])
  var later = Bench(bench.reporter.memory)
  later.daemon.machines = []
  later.reporter.opened()
  #expect(later.topics() == ["deadmill/s/status"] + gone)
  #expect(later.topics(afterS: 31) == [])
  later.reporter.opened()
  #expect(later.topics() == ["deadmill/s/status"])
}

@Test("a machine that comes back has its word, and is not removed")
func returnedMachine() {
  var bench = Bench()
  bench.reporter.opened()
  _ = bench.due()
  let machines = bench.daemon.machines
  bench.daemon.machines = []
  _ = bench.due()
  bench.daemon.machines = machines
  #expect(bench.topics().contains(config))
  bench.reporter.opened()
  #expect(!bench.topics().contains { $0.hasSuffix(" gone") })
}

@Test("switching discovery off removes what was announced")
func discoveryOff() {
  var bench = Bench()
  bench.reporter.opened()
  _ = bench.due()
  var later = Bench(bench.reporter.memory, discovery: nil)
  later.reporter.opened()
  #expect(later.topics().last == config + " gone")
}

@Test("a rename keeps all topics, and a birth of Home Assistant announces again")
func renameAndBirth() {
  var bench = Bench()
  bench.reporter.opened()
  _ = bench.due()
  bench.daemon.machines = [LiveMachine(id: frame.machine, name: "Other +/# name")]
  let messages = bench.due()
  #expect(messages.map(\.topic) == [config])
  #expect(messages.first?.payload.contains(#""name":"Other +/# name""#) == true)
  bench.reporter.announceAgain()
  #expect(bench.topics().contains(config))
}

@Test("no name is in any message unless it may be", arguments: [false, true])
func names(_ showsWalkers: Bool) {
  var bench = Bench(showsWalkers: showsWalkers)
  bench.reporter.opened()
  let said = bench.due().map { $0.topic + $0.payload }.joined()
  #expect(said.contains("Ada") == showsWalkers)
}

@Test("only a machine that is there can be commanded")
func commandedMachines() {
  var bench = Bench()
  _ = bench.due()
  #expect(bench.reporter.machine("treadmill-3") == frame.machine)
  #expect(bench.reporter.machine("other") == nil)
  bench.daemon.machines = []
  _ = bench.due()
  #expect(bench.reporter.machine("treadmill-3") == nil)
}
