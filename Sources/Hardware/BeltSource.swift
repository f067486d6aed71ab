// SPDX-License-Identifier: Apache-2.0
//
// Owns: the kinds of source that can be opened, behind the one seam. Must not know: configuration, threads.

import Pulses
import Simulation

/// An open source of edges. A new kind of sensor is a conformer of `EdgeSource` in a file of its own, a case here, and a
/// case of `BeltInput`; the compiler then names every `switch` that must know it, all of them in this file and in
/// `SourceOpener`.
package enum BeltSource: EdgeSource, ~Copyable {
  package typealias Failure = HardwareError

  case line(GPIOSource)
  case recording(RecordingSource)

  /// What it is called in messages.
  package var text: String {
    switch self {
    case .line(let source): source.text
    case .recording(let source): source.recording.header.machine ?? "recording"
    }
  }

  /// The GPIO back end that serves it, with its version; nil for a source without one.
  package var backendName: String? {
    switch self {
    case .line(let source): source.backendName
    case .recording: nil
    }
  }

  /// The source's own clock when it was opened, nanoseconds.
  package var startNs: Int64 {
    switch self {
    case .line(let source): source.openedNs
    case .recording(let source): source.recording.startNs
    }
  }

  package mutating func next(untilNs: Int64, _ consume: (borrowing Span<Edge>) -> Void) throws(HardwareError)
    -> EdgeSourceStatus
  {
    switch consume self {
    case .line(var source):
      do throws(HardwareError) {
        let status = try source.next(untilNs: untilNs, consume)
        self = .line(source)
        return status
      } catch {
        self = .line(source)
        throw error
      }
    case .recording(var source):
      let status = source.next(untilNs: untilNs, consume)
      self = .recording(source)
      return status
    }
  }
}
