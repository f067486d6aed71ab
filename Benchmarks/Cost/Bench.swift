// SPDX-License-Identifier: Apache-2.0
//
// Owns: `make bench`: the table against its targets. Must not know: how a figure is measured.

import CBankReference
import Foundation
import Motion
import Pulses
import Sets

@main
enum Bench {
  static func main() throws {
    let arguments = CommandLine.arguments
    if arguments.count == 4, arguments[1] == "--load", let pulses = Int(arguments[3]) {
      print(try Instructions.load(arguments[2], pulses: pulses))
      return
    }
    let quick = arguments.contains("--quick")
    var table = Table()
    if !arguments.contains("--endurance") {
      try cost(&table, quick: quick)
      try heap(&table)
      memory(&table)
      instructions(&table, program: arguments[0])
      try day(&table, pulses: quick ? 100_000 : 1_000_000)
    }
    try endurance(&table, quick: quick)
    table.finish()
  }

  static func cost(_ table: inout Table, quick: Bool) throws {
    let same = Agreement()
    table.hard(
      "C and Swift bank agree, worst relative difference", same.worst, "%.1e", atMost: 1e-9,
      note: "\(same.pulses) pulses, \(same.reseeds) new beginnings")
    let rounds = try CostRounds(rounds: quick ? 5 : 15, pulses: quick ? 5_000 : 20_000)
    table.note("cost per pulse, us: C bank", median(rounds.cBank), "%.2f")
    table.soft("cost per pulse, us: Swift bank", median(rounds.swiftBank), "%.2f", atMost: 5)
    table.soft("cost per pulse, us: MotionStage.step", median(rounds.motion), "%.2f", atMost: 5)
    table.soft("cost per pulse, us: BeltPipeline.step", median(rounds.pipeline), "%.2f", atMost: 5)
    table.note(
      "cost per magnet, us: BeltPipeline.step, both transitions", median(rounds.levels), "%.2f")
    table.soft("both transitions / one", rounds.ratio(\.levels, \.pipeline), "%.2f", atMost: 1.3)
    table.note(
      "cost per pulse, us: MotionStage.step, 8 uneven magnets", median(rounds.uneven), "%.2f",
      "16 ideas of the wheel besides")
    table.note("cost per pulse, us: baseline WindowSpeed", median(rounds.window), "%.3f")
    table.note("cost per snapshot, us", median(rounds.snapshot), "%.2f")
    table.soft("Swift bank / C bank", rounds.ratio(\.swiftBank, \.cBank), "%.2f", atMost: 1.3)
    table.soft("MotionStage.step / C bank", rounds.ratio(\.motion, \.cBank), "%.2f", atMost: 1.3)
    table.note("MotionStage.step / WindowSpeed", rounds.ratio(\.motion, \.window), "%.0f")
  }

  static func heap(_ table: inout Table) throws {
    let timestamps = Track.steady(100_100).timestampsNs
    var pipeline = BeltPipeline(profile: try Track.profile())
    // SAFETY: the bench has one thread.
    unsafe sink += Contenders.pipeline(&pipeline, timestamps.span, 0..<100)
    let (calls, bytes) = (heap_calls(), heap_bytes())
    unsafe sink += Contenders.pipeline(&pipeline, timestamps.span, 100..<100_100)
    for index in 0..<1_000 {
      unsafe sink += pipeline.snapshot(atNs: (timestamps.last ?? 0) + Int64(index)).motion.speedMps
    }
    let (more, moreBytes) = (heap_calls() - calls, heap_bytes() - bytes)
    // The control: an array must be seen, or a count of 0 proves nothing.
    let control = heap_calls()
    let array = [Int64](repeating: moreBytes, count: 100 + Int(more))
    unsafe sink += Double(array[99])
    let seen = heap_calls() - control
    table.hard(
      "allocations in 100 000 pulses and 1 000 snapshots", Double(more), "%.0f", atMost: 0,
      note: "heap grew by \(moreBytes) bytes; the control was \(seen > 0 ? "seen" : "MISSED")")
    if seen == 0 { table.fail("the count of allocations sees nothing") }
  }

