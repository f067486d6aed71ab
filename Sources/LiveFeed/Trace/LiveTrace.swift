// SPDX-License-Identifier: Apache-2.0
//
// Owns: the belt speed before a client joined. Must not know: how it is kept, how it is drawn.

/// The belt speed of the last hour; sent once to a client that begins to watch frames.
package struct LiveTrace: Codable, Sendable, Equatable {
  /// A message has room for so many values; of more, several become one.
  package static let mostValues = 4800

  package var machine: String
  /// The belt's clock at the newest value, nanoseconds.
  package var timeNs: Int64
  /// Belt time from one value to the next, nanoseconds.
  package var everyNs: Int64
  /// Metres per second, the newest last.
  package var speedsMps: [Double]

  package init(machine: String, timeNs: Int64, everyNs: Int64, speedsMps: [Double]) {
    self.machine = machine
    self.timeNs = timeNs
    self.everyNs = everyNs
    self.speedsMps = speedsMps
  }

  /// nil before the first value.
  package init?(_ history: SpeedHistory, machine: String) {
    guard let last = history.lastSlot else { return nil }
    let slots = max(1, (history.speedsMps.count + Self.mostValues - 1) / Self.mostValues)
    let means = history.means(over: slots, atMost: Self.mostValues)
    self.init(
      machine: machine, timeNs: last &* SpeedHistory.everyNs,
      everyNs: Int64(slots) * SpeedHistory.everyNs,
      speedsMps: means.map { ($0 * 100).rounded() / 100 })
  }
}

extension SpeedHistory {
  /// What a daemon kept before this client joined.
  package init(_ trace: LiveTrace) {
    self.init()
    let everyNs = min(max(Self.everyNs, trace.everyNs), 3_600_000_000_000)
    let count = Int64(min(trace.speedsMps.count, Self.capacity))
    let (spanNs, isTooLong) = everyNs.multipliedReportingOverflow(by: count)
    let (beforeNs, isTooEarly) = trace.timeNs.subtractingReportingOverflow(spanNs)
    guard !isTooLong, !isTooEarly else { return }
    for (index, speed) in trace.speedsMps.suffix(Int(count)).enumerated() {
      take(timeNs: beforeNs + Int64(index + 1) * everyNs, speedMps: speed)
    }
  }
}
