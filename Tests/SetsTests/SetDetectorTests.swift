// SPDX-License-Identifier: Apache-2.0

import Motion
import Pulses
import Sets
import Testing

private let ms: Int64 = 1_000_000
private let second: Int64 = 1_000_000_000

private func detector() throws -> SetDetector {
  SetDetector(
    rules: SetRules(), wheel: try MagnetWheel(circumferenceM: 0.2, magnets: 4),
    standstill: Standstill(arcs: 1, spanNs: 1_500 * ms))
}

/// An action on a detector.
enum Act: Sendable {
  /// Pulses from a time on, at this interval in milliseconds.
  case pulses(from: Double, to: Double, everyMs: Int64)
  case silence(until: Double)
  case finish(SetEndReason)
}

struct DetectorRow: Sendable, CustomTestStringConvertible {
  var name: String
  var acts: [Act]
  var events: [String]
  var phase: SetPhase
  var testDescription: String { name }
}

/// An event as a word, with its time in seconds if it has one.
private func word(_ event: SetEvent) -> String {
  func seconds(_ ns: Int64) -> String { "\(Double(ns / ms) / 1000)" }
  return switch event {
  case .began(let ns): "began \(seconds(ns))"
  case .dropped: "dropped"
  case .confirmed: "confirmed"
  case .paused(let ns): "paused \(seconds(ns))"
  case .resumed: "resumed"
  case .ended(let ns, let reason): "ended \(seconds(ns)) \(reason)"
  }
}

private func play(_ acts: [Act], advanceEveryMs: Int64? = nil) throws -> (events: [String], phase: SetPhase) {
  var detector = try detector()
  var events: [String] = []
  var timeNs: Int64 = 0
  func walk(to nextNs: Int64) {
    if let every = advanceEveryMs {
      while timeNs + every * ms < nextNs {
        timeNs += every * ms
        detector.advance(silentUntilNs: timeNs) { events.append(word($0)) }
      }
    }
    timeNs = nextNs
  }
  for act in acts {
    switch act {
    case .pulses(let from, let to, let every):
      var timestamp = Int64(from * 1e9)
      while timestamp <= Int64(to * 1e9) {
        walk(to: timestamp)
        detector.step(Pulse(timestampNs: timestamp)) { events.append(word($0)) }
        timestamp += every * ms
      }
    case .silence(let until):
      walk(to: Int64(until * 1e9))
      detector.advance(silentUntilNs: timeNs) { events.append(word($0)) }
    case .finish(let reason):
      detector.finish(reason) { events.append(word($0)) }
    }
  }
  return (events, detector.phase)
}