  static func memory(_ table: inout Table) {
    func kib(_ bytes: Int) -> Double { Double(bytes) / 1024 }
    table.hard("state of BeltPipeline, KiB", kib(MemoryLayout<BeltPipeline>.size), "%.2f", atMost: 32)
    table.note("  PulseGate", kib(MemoryLayout<PulseGate>.size), "%.2f")
    table.note("  MotionStage", kib(MemoryLayout<MotionStage>.size), "%.2f")
    table.note("    GaitBank", kib(MemoryLayout<GaitBank>.size), "%.2f")
    table.note("    WheelTracker", kib(MemoryLayout<WheelTracker>.size), "%.2f")
    table.note("    WindowSpeed", kib(MemoryLayout<WindowSpeed>.size), "%.2f")
    table.note("    PulseRepair", kib(MemoryLayout<PulseRepair>.size), "%.2f")
    table.note("    MachineProfile", kib(MemoryLayout<MachineProfile>.size), "%.2f")
    table.note("  SetDetector", kib(MemoryLayout<SetDetector>.size), "%.2f")
  }

  static func instructions(_ table: inout Table, program: String) {
    let counted = Instructions(program: program)
    guard counted.tool != "none" else {
      table.note("instructions per pulse", .nan, "%.0f", "neither perf's counters nor valgrind are there")
      return
    }
    for kind in Instructions.kinds {
      table.note("instructions per pulse: \(kind)", counted.perPulse[kind] ?? .nan, "%.0f", counted.tool)
    }
  }

  static func day(_ table: inout Table, pulses: Int) throws {
    let profile = try Track.profile()
    let timestamps = Track.day(pulses).timestampsNs
    var pipeline = BeltPipeline(profile: profile)
    let plainS =
      microseconds(per: 1_000_000) { Contenders.pipeline(&pipeline, timestamps.span, 0..<pulses) }
    table.soft("\(pulses) pulses replayed, s", plainS, "%.2f", atMost: 10)
    let watched = Watched(profile: profile, timestampsNs: timestamps)
    table.soft(
      "the same with 10 snapshots a second of motion, s", watched.seconds, "%.2f", atMost: 10,
      note: "\(watched.snapshots) snapshots")
    let worst = WorstPulse(profile: profile, timestampsNs: timestamps)
    table.note("worst pulse, us: median", worst.share(0.5), "%.2f", "clock and machine noise included")
    table.note("worst pulse, us: 99.9 %", worst.share(0.999), "%.2f")
    table.note("worst pulse, us: largest of \(pulses)", worst.share(1), "%.0f")
    let growth = try Growth(rounds: 60, day: timestamps)
    table.note(
      "cost per pulse, us: first 1 000 of a set", growth.first.min() ?? .nan, "%.2f", "fastest of 60 rounds")
    table.hard("growth: after 100 000 in the same set", growth.setRatio, "%.2f", atMost: 1.25)
    table.hard("growth: after a day of \(pulses)", growth.dayRatio, "%.2f", atMost: 1.25)
  }

  static func endurance(_ table: inout Table, quick: Bool) throws {
    let runs = [
      try Endurance.constant(hours: quick ? 0.1 : 10, hz: 120),
      try Endurance.decay(hours: quick ? 0.1 : 1),
      try Endurance.walking(quick ? 20_000 : 500_000),
    ]
    for run in runs {
      table.hard(
        run.name + ", sound", run.isSound ? 1 : 0, "%.0f", atLeast: 1,
        note:
          "\(run.pulses) pulses, \(run.checks) checks, least pivot \(String(format: "%.1e", run.leastPivot)), "
          + "weights off by \(String(format: "%.0e", run.weightError))")
    }
  }
}
