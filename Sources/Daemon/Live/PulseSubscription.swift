// SPDX-License-Identifier: Apache-2.0
//
// Owns: the path of single pulses from the pulse thread to the feed. Must not know: readers, sockets.

import Foundation
import LiveFeed
import Motion
import Pulses
import Sets
import Synchronization
import Text
import Waking

/// Pulses of one machine for readers that want every one of them at once. Without such a reader it costs the pulse
/// thread one load of a flag.
final class PulseSubscription: Sendable {
  /// At 2,000 pulses/s half a second of a stalled feed. If the queue is full, a pulse is dropped and its number is missing.
  static let capacity = 1 << 10

  private let queue = HandoverQueue<LivePulse>(capacity: PulseSubscription.capacity)
  private let wanted = Atomic<Bool>(false)
  private let wakePipe: WakePipe
  private let machine: String

  /// - Parameter machine: its identifier.
  init(machine: String, wakePipe: WakePipe) {
    self.machine = JSONText.quoted(machine)
    self.wakePipe = wakePipe
  }

  var isWanted: Bool { wanted.load(ordering: .relaxed) }

  func setWanted(_ isWanted: Bool) { wanted.store(isWanted, ordering: .relaxed) }

  /// Pulse thread only.
  func publish(_ edge: Edge, _ pipeline: borrowing BeltPipeline) {
    let snapshot = pipeline.snapshot(atNs: edge.timestampNs)
    let motion = snapshot.motion
    var pulse = LivePulse()
    pulse.edgeNs = edge.timestampNs
    pulse.pulse = snapshot.counters.pulses
    pulse.speedMps = motion.speedMps
    pulse.displaySpeedMps = motion.displaySpeedMps
    pulse.totalDistanceM = motion.distanceM
    if queue.push(pulse) { wakePipe.wake() }
  }

  /// Feed only: the pulses since the last time, as lines.
  func lines() -> Data {
    var lines = Data()
    while let pulse = queue.pop() { pulse.append(to: &lines, machine: machine) }
    return lines
  }
}
