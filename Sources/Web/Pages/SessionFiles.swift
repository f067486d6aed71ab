// SPDX-License-Identifier: Apache-2.0
//
// Owns: a session's files and a person's report as downloads. Must not know: who may have them.

import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import SetExport
import SetLog
import Settings
import Words

enum SessionFiles {
  struct Format: Sendable {
    /// The end of its address.
    var name: String
    var title: String
    var format: ExportFormat
    var type: String
  }

  static let formats = [
    Format(name: "fit", title: "FIT", format: .fit, type: "application/vnd.ant.fit"),
    Format(name: "tcx", title: "TCX", format: .tcx, type: "application/vnd.garmin.tcx+xml"),
    Format(name: "csv", title: "CSV", format: .csvExcel, type: "text/csv; charset=utf-8"),
    Format(name: "strong.csv", title: "Strong", format: .strong, type: "text/csv; charset=utf-8"),
    Format(name: "json", title: "JSON", format: .json, type: "application/jsonl"),
  ]

  /// A file of the session that a set belongs to, with the sets of its walker only.
  static func session(of record: SetRecord, _ name: String, _ context: WebContext, _ log: LogReader)
    async throws
    -> Response
  {
    guard let format = formats.first(where: { $0.name == name }) else { throw PageError.notFound }
    var filter = SetFilter()
    filter.sessionId = record.sessionId
    filter.walker = record.walker
    filter.isAnonymous = record.walker == nil
    let bytes = try await export(filter, format.format, options(context), log)
    guard !bytes.isEmpty else { throw PageError.notFound }
    let file = "deadmill-\(SetText(record, context).day)-\(record.indexInSession).\(name)"
    return Response(
      status: .ok,
      headers: [.contentType: format.type, .contentDisposition: "attachment; filename=\"\(file)\""],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// A person's sets of a month as the report to print.
  static func report(walker: String, month: LocalDay, _ context: WebContext, _ log: LogReader) async throws
    -> Response
  {
    var filter = SetFilter()
    filter.walker = walker
    filter.since = start(month.firstOfMonth)
    filter.until = start((month.firstOfMonth + 31).firstOfMonth)
    let bytes = try await export(filter, .html, options(context), log)
    guard !bytes.isEmpty else { throw PageError.notFound }
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: policy(bytes),
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// Midnight where this computer is.
  private static func start(_ day: LocalDay) -> Instant {
    let (year, month, number) = day.civil
    let date = Calendar.current.date(from: DateComponents(year: year, month: month, day: number))
    return Instant(unixMs: Int64((date ?? Date(timeIntervalSince1970: 0)).timeIntervalSince1970 * 1000))
  }

  /// The report carries its style within: the style's own digest is allowed, and no other.
  private static func policy(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    let style = text.range(of: "<style>").flatMap { begin in
      text.range(of: "</style>", range: begin.upperBound..<text.endIndex).map {
        begin.upperBound..<$0.lowerBound
      }
    }
    let digest = style.map { Data(SHA256.hash(data: Array(text[$0].utf8))).base64EncodedString() } ?? ""
    return "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none'; frame-ancestors 'none'"
  }

  private static func options(_ context: WebContext) -> ExportOptions {
    var options = ExportOptions()
    options.language = context.language == .german ? .german : .english
    options.decimalMark = options.language.decimalMark
    options.program = "deadmill-connect \(SoftwareVersion.current)"
    options.includesSuspectSets = false
    return options
  }

  private static func export(
    _ filter: SetFilter, _ format: ExportFormat, _ options: ExportOptions, _ log: LogReader
  ) async throws -> [UInt8] {
    try await log.read { log in
      var bytes: [UInt8] = []
      try log.export(filter, as: format, options: options) { bytes += $0 }
      return bytes
    }
  }
}
