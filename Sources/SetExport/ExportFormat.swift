// SPDX-License-Identifier: Apache-2.0
//
// Owns: the formats there are, and the seam that each of them fills. Must not know: how any of them is written.

import SetLog

/// A format to write sets in.
///
///     for format in ExportFormat.allCases { print(format.rawValue, format.fileExtension) }
///     ExportFormat(rawValue: "fit") == .fit
///
/// Later versions may have more formats.
public struct ExportFormat: RawRepresentable, CaseIterable, Sendable, Hashable {
  private enum Value: String, CaseIterable {
    case fit = "fit"
    case tcx = "tcx"
    case csv = "csv"
    case csvTrace = "csv-trace"
    case csvExcel = "csv-excel"
    case json = "json"
    case strong = "strong"
    case strongOld = "strong-old"
    case fhir = "fhir"
    case html = "html"
  }

  private let value: Value

  private init(_ value: Value) { self.value = value }

  /// A format by its name; nil if this version has none such.
  public init?(rawValue: String) {
    guard let value = Value(rawValue: rawValue) else { return nil }
    self.value = value
  }

  /// Its name, as `--format` takes it.
  public var rawValue: String { value.rawValue }

  /// All formats of this version.
  public static let allCases = Value.allCases.map { ExportFormat($0) }

  /// Garmin's activity file: what Garmin Connect, Strava and intervals.icu take.
  public static let fit = ExportFormat(.fit)
  /// Training Center XML, for what does not read FIT.
  public static let tcx = ExportFormat(.tcx)
  /// A table of sets.
  public static let csv = ExportFormat(.csv)
  /// A table of every set over time.
  public static let csvTrace = ExportFormat(.csvTrace)
  /// A table of sets that a spreadsheet opens: the figures of `sets`, with the marks of a language.
  public static let csvExcel = ExportFormat(.csvExcel)
  /// Everything, as JSON Lines that this program reads again.
  public static let json = ExportFormat(.json)
  /// The table of the Strong app as it is today.
  public static let strong = ExportFormat(.strong)
  /// The table of the Strong app as it was, which more programs read.
  public static let strongOld = ExportFormat(.strongOld)
  /// A FHIR bundle of observations, for a clinic.
  public static let fhir = ExportFormat(.fhir)
  /// A report to print.
  public static let html = ExportFormat(.html)

  /// How the name of such a file ends, without the dot.
  public var fileExtension: String {
    switch value {
    case .csvTrace, .csvExcel, .strong, .strongOld: "csv"
    case .json: "jsonl"
    case .fhir: "json"
    case .fit, .tcx, .csv, .html: rawValue
    }
  }

  /// Whether it is no text that a terminal could show.
  public var isBinary: Bool { value == .fit }

  /// Whether it is made for a site or a clinic that adds up what it gets: suspect sets are left out unless
  /// `ExportOptions.includesSuspectSets` says otherwise.
  public var leavesOutSuspectSets: Bool {
    switch value {
    case .fit, .tcx, .strong, .strongOld, .fhir: true
    case .csv, .csvTrace, .csvExcel, .json, .html: false
    }
  }

  /// Whether it has records as the log has them; all others are of one walker's activities.
  var keepsRecords: Bool {
    switch value {
    case .json, .csv, .csvTrace: true
    case .fit, .tcx, .strong, .strongOld, .csvExcel, .fhir, .html: false
    }
  }

  /// The sets of a filter that this format takes.
  func chosen(_ filter: SetFilter, _ options: ExportOptions) -> SetFilter {
    var filter = filter
    if leavesOutSuspectSets, !options.includesSuspectSets, filter.standing == .kept {
      filter.standing = .counted
    }
    return filter
  }

  /// A selection in the order in which this format has it: a report goes walker by walker.
  func parts(_ filter: SetFilter, _ log: SetLog) throws -> [SetFilter] {
    value == .html ? try HTMLWriter.parts(filter, log) : [filter]
  }

  /// What writes this format.
  /// - Parameters:
  ///   - log: where the sets come from; some formats have a title page, or what else the log knows of them.
  ///   - filter: the sets that will come.
  func writer(_ options: ExportOptions, _ log: SetLog, _ filter: SetFilter) throws -> any ExportWriter {
    switch value {
    case .fit: FITWriter(exercise: options.exercise)
    case .tcx: TCXWriter(exercise: options.exercise)
    case .csv: SetTableWriter()
    case .csvTrace: TraceTableWriter()
    case .csvExcel: ExcelTableWriter(options)
    case .strong: StrongWriter(exercise: options.exercise)
    case .strongOld: StrongWriter(exercise: options.exercise, table: .old)
    case .json: LogArchiveWriter(log: log, filter: filter, writtenBy: options.program)
    case .fhir: FHIRWriter()
    case .html: try HTMLWriter(log, filter, options)
    }
  }
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

extension ExportWriter {
  /// Most formats are nothing but their sessions.
  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {}
  mutating func end(_ sink: ([UInt8]) throws -> Void) throws {}
}

extension LogArchiveWriter: ExportWriter {}
