// SPDX-License-Identifier: Apache-2.0
//
// Owns: which wall clock exports show: the reader's, as everything that is printed. Must not know: any one format.

import SetLog

extension ExportFormat {
  /// Whether it is for people, or for sites that show local times. The others have the machine's own distance from UTC, as
  /// a value like any other.
  var showsWallTime: Bool {
    switch self {
    case .csv, .csvTrace, .json: false
    default: true
    }
  }
}

extension ExportedSession {
  /// The session with the reader's distance from UTC.
  var onReadersClock: ExportedSession {
    var session = self
    for index in session.sets.indices {
      session.sets[index].record.utcOffsetS = session.sets[index].record.readerOffsetS
    }
    return session
  }

  /// What a format writes.
  func shown(as format: ExportFormat) -> ExportedSession { format.showsWallTime ? onReadersClock : self }
}

extension LogExtent {
  /// The same with the reader's distance from UTC.
  var onReadersClock: LogExtent {
    var extent = self
    if let first { extent.first?.utcOffsetS = first.readerOffsetS }
    if let last { extent.last?.utcOffsetS = last.readerOffsetS }
    return extent
  }
}
