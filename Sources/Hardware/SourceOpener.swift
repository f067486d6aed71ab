// SPDX-License-Identifier: Apache-2.0
//
// Owns: opening what a configuration names as the source of edges, and interrupting a thread that waits for it.
// Must not know: what the edges mean.

import Glibc
import Settings
import Simulation
import Waking

/// Opens sources one after the other, for one reader. `stop` may be called from any thread.
package final class SourceOpener: Sendable {
  private let wakePipe: WakePipe
  private let stopFlag = StopFlag()

  package init() throws(HardwareError) {
    guard let wakePipe = WakePipe() else { throw .system(operation: "making a pipe", code: errno) }
    self.wakePipe = wakePipe
  }

  /// Opens a source.
  /// - Parameter level: where to put the level of a silent line, and whether it is flooded.
  package func open(_ input: BeltInput, level: LineLevel? = nil) throws(HardwareError) -> BeltSource {
    switch input {
    case .line(let gpio): .line(GPIOSource(try GPIOLine.open(gpio), wakePipe: wakePipe, level: level))
    case .recording(let recording, let pace, _):
      .recording(RecordingSource(recording, pace: pace, stop: stopFlag))
    }
  }

  package var isStopped: Bool { stopFlag.isStopped }

  /// From now on every wait for edges, and for a chip, returns at once.
  package func stop() {
    stopFlag.stop()
    wakePipe.wake()
  }

  /// Waits until a chip came or went, until `stop`, or until the time is over.
  /// - Returns: whether there was news of a chip.
  package func waitForChip(_ watch: borrowing ChipWatch, milliseconds: Int32) -> Bool {
    watch.wait(milliseconds: milliseconds, wakePipe: wakePipe)
  }
}
