// SPDX-License-Identifier: Apache-2.0
//
// Owns: a logged set in brief for displays. Must not know: sockets, screens.

import Foundation
import LiveFeed
import SetLog

extension SetSummary {
  /// Left out at both ends of a set, seconds: there the walker starts and stops the belt.
  private static let marginS = 5.0
  /// Speed is taken over so many points of the trace, two seconds: steps do not count as unevenness.
  private static let windowPoints = 8

  /// - Parameter trace: of the set; nil if it is not known.
  init(_ record: SetRecord, trace: SetTrace?) {
    self.init()
    id = record.id
    machine = record.machine
    sessionId = record.sessionId
    startedAt = "\(record.startedAt)"
    walker = record.walker
    discardedAt = record.discardedAt.map { "\($0)" }
    indexInSession = record.indexInSession
    durationS = record.durationS
    distanceM = record.distanceM
    meanSpeedMps = record.meanSpeedMps
    maxSpeedMps = record.maxSpeedMps
    meanPowerW = record.meanPowerW
    powerSdW = record.powerSdW
    workJ = record.workJ
    fade = record.fade
    speedVariation = trace.flatMap(Self.variation)
    cadenceSpm = record.cadenceSpm
    powerIsEstimated = record.quality.powerIsEstimated
    day = Self.day(record)
    suspect = record.suspect
  }

  /// Standard deviation of the speed over two seconds each, divided by the mean; nil for less than three of them.
  static func variation(_ trace: SetTrace) -> Double? {
    let endS = (trace.points.last?.timeS ?? 0) - marginS
    let speeds = trace.points.filter { $0.timeS > marginS && $0.timeS <= endS }.map(\.speedMps)
    let windows = stride(from: 0, through: speeds.count - windowPoints, by: windowPoints).map { first in
      speeds[first..<first + windowPoints].reduce(0, +) / Double(windowPoints)
    }
    let mean = windows.reduce(0, +) / Double(max(1, windows.count))
    guard windows.count >= 3, mean > 0 else { return nil }
    let variance = windows.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(windows.count - 1)
    return variance.squareRoot() / mean
  }

  /// The day at the place of the set, not of the reader.
  private static func day(_ record: SetRecord) -> String {
    String(Instant(unixMs: record.startedAt.unixMs + Int64(record.utcOffsetS) * 1000).description.prefix(10))
  }
}
