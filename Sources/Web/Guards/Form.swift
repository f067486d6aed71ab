// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a form sends, as text by name. Must not know: forms.

import Hummingbird
import NIOCore

/// A form's fields.
struct Form: Sendable {
  /// So many bytes at most.
  private static let longest = 16 * 1024
  private let fields: [String: String]

  /// Reads a request's body (`application/x-www-form-urlencoded`).
  init(_ request: Request) async throws {
    var request = request
    let buffer: ByteBuffer
    do {
      buffer = try await request.collectBody(upTo: Self.longest)
    } catch {
      throw PageError.tooLarge
    }
    guard
      let fields = try? URLEncodedFormDecoder().decode([String: String].self, from: String(buffer: buffer))
    else {
      throw PageError.refused("the form cannot be read")
    }
    self.fields = fields
  }

  /// A field without the blanks around it; nil if it was not sent or is empty.
  subscript(name: String) -> String? {
    guard let value = fields[name] else { return nil }
    let trimmed = value.drop { $0.isWhitespace }
    let end = trimmed.lastIndex { !$0.isWhitespace }
    return end.map { String(trimmed[...$0]) }
  }

  /// Whether a field was sent, empty or not.
  func has(_ name: String) -> Bool { fields[name] != nil }
}
