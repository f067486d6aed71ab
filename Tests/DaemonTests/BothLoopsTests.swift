// SPDX-License-Identifier: Apache-2.0
//
// The log's loop and the displays' loop of one machine, both without a pause, while pulses come in as fast as they can be
// read: what is run under the thread sanitizer.

import Foundation
import LiveFeed
import Logging
import SetKeeping
import SetLog
import Sets
import Settings
import Simulation
import Synchronization
import TestSupport
import Testing

@testable import Daemon

@Test("both loops of a machine at full speed: the odometer never falls, adds up, and no set is lost")
func bothLoopsAtFullSpeed() async throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  let recording = SimulatedRun(scenario, seed: 3).recording
  var plan = MachinePlan(
    name: "m", profile: scenario.profile, input: .recording(recording, pace: .times(1e6), isSimulated: true))
  let belt = try Belt(
    plan, known: LiveMachine(id: "1", name: "m", kind: nil, marks: 4), log: log, stateDirectory: folder.path,
    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    wakePipe: nil, liveClock: { throw Unused() })
  let logged = Mutex(0)
  try belt.start()
  let keeping = Task.detached {
    await belt.keep(pollEvery: .zero) { _ in logged.withLock { $0 += 1 } }
  }
  var (looks, mostM, reload) = (0, 0.0, 0.1)
  while !belt.isFinished {
    _ = belt.frame()
    let reading = belt.reader.run
    #expect(reading.distanceM >= mostM, "look \(looks)")
    mostM = reading.distanceM
    looks += 1
    // Every so often a reload: both loops and the pulse thread compare the plan's number.
    if looks % 64 == 0 {
      reload += 0.1
      plan.silentDays = reload
      belt.update(plan)
    }
  }
  let report = await keeping.value
  #expect(report.logged == 3 && logged.withLock { $0 } == 3 && report.unwritten == 0)
  _ = belt.frame()
  let end = belt.reader.run
  let pulses = try log.sets().map(\.quality.pulses).reduce(0, +)
  #expect(end.pulses >= pulses && end.distanceM >= 3 * 40)
}

private struct Unused: Error {}
