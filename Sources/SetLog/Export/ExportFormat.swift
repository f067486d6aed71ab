// SPDX-License-Identifier: Apache-2.0
//
// Owns: the formats there are, and the seam that each of them fills. Must not know: any one of them.

/// A format to write sets in.
public enum ExportFormat: String, CaseIterable, Sendable {
  /// Garmin's activity file: what Garmin Connect, Strava and intervals.icu take.
  case fit
  /// Training Center XML, for what does not read FIT.
  case tcx
  /// A table of sets.
  case csv
  /// A table of every set over time.
  case csvTrace = "csv-trace"
  /// Everything, as this program reads it again.
  case json
  /// The table of the Strong app, which Hevy imports.
  case strong
  /// A FHIR bundle of observations, for a clinic.
  case fhir
  /// A report to print.
  case html
}

/// Writes one format. Sessions come in order, one at a time; what is written goes out at once.
protocol ExportWriter {
  /// Before the first session.
  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws
  /// One session.
  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws
  /// After the last session.
  mutating func end(_ sink: ([UInt8]) throws -> Void) throws
}
