// SPDX-License-Identifier: Apache-2.0
//
// Owns: the belt as one pulse leaves it, as a line of JSON. Must not know: sockets, threads.

import FoundationEssentials

/// The belt as it is known with one pulse. SI units; the unit ends the name.
package struct LivePulse: Codable, Sendable, Equatable, BitwiseCopyable {
  /// The sensor's timestamp of the edge: CLOCK_MONOTONIC for a GPIO line, the recording's clock otherwise.
  package var edgeNs: Int64 = 0
  /// Pulses since the daemon started, this one included: a reader that has fallen behind sees by it what it missed.
  package var pulse: Int64 = 0
  package var speedMps = 0.0
  package var displaySpeedMps = 0.0
  package var totalDistanceM = 0.0

  package init() {}

  /// Adds the pulse as one line with its end; a number that JSON cannot hold leaves it out. By hand: it is written
  /// for every pulse, and an encoder takes ten times as long.
  /// - Parameter machine: the machine's identifier, quoted.
  package func append(to lines: inout Data, machine: String) {
    guard speedMps.isFinite, displaySpeedMps.isFinite, totalDistanceM.isFinite else { return }
    lines.append(
      contentsOf: """
        {"type":"pulse","machine":\(machine),"edgeNs":\(edgeNs),"pulse":\(pulse),"speedMps":\(speedMps),\
        "displaySpeedMps":\(displaySpeedMps),"totalDistanceM":\(totalDistanceM)}

        """.utf8)
  }
}
