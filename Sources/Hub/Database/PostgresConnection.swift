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
@safe package final class PostgresConnection: @unchecked Sendable {
  // SAFETY: used by one thread at a time, and closed in `deinit`.
  private let connection: OpaquePointer

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
    // SAFETY: the texts live until the call is over; the result is this function's and cleared before it returns.
    let result = unsafe Self.withTexts(parameters) { values in
      unsafe PQexecParams(connection, sql, Int32(parameters.count), nil, values, nil, nil, 0)
    }
    defer { unsafe PQclear(result) }
    switch unsafe PQresultStatus(result) {
    case PGRES_TUPLES_OK: return unsafe rows(result)
    case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: return []
    default: throw fault(unsafe result)
    }
  }

  /// Runs several statements without parameters, as a migration has them.
  package func runScript(_ sql: String) throws(DatabaseFault) {
    // SAFETY: as in `run`.
    let result = unsafe PQexec(connection, sql)
    defer { unsafe PQclear(result) }
    let status = unsafe PQresultStatus(result)
    guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY else {
      throw fault(unsafe result)
    }
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

  private func fault(_ result: OpaquePointer?) -> DatabaseFault {
    let state = unsafe PQresultErrorField(result, Int32(UnicodeScalar("C").value)).map {
      unsafe String(cString: $0)
    }
    let primary = unsafe PQresultErrorField(result, Int32(UnicodeScalar("M").value)).map {
      unsafe String(cString: $0)
    }
    return DatabaseFault(state: state, message: primary ?? unsafe Self.text(PQerrorMessage(connection)))
  }

  private func rows(_ result: OpaquePointer?) -> DatabaseRows {
    let columns = unsafe PQnfields(result)
    return (0..<unsafe PQntuples(result)).map { row in
      (0..<columns).map { column in
        if unsafe PQgetisnull(result, row, column) == 1 { return nil }
        return unsafe String(cString: PQgetvalue(result, row, column))
      }
    }
  }

  private static func text(_ message: UnsafeMutablePointer<CChar>?) -> String {
    guard let message = unsafe message else { return "no reason given" }
    let text = unsafe String(cString: message).split(separator: "\n").joined(separator: " ")
    return text.isEmpty ? "no reason given" : text
  }

  /// Calls with C texts, which live as long as the call.
  private static func withTexts<Result>(
    _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
  ) -> Result {
    var copies: [UnsafePointer<CChar>?] = unsafe texts.map { text in
      unsafe text.flatMap { unsafe strdup($0) }.map { unsafe UnsafePointer($0) }
    }
    defer { for copy in unsafe copies { unsafe free(UnsafeMutablePointer(mutating: copy)) } }
    return unsafe copies.withUnsafeMutableBufferPointer { buffer in
      unsafe body(buffer.baseAddress.map { unsafe UnsafePointer($0) })
    }
  }
}
