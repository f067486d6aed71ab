// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the chain sees: gyms, machines, days, and the same as CSV. Must not know: how gyms send.

import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Text

/// A table of the chain: its head, and the statement that fills it. The first column may lead to a page.
struct ChainTable: Sendable {
  let title: String
  let heads: [String]
  let sql: String
  /// The address of a row's page, before the row's first column, which is not shown then.
  var link: String?
}

struct ChainPages {
  let pool: ConnectionPool
  let figures: HubFigures

  func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.get("/") { _, _ in try await page("The chain", ChainTables.chain, []) }
    router.get("/gyms/:gym") { _, context in
      let gym = try number(context)
      let name = try await pool.work {
        try Self.read($0, "SELECT name FROM gym WHERE id = $1::int", ["\(gym)"])
      }
      guard let name = name.first?.first.flatMap({ $0 }) else { throw HTTPError(.notFound) }
      return try await page(name, ChainTables.gym, ["\(gym)"])
    }
    router.get("/days.csv") { _, _ in try await csv(ChainTables.allDays, []) }
    router.get("/gyms/:gym/days.csv") { _, context in
      try await csv(ChainTables.gymDays, ["\(try number(context))"])
    }
    router.get("/page.css") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "max-age=3600"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: ChainStyle.css)))
    }
    router.get("/metrics") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: figures.text(waiting: pool.load))))
    }
    return router
  }

  private func number(_ context: BasicRequestContext) throws -> Int {
    guard let text = context.parameters.get("gym"), let number = Int32(text) else {
      throw HTTPError(.notFound)
    }
    return Int(number)
  }

  /// Reads only, and sees what readers may see.
  private static func read(
    _ database: PostgresConnection, _ sql: String, _ parameters: [String]
  ) throws(DatabaseFault) -> DatabaseRows {
    try database.transaction { (database) throws(DatabaseFault) in
      try database.run("SET TRANSACTION READ ONLY")
      try database.run("SET LOCAL ROLE deadmill_reader")
      return try database.run(sql, parameters)
    }
  }

  private func rows(_ table: ChainTable, _ parameters: [String]) async throws -> DatabaseRows {
    try await pool.work { try Self.read($0, table.sql, parameters) }
  }

  private func page(_ title: String, _ tables: [ChainTable], _ parameters: [String]) async throws -> Response
  {
    var body = ""
    for table in tables { body += Self.html(table, try await rows(table, parameters)) }
    let home =
      parameters.isEmpty
      ? "" : "<p><a href=\"/\">All gyms</a> · <a href=\"/gyms/\(parameters[0])/days.csv\">Days as CSV</a></p>"
    let all = parameters.isEmpty ? "<p><a href=\"/days.csv\">Days as CSV</a></p>" : ""
    let text = """
      <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>\(Self.escaped(title))</title><link rel="stylesheet" href="/page.css"></head>
      <body><h1>\(Self.escaped(title))</h1>\(home)\(body)\(all)</body></html>
      """
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        .contentSecurityPolicy:
          "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
      ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  private static func html(_ table: ChainTable, _ rows: DatabaseRows) -> String {
    let skipped = table.link == nil ? 0 : 1
    let heads = table.heads.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined()
    let lines = rows.map { row in
      let cells = row.dropFirst(skipped).enumerated().map { index, value in
        let text = escaped(value ?? "")
        guard index == 0, let link = table.link, let id = row[0] else { return "<td>\(text)</td>" }
        return "<td><a href=\"\(link)\(escaped(id))\">\(text)</a></td>"
      }
      return "<tr>" + cells.joined() + "</tr>"
    }
    let content =
      rows.isEmpty
      ? "<p>None.</p>" : "<table><thead><tr>\(heads)</tr></thead><tbody>\(lines.joined())</tbody></table>"
    return "<section><h2>\(escaped(table.title))</h2>\(content)</section>"
  }

  private func csv(_ table: ChainTable, _ parameters: [String]) async throws -> Response {
    let lines = [table.heads] + (try await rows(table, parameters)).map { row in row.map { $0 ?? "" } }
    let text = lines.map { line in line.map(Self.quoted).joined(separator: ",") + "\r\n" }.joined()
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"days.csv\"",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// A name that a spreadsheet would take for a formula is a text.
  private static func quoted(_ text: String) -> String {
    let safe = text.first.map { "=+-@\t\r".contains($0) } ?? false && Double(text) == nil ? "'" + text : text
    guard safe.contains(where: { ",\"\r\n".contains($0) }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }

  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
  }
}
