// SPDX-License-Identifier: Apache-2.0
//
// Owns: raw edges of a line sorted into passes of magnets, for the wiring examinations. Must not know: what is wrong.

import LiveFeed
import Motion
import Pulses
import Settings
import Text

/// One magnet passing the sensor, as the raw edges have it. Times are nanoseconds.
struct WiringPass: Sendable, Equatable {
  var arrivalNs: Int64
  /// From the arrival until the line stayed at the magnet's level, and how often it left it before.
  var closingNs: Int64 = 0
  var closings = 0
  /// From the arrival until the line left the magnet's level for good; nil if its end was not seen.
  var dwellNs: Int64?
  /// How long the line went on bouncing after that, and how often it came back.
  var openingNs: Int64 = 0
  var openings = 0
}

/// What all examinations of a line look at.
struct WiringSeries {
  /// A longer gap is a stop, nanoseconds.
  static let stopNs: Int64 = 2_000_000_000

  let machine: Configuration
  /// Of the first line, in order.
  let edges: [Edge]
  /// Whether both transitions were recorded.
  let hasBoth: Bool
  let counters: PulseCounters
  /// The pulses, as the daemon counts them.
  let pulsesNs: [Int64]
  /// Arrivals at the magnet's level, bounces included.
  let arrivalsNs: [Int64]
  /// Of the pulses; of one transition only, which the daemon judges by rhythm, all arrivals but the closest.
  let candidatesNs: [Int64]
  /// Empty if one transition only was recorded.
  let passes: [WiringPass]
  /// Edges of the same transition as the one before them: the one between was lost, or too short to be seen.
  let repeats: Int

  init(_ all: [Edge], machine: Configuration) {
    self.machine = machine
    let edges = all.filter { $0.line == 0 }
    self.edges = edges
    let isArrival = Self.arrival(machine.profile.pulseEdge)
    hasBoth =
      edges.contains { $0.transition == .falling } && edges.contains { $0.transition == .rising }
    repeats = hasBoth ? zip(edges, edges.dropFirst()).count { $0.transition == $1.transition } : 0
    arrivalsNs = edges.filter { isArrival($0.transition) }.map(\.timestampNs)
    var gate = PulseGate(profile: machine.profile)
    var pulses: [Int64] = []
    var starts: [Int] = []
    var index = -1
    for edge in all {
      if edge.line == 0 { index += 1 }
      guard let pulse = gate.step(edge) else { continue }
      pulses.append(pulse.timestampNs)
      starts.append(max(0, index))
    }
    pulsesNs = pulses
    candidatesNs = hasBoth ? pulses : Self.apart(arrivalsNs)
    counters = gate.counters
    let seesLevels = hasBoth && machine.profile.sensor == .single && machine.profile.pulseEdge != .both
    passes =
      !seesLevels
      ? []
      : starts.indices.map { number in
        let end = number + 1 < starts.count ? starts[number + 1] : edges.count
        return Self.pass(edges[starts[number]..<end], isArrival)
      }
  }

  /// Arrivals this close to one before are its closing bounce, nanoseconds.
  private static let closeNs: Int64 = 3_000_000

  private static func apart(_ arrivalsNs: [Int64]) -> [Int64] {
    var kept: [Int64] = []
    for stampNs in arrivalsNs where kept.last.map({ length($0, stampNs) >= closeNs }) ?? true {
      kept.append(stampNs)
    }
    return kept
  }

  /// Whether a transition brings the line to a magnet's level.
  private static func arrival(_ edge: PulseEdge) -> (Transition) -> Bool {
    { edge == .both || edge.matches($0) }
  }

  /// The edges from one pulse to the next: the longest stretch at the magnet's level is the magnet, what is before and
  /// after it is bounce.
  private static func pass(_ edges: ArraySlice<Edge>, _ isArrival: (Transition) -> Bool) -> WiringPass {
    var pass = WiringPass(arrivalNs: edges.first?.timestampNs ?? 0)
    var stretches: [(fromNs: Int64, toNs: Int64)] = []
    var fromNs: Int64?
    for edge in edges {
      if isArrival(edge.transition) {
        fromNs = fromNs ?? edge.timestampNs
      } else if let begun = fromNs {
        stretches.append((begun, edge.timestampNs))
        fromNs = nil
      }
    }
    guard
      let main = stretches.indices.max(by: {
        length(stretches[$0].fromNs, stretches[$0].toNs) < length(stretches[$1].fromNs, stretches[$1].toNs)
      })
    else { return pass }
    pass.closings = main
    pass.closingNs = length(pass.arrivalNs, stretches[main].fromNs)
    pass.dwellNs = length(pass.arrivalNs, stretches[main].toNs)
    pass.openings = stretches.count - 1 - main + (fromNs == nil ? 0 : 1)
    let lastNs = fromNs ?? stretches[stretches.count - 1].toNs
    if pass.openings > 0 { pass.openingNs = length(stretches[main].toNs, lastNs) }
    return pass
  }

  /// Saturating: hostile timestamps must not trap.
  static func length(_ fromNs: Int64, _ toNs: Int64) -> Int64 {
    Nanoseconds(from: fromNs, to: toNs).notNegative.count
  }

  /// Gaps between timestamps.
  static func gaps(_ stampsNs: [Int64]) -> [Int64] {
    zip(stampsNs, stampsNs.dropFirst()).map { length($0, $1) }
  }

  /// Gaps between candidates while the belt moves, seconds.
  var movingGapsS: [Double] {
    Self.gaps(candidatesNs).filter { $0 < Self.stopNs && $0 > 0 }.map { Nanoseconds($0).seconds }
  }

  /// How long was recorded, seconds.
  var seconds: Double {
    guard let first = edges.first, let last = edges.last else { return 0 }
    return Nanoseconds(Self.length(first.timestampNs, last.timestampNs)).seconds
  }

  func finding(_ severity: Severity, _ text: String, _ remedy: String? = nil) -> Finding {
    Finding("wiring", severity, text, remedy: remedy, machine: machine.machineName)
  }
}

/// Numbers of the wiring report as people read them.
enum WiringText {
  static func percent(_ share: Double) -> String {
    let value = 100 * share
    return value > 0 && value < 1 ? "less than 1 %" : DecimalText.fixed(value, 0) + " %"
  }

  /// To hundredths, if they say anything.
  static func fixed(_ value: Double) -> String { DecimalText.short(value, 2) }

  static func milliseconds(_ ns: Int64) -> String { fixed(Double(ns) / 1e6) + " ms" }
}

/// What to do about a line, in the order in which it helps.
enum WiringRemedy {
  static let noise =
    "use a shielded or twisted cable away from motor and mains leads, with its ground at the computer; add an external "
    + "pull-up of 1 to 4.7 kOhm to 3.3 V and a capacitor of 10 to 100 nF from the line to ground, both at the computer"
  static let bounce =
    "the bounces are recognised and not counted; a Hall switch has none, a capacitor of 10 to 100 nF with a pull-up of 1 to "
    + "4.7 kOhm removes the short ones"
  static let distance = "bring the magnet closer to the sensor (3 to 5 mm) and check that neither is loose"
}

extension [Double] {
  /// The middle value; nil if there is none.
  var median: Double? {
    guard !isEmpty else { return nil }
    return sorted()[count / 2]
  }

  /// The value below which a share of all lies.
  func quantile(_ share: Double) -> Double? {
    guard !isEmpty else { return nil }
    return sorted()[Swift.min(count - 1, Int(Double(count) * share))]
  }
}
