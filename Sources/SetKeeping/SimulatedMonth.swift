// SPDX-License-Identifier: Apache-2.0
//
// Owns: a log as people make it in some weeks, simulated: who comes when, how they walk, what they say about it.
// Must not know: terminals, options.
//
// Every set is walked on the simulated belt and computed as the daemon would; only the waiting between sets is left out.

import Motion
import Pulses
import SetLog
import Sets
import Settings
import Simulation

/// Days of simulated people on simulated machines.
package struct SimulatedMonth {
  /// Someone who trains by a plan.
  private struct Person {
    var name: String
    var massKg: Double
    var protocolName: String
    var sets: Int
    var setS: Double
    var restS: Double
    /// At the beginning, m/s, and what is added in a week.
    var speedMps: Double
    var gainMps: Double
    /// Days of the week, Monday is 0, on which they come unless something comes between.
    var weekdays: Set<Int>
    var hour: Double
    var exertion: Double
    /// At the beginning and in the end; nil for one who has none.
    var pain: ClosedRange<Double>?
    var notes: [String]
  }

  /// The most that are simulated.
  package static let mostWalkers = 6
  package static let mostDays = 730

  private static let people = [
    Person(
      name: "Ada", massKg: 62, protocolName: "deadmill-3x60", sets: 3, setS: 61, restS: 60, speedMps: 0.62,
      gainMps: 0.03, weekdays: [0, 2, 4], hour: 8.2, exertion: 5, pain: 1...5,
      notes: ["left knee stiff at first", "no pain on the stairs today", "new shoes"]),
    Person(
      name: "Ben", massKg: 88, protocolName: "retro-walk-10min", sets: 1, setS: 330, restS: 0, speedMps: 0.5,
      gainMps: 0.02, weekdays: [0, 1, 3, 5], hour: 17.5, exertion: 6, pain: 2...4,
      notes: ["long day", "felt easy"]),
    Person(
      name: "Cem", massKg: 75, protocolName: "deadmill-3x60", sets: 3, setS: 63, restS: 75, speedMps: 0.9,
      gainMps: 0.015, weekdays: [1, 4, 6], hour: 12.1, exertion: 7, pain: nil, notes: ["after squats"]),
    Person(
      name: "Dora", massKg: 70, protocolName: "sled-pull-intervals", sets: 6, setS: 31, restS: 90,
      speedMps: 1.1,
      gainMps: 0.02, weekdays: [2, 5], hour: 18.7, exertion: 8, pain: nil, notes: ["last two were hard"]),
    Person(
      name: "Emil", massKg: 95, protocolName: "deadmill-3x60", sets: 2, setS: 60, restS: 90, speedMps: 0.45,
      gainMps: 0.025, weekdays: [0, 3], hour: 10.4, exertion: 6, pain: 3...6, notes: ["hip"]),
    Person(
      name: "Fay", massKg: 57, protocolName: "free", sets: 4, setS: 45, restS: 60, speedMps: 0.75,
      gainMps: 0.01,
      weekdays: [1, 2, 5, 6], hour: 7.3, exertion: 4, pain: nil, notes: ["rain outside"]),
  ]

  private let log: SetLog
  private let seed: UInt64
  private let first: LocalDay
  private let days: Int
  private let people: [Person]
  private let machines: Int

  /// - Parameters:
  ///   - last: the last day; the first is so many days before it.
  package init(log: SetLog, seed: UInt64, last: LocalDay, days: Int, walkers: Int, machines: Int) {
    self.log = log
    self.seed = seed
    self.days = max(1, min(days, Self.mostDays))
    first = last + (1 - self.days)
    people = Array(Self.people.prefix(max(1, walkers)))
    self.machines = max(1, machines)
  }

  /// A session that someone walks.
  private struct Visit {
    var person: Person
    var machine: Int
    var startMs: Int64
    /// Weeks since the first day.
    var weeks: Double
    var seed: UInt64
  }

  /// Writes everything into the log, day by day.
  /// - Parameter progress: visits that were written, and all of them.
  /// - Returns: how many sets were written.
  package func write(progress: (Int, Int) -> Void = { _, _ in }) throws -> Int {
    for person in people {
      try log.addWalker(name: SimulatedMachine.walker(person.name), massKg: person.massKg)
    }
    let visits = visits()
    var builders: [Int: RecordBuilder] = [:]
    var ran: [Int: OdometerReading] = [:]
    var count = 0
    for (number, visit) in visits.enumerated() {
      count += try walk(visit, &builders, &ran)
      progress(number + 1, visits.count)
    }
    for (machine, reading) in ran { try log.put(reading, machine: name(machine)) }
    return count
  }

  private func name(_ machine: Int) -> String {
    machines == 1 ? SimulatedMachine.name : SimulatedMachine.name(machine + 1)
  }

  /// Who comes when, in order; no machine has two people at a time.
  private func visits() -> [Visit] {
    var random = Random(seed: seed)
    var visits: [Visit] = []
    for number in 0..<days {
      let day = first + number
      let weekday = day.number - day.monday.number
      for (index, person) in people.enumerated() {
        // Drawn for every day, so that one more person changes no other's days.
        let (comes, delayH) = (random.uniform(), random.uniform(-0.5...0.5))
        let comesTo = person.weekdays.contains(weekday) ? 0.86 : 0.06
        guard comes < comesTo else { continue }
        let wallMs = Int64(day.number) * 86_400_000 + Int64((person.hour + delayH) * 3_600_000)
        visits.append(
          Visit(
            person: person, machine: index % machines, startMs: WallTime.unixMs(wallMs: wallMs),
            weeks: Double(number) / 7, seed: random.next()))
      }
    }
    visits.sort { $0.startMs < $1.startMs }
    var freeMs: [Int: Int64] = [:]
    for index in visits.indices {
      let machine = visits[index].machine
      // Later than half an hour: another session.
      visits[index].startMs = max(visits[index].startMs, freeMs[machine] ?? 0)
      freeMs[machine] = visits[index].startMs + 45 * 60_000
    }
    return visits
  }

  private func walk(
    _ visit: Visit, _ builders: inout [Int: RecordBuilder], _ ran: inout [Int: OdometerReading]
  ) throws -> Int {
    var random = Random(seed: visit.seed)
    let person = visit.person
    // No plan is kept to the letter: now and then the last set is left out.
    let sets = person.sets > 1 && random.uniform() < 0.08 ? person.sets - 1 : person.sets
    let formOfDay = 1 + 0.04 * random.gaussian()
    var startMs = visit.startMs
    var ids: [String] = []
    for set in 0..<sets {
      let speed = (person.speedMps + person.gainMps * visit.weeks) * formOfDay * random.uniform(0.97...1.03)
      let scenario = try GymScenarios.set(
        targetMps: max(0.25, speed), durationS: person.setS * random.uniform(0.98...1.06),
        massKg: person.massKg,
        ending: set % 2 == 0 ? .stepsOff : .standsStill)
      let edges = SimulatedRun(scenario, seed: random.next()).recording.edges
      if let record = try add(edges, scenario.profile, startMs: startMs, visit, &builders, &ran) {
        ids.append(record.id)
      }
      startMs += Int64((person.setS + person.restS * random.uniform(0.9...1.2)) * 1000) + 8000
    }
    try note(ids, visit, &random)
    return ids.count
  }

  /// Computes and logs one set.
  private func add(
    _ edges: [Edge], _ profile: MachineProfile, startMs: Int64, _ visit: Visit,
    _ builders: inout [Int: RecordBuilder],
    _ ran: inout [Int: OdometerReading]
  ) throws(SetLogError) -> SetRecord? {
    let machine = name(visit.machine)
    let clock = clock(machine)
    let shiftNs = startMs &* 1_000_000 &- clock.offsetNs &- SimulatedRun.originNs
    let moved = edges.map { edge in
      var edge = edge
      edge.timestampNs &+= shiftNs
      return edge
    }
    let walker = SetWalker(nil, configuredMassKg: visit.person.massKg)
    guard let first = moved.first,
      let analysed = CollectedSet(edges: moved, reason: .stopped).analysed(profile, walker: walker.load)
    else { return nil }
    var builder = builders[visit.machine] ?? RecordBuilder(machine: machine, profile: profile)
    let id = SetIdentity.id(machine: machine, first: first, clock: clock)
    var record = builder.record(analysed.figures, id: id, clock: clock)
    builders[visit.machine] = builder
    record.walker = SimulatedMachine.walker(visit.person.name)
    record.walkerMassKg = visit.person.massKg
    record.protocol = visit.person.protocolName
    try log.insert(
      SetEntry(record: record, trace: analysed.trace, calibration: builder.calibration, edges: moved))
    var reading =
      ran[visit.machine] ?? OdometerReading(runId: clock.bootId, distanceM: 0, movingTimeS: 0, pulses: 0)
    reading.distanceM += record.distanceM
    reading.movingTimeS += record.movingTimeS
    reading.pulses += record.quality.pulses
    ran[visit.machine] = reading
    return record
  }

  /// One boot a machine, which began at the first midnight.
  private func clock(_ machine: String) -> BeltClock {
    let midnightMs = WallTime.unixMs(wallMs: Int64(first.number) * 86_400_000)
    let boot = UUIDv7.make(unixMs: midnightMs, hashing: "simulated \(seed) \(machine)".utf8)
    return BeltClock(offsetNs: midnightMs * 1_000_000, isSynchronised: true, bootId: boot)
  }

  /// What the walker says afterwards: exertion in halves for every set, pain for the last, now and then a remark.
  private func note(_ ids: [String], _ visit: Visit, _ random: inout Random) throws(SetLogError) {
    let person = visit.person
    let share = min(1, visit.weeks * 7 / Double(max(1, days)))
    for (index, id) in ids.enumerated() {
      var note = SetNote()
      let exertion = person.exertion - 1.5 * share + 0.5 * Double(index) + 0.7 * random.gaussian()
      note.rpe = (min(max(1, exertion), 10) * 2).rounded() / 2
      if let pain = person.pain, index == ids.count - 1 {
        let level = pain.upperBound - (pain.upperBound - pain.lowerBound) * share + 0.6 * random.gaussian()
        note.pain = Int(min(max(0, level), 10).rounded())
        if random.uniform() < 0.25 { note.text = person.notes.randomElement(using: &random) }
      }
      try log.put(note, on: id)
    }
  }
}
