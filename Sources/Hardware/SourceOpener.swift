// SPDX-License-Identifier: Apache-2.0
//
// Owns: opening what a configuration names as the source of edges, and interrupting a thread that waits for it.
// Must not know: what the edges mean.

import Settings
import Simulation

/// Opens sources one after the other, for one reader. `stop` may be called from any thread.
package final class SourceOpener: Sendable {
  private let waker: SourceWaker
  private let stopFlag = StopFlag()

  package init() throws(HardwareError) { waker = try SourceWaker() }

  /// Opens a source.
  /// - Parameter level: where to put the level of a silent line, and whether it is flooded.
  package func open(_ input: BeltInput, level: LineLevel? = nil) throws(HardwareError) -> BeltSource {
    switch input {
    case .line(let gpio): .line(GPIOSource(try GPIOLine.open(gpio), waker: waker, level: level))
    case .recording(let recording, let pace, _):
      .recording(RecordingSource(recording, pace: pace, stop: stopFlag))
    }
  }

  package var isStopped: Bool { stopFlag.isStopped }

  /// From now on every wait for edges, and for a chip, returns at once.
  package func stop() {
    stopFlag.stop()
    waker.wake()
  }

  /// Waits until a chip came or went, until `stop`, or until the time is over.
  /// - Returns: whether there was news of a chip.
  package func waitForChip(_ watch: borrowing ChipWatch, milliseconds: Int32) -> Bool {
    watch.wait(milliseconds: milliseconds, waker: waker)
  }
}
