// SPDX-License-Identifier: Apache-2.0
//
// Owns: the stage that counts what a set writes to a card: bytes and flushes at the block layer, in real time.
// Must not know: what the bytes are.

import Foundation
import LiveFeed
import Pulses
import SetLog
import Simulation

enum CardStage {
  private static let cannot: Int32 = 77
  private static let setsADay = 60.0

  static func run(_ options: Options) throws -> Never {
    let folder = try Folder(options.work + "/card")
    let disk: SmallDisk
    do {
      disk = try SmallDisk(folder.path, megabytes: 64)
    } catch {
      Out.note("CARD NOT MEASURED: \(error); needs root, loop devices and e2fsprogs")
      exit(cannot)
    }
    let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
    var recording = SimulatedRun(scenario, seed: options.seed).recording
    let startNs = recording.startNs
    recording.edges.removeAll { $0.timestampNs > startNs + 80_000_000_000 }
    recording.header.endNs = startNs + 80_000_000_000
    try EdgesFile.write(recording, to: folder.path + "/set.edges")
    let set = try cost(of: "set", options, disk, folder.path, fromS: 3, toS: 77)
    // An empty belt: one edge at the very beginning, which is not a set.
    recording.edges = Array(recording.edges.prefix(1))
    recording.edges[0].timestampNs = startNs
    try EdgesFile.write(recording, to: folder.path + "/idle.edges")
    let idle = try cost(of: "idle", options, disk, folder.path, fromS: 10, toS: 70)
    let logged = try SetLog(readingFrom: disk.path + "/state").count()
    disk.unmount()
    var figures = Figures(stage: "card")
    figures.add("sets of 60 s logged", logged, .atLeast(1))
    figures.add("KiB written for a set of 60 s", Double(set.bytes) / 1024, .none)
    figures.add("flushes for a set of 60 s", set.flushes, .none)
    figures.add("KiB written in a minute without a walker", Double(idle.bytes) / 1024, .none)
    figures.add("flushes in a minute without a walker", idle.flushes, .none)
    let day = setsADay * Double(set.bytes) + 24 * 60 * Double(idle.bytes)
    figures.add("MiB a day of 60 sets, extrapolated", day / 1_048_576, .none)
    figures.finish(faults: [])
  }

  /// What the program writes between two instants of a played recording.
  private static func cost(
    of name: String, _ options: Options, _ disk: SmallDisk, _ directory: String, fromS: Double, toS: Double
  ) throws -> (bytes: Int, flushes: Int) {
    let socket = "\(directory)/s"
    let child = try Child(
      options.program,
      [
        "run", "--input", "replay:\(directory)/\(name).edges", "--state", disk.path + "/state", "--socket",
        socket,
      ],
      errors: "\(directory)/\(name).errors")
    let feed = FeedReader(socket)
    try feed.open()
    let begun = ContinuousClock.now
    func wait(untilS seconds: Double) {
      while (ContinuousClock.now - begun) / .seconds(1) < seconds {
        feed.read()
        Thread.sleep(forTimeInterval: 0.05)
      }
    }
    wait(untilS: fromS)
    let before = try disk.written()
    wait(untilS: toS)
    let after = try disk.written()
    guard child.status == 0 else { throw TrialFailure("\(name): the program failed") }
    return (after.bytes - before.bytes, after.flushes - before.flushes)
  }
}