// 50 mm per pulse, 100 ms apart: 0.5 m/s. A set needs 1.2 m = 24 pulses and 2.5 s = the 26th pulse.
private let rows = [
  DetectorRow(
    name: "one pulse is a bump", acts: [.pulses(from: 1, to: 1, everyMs: 100), .silence(until: 3)],
    events: ["began 1.0", "dropped"], phase: .idle),
  DetectorRow(
    name: "a metre of motion is a bump", acts: [.pulses(from: 1, to: 2.9, everyMs: 100), .silence(until: 9)],
    events: ["began 1.0", "dropped"], phase: .idle),
  DetectorRow(
    name: "a fast spin shorter than a set's time is a bump",
    acts: [.pulses(from: 1, to: 3, everyMs: 10), .silence(until: 9.1)], events: ["began 1.0", "dropped"],
    phase: .idle),
  DetectorRow(
    name: "half a metre, a rest and the way of a set are a set from the first step on",
    acts: [
      .pulses(from: 1, to: 2, everyMs: 100), .pulses(from: 6, to: 8, everyMs: 100), .silence(until: 15),
    ],
    events: ["began 1.0", "confirmed", "paused 8.0", "ended 8.0 stopped"], phase: .idle),
  DetectorRow(
    name: "a bump before a set is no part of it",
    acts: [.pulses(from: 1, to: 1.2, everyMs: 100), .pulses(from: 4, to: 8, everyMs: 100)],
    events: ["began 1.0", "dropped", "began 4.0", "confirmed"], phase: .active),
  DetectorRow(
    name: "way and time make a set, silence pauses and ends it",
    acts: [.pulses(from: 1, to: 11, everyMs: 100), .silence(until: 12.5), .silence(until: 30)],
    events: ["began 1.0", "confirmed", "paused 11.0", "ended 11.0 stopped"], phase: .idle),
  DetectorRow(
    name: "just before the longest pause the set still waits",
    acts: [.pulses(from: 1, to: 11, everyMs: 100), .silence(until: 17)],
    events: ["began 1.0", "confirmed", "paused 11.0"], phase: .paused),
  DetectorRow(
    name: "a stumble is not the end",
    acts: [
      .pulses(from: 1, to: 11, everyMs: 100), .pulses(from: 14, to: 24, everyMs: 100), .silence(until: 40),
    ], events: ["began 1.0", "confirmed", "paused 11.0", "resumed", "paused 24.0", "ended 24.0 stopped"],
    phase: .idle),
  DetectorRow(
    name: "motion that begins at the very end of the pause resumes",
    acts: [.pulses(from: 1, to: 11, everyMs: 100), .pulses(from: 16.9, to: 20, everyMs: 100)],
    events: ["began 1.0", "confirmed", "paused 11.0", "resumed"], phase: .active),
  DetectorRow(
    name: "a bump in the pause is neither a resume nor part of the set",
    acts: [
      .pulses(from: 1, to: 11, everyMs: 100), .pulses(from: 14, to: 14.3, everyMs: 100), .silence(until: 40),
    ], events: ["began 1.0", "confirmed", "paused 11.0", "ended 11.0 stopped"], phase: .idle),
  DetectorRow(
    name: "motion after the pause is a new candidate",
    acts: [.pulses(from: 1, to: 11, everyMs: 100), .pulses(from: 18, to: 19, everyMs: 100)],
    events: ["began 1.0", "confirmed", "paused 11.0", "ended 11.0 stopped", "began 18.0"], phase: .candidate),
  DetectorRow(
    name: "a lost sensor closes the set",
    acts: [.pulses(from: 1, to: 11, everyMs: 100), .finish(.sensorLost)],
    events: ["began 1.0", "confirmed", "ended 11.0 sensorLost"], phase: .idle),
  DetectorRow(
    name: "shutdown drops a candidate", acts: [.pulses(from: 1, to: 2, everyMs: 100), .finish(.shutdown)],
    events: ["began 1.0", "dropped"], phase: .idle),
  DetectorRow(
    name: "shutdown while idle says nothing", acts: [.silence(until: 5), .finish(.shutdown)], events: [],
    phase: .idle),
]

@Test("the transition table is implemented, row by row", arguments: rows)
func transitions(_ row: DetectorRow) throws {
  let played = try play(row.acts)
  #expect(played.events == row.events)
  #expect(played.phase == row.phase)
}

@Test("events are the same however often silence is checked", arguments: rows)
func silenceIsExact(_ row: DetectorRow) throws {
  let once = try play(row.acts)
  for every in [1, 7, 50, 333, 1_499, 1_500, 1_501] as [Int64] {
    let often = try play(row.acts, advanceEveryMs: every)
    #expect(often.events == once.events, "looked at every \(every) ms")
    #expect(often.phase == once.phase)
  }
}

@Test("a set is closed at the maximum length")
func longestSet() throws {
  var rules = SetRules()
  rules.longestSetNs = 10 * second
  var detector = SetDetector(
    rules: rules, wheel: try MagnetWheel(circumferenceM: 0.2, magnets: 4),
    standstill: Standstill(arcs: 1, spanNs: 1_500 * ms))
  var events: [String] = []
  for index in 0...150 as ClosedRange<Int64> {
    detector.step(Pulse(timestampNs: index * 100 * ms)) { events.append(word($0)) }
  }
  #expect(events == ["began 0.0", "confirmed", "ended 9.9 tooLong", "began 10.0", "confirmed"])
}

@Test("timestamps at the limits of time do not trap")
func hostileTimes() throws {
  var detector = try detector()
  for timestamp in [Int64.min, 0, .max] {
    detector.step(Pulse(timestampNs: timestamp)) { _ in }
    detector.advance(silentUntilNs: .max) { _ in }
  }
  #expect(detector.phase == .candidate || detector.phase == .idle)
}
