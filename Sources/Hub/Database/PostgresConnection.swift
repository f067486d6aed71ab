// SPDX-License-Identifier: Apache-2.0
//
// Owns: one connection to PostgreSQL, by libpq. Must not know: tables, who asks.
//
// Parameters and results are text: PostgreSQL reads and writes the shortest decimal digits of a double, so nothing is lost.

import CPostgres
import Foundation

/// Rows of text; nil is NULL.
package typealias DatabaseRows = [[String?]]

/// A connection. One thread at a time: the pool hands it out.
@safe package final class PostgresConnection: Sendable {
  // SAFETY: used by one thread at a time, and closed in `deinit`.
  private nonisolated(unsafe) let connection: OpaquePointer

  /// Connects; blocks.
  /// - Parameter target: libpq's connection string, or a URI.
  package init(_ target: String) throws(DatabaseFault) {
    let names = ["dbname", "application_name", "connect_timeout", "tcp_user_timeout", "options"]
    let values = [
      target, "deadmill-hub", "5", "10000",
      "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000",
    ]
    // SAFETY: the texts are copied within the call; libpq returns a connection or nothing.
    let opened = unsafe Self.withTexts(names + [nil]) { names in
      unsafe Self.withTexts(values + [nil]) { values in unsafe PQconnectdbParams(names, values, 1) }
    }
    guard let opened = unsafe opened else {
      throw DatabaseFault(state: nil, message: "no memory for a connection")
    }
    guard unsafe PQstatus(opened) == CONNECTION_OK else {
      let message = unsafe Self.text(PQerrorMessage(opened))
      unsafe PQfinish(opened)
      throw DatabaseFault(state: nil, message: message)
    }
    unsafe connection = opened
    // The server's notices are not this program's words.
    unsafe PQsetNoticeProcessor(opened, { _, _ in }, nil)
  }

  deinit { unsafe PQfinish(connection) }

  /// Runs one statement; blocks until it is done.
  @discardableResult
  package func run(_ sql: String, _ parameters: [String?] = []) throws(DatabaseFault) -> DatabaseRows {
    // SAFETY: the texts live until the call is over; the answer owns the result.
    let answer = unsafe PostgresAnswer(
      Self.withTexts(parameters) { values in
        unsafe PQexecParams(connection, sql, Int32(parameters.count), nil, values, nil, nil, 0)
      })
    try check(answer)
    return answer.rows
  }

  /// Runs several statements without parameters, as a migration has them.
  package func runScript(_ sql: String) throws(DatabaseFault) {
    // SAFETY: as in `run`.
    try check(unsafe PostgresAnswer(PQexec(connection, sql)))
  }

  private func check(_ answer: borrowing PostgresAnswer) throws(DatabaseFault) {
    if answer.isGood { return }
    let message = unsafe Self.text(PQerrorMessage(connection))
    throw DatabaseFault(state: answer.field("C"), message: answer.field("M") ?? message)
  }

  /// Runs statements in one transaction; all of them or none.
  package func transaction<Result>(
    _ work: (PostgresConnection) throws(DatabaseFault) -> Result
  ) throws(DatabaseFault) -> Result {
    try run("BEGIN")
    do {
      let result = try work(self)
      try run("COMMIT")
      return result
    } catch {
      if !error.isLost { _ = try? run("ROLLBACK") }
      throw error
    }
  }

  private static func text(_ message: UnsafeMutablePointer<CChar>?) -> String {
    guard let message = unsafe message else { return "no reason given" }
    let lines = unsafe String(cString: message)
    let text = lines.split(separator: "\n").joined(separator: " ")
    return text.isEmpty ? "no reason given" : text
  }

  /// Calls with C texts, which live as long as the call.
  private static func withTexts<Result>(
    _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
  ) -> Result {
    // SAFETY: each copy is freed once, after the call.
    let copies: [UnsafeMutablePointer<CChar>?] = unsafe texts.map { text in
      guard let text else { return nil }
      return unsafe strdup(text)
    }
    defer { unsafe copies.forEach { unsafe free($0) } }
    let constants = unsafe copies.map { unsafe UnsafePointer<CChar>($0) }
    return unsafe constants.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
  }
}

/// One answer of the server.
@safe private struct PostgresAnswer: ~Copyable {
  // SAFETY: owned by this value alone, and released in `deinit`.
  private let result: OpaquePointer?

  @unsafe init(_ result: OpaquePointer?) { unsafe self.result = result }

  deinit { unsafe PQclear(result) }

  var isGood: Bool {
    let status = unsafe PQresultStatus(result)
    return [PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY].contains(status)
  }

  /// A part of an error, by libpq's letter for it; nil if there is none.
  func field(_ letter: UnicodeScalar) -> String? {
    // SAFETY: the text is copied, and lives as long as the result.
    guard let text = unsafe PQresultErrorField(result, Int32(letter.value)) else { return nil }
    return unsafe String(cString: text)
  }

  var rows: DatabaseRows {
    let (rows, columns) = unsafe (PQntuples(result), PQnfields(result))
    return (0..<rows).map { row in (0..<columns).map { column in text(row, column) } }
  }

  private func text(_ row: Int32, _ column: Int32) -> String? {
    // SAFETY: row and column are within the result; the text is copied.
    if unsafe PQgetisnull(result, row, column) == 1 { return nil }
    return unsafe PQgetvalue(result, row, column).map { unsafe String(cString: $0) }
  }
}
