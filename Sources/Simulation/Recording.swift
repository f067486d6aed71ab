// SPDX-License-Identifier: Apache-2.0
//
// Owns: a recording of a sensor line in memory. Must not know: file formats, pace.

import Pulses

/// What is known about a recording.
package struct RecordingHeader: Sendable, Equatable {
  package var machine: String?
  package var sensor: String?
  /// RFC 3339, when the recording was made.
  package var date: String?
  package var remark: String?
  /// Belt travel per turn of the magnet wheel, metres.
  package var circumferenceM: Double?
  package var magnets: Int?
  /// Beginning and end of the observation, nanoseconds, so that the silence before the first and after the last edge
  /// is known.
  package var startNs: Int64?
  package var endNs: Int64?

  package init() {}
}

/// Edges of one machine over a period.
package struct Recording: Sendable, Equatable {
  package var header: RecordingHeader
  package var edges: [Edge]

  package init(header: RecordingHeader = RecordingHeader(), edges: [Edge]) {
    self.header = header
    self.edges = edges
  }

  /// Beginning of the observation, nanoseconds: the header's, else the first edge.
  package var startNs: Int64 { header.startNs ?? edges.first?.timestampNs ?? 0 }

  /// End of the observation, nanoseconds: the header's, else the last edge.
  package var endNs: Int64 {
    let last = edges.last?.timestampNs ?? startNs
    return max(header.endNs ?? last, last)
  }
}
