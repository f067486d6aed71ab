// SPDX-License-Identifier: Apache-2.0
//
// Owns: a record as JSON in the order of its declaration, unknown as null. Must not know: files, sockets.
//
// JSONEncoder leaves unknown values out and keeps no order; readers in other languages want both.

import Foundation
import Text

extension SetRecord {
  /// The record as one JSON object, on one line.
  public var json: String {
    var object = JSONObjectText()
    fill(&object)
    return object.text
  }

  /// Adds the record's keys to an object.
  func fill(_ object: inout JSONObjectText) {
    var inner = InnerObject()
    for field in SetField.all {
      let (name, key) = field.path
      let value = field.value(self)
      if inner.name != name {
        inner.close(into: &object)
        inner = InnerObject(name: name)
      }
      if name == nil { object.add(String(key), value) } else { inner.add(String(key), value) }
    }
    inner.close(into: &object)
  }

  /// An object within the record's; one in which nothing is known is null.
  private struct InnerObject {
    var name: Substring?
    private var text = JSONObjectText()
    private var isKnown = false

    init(name: Substring? = nil) { self.name = name }

    mutating func add(_ key: String, _ value: SetValue) {
      text.add(key, value)
      isKnown = isKnown || value.text != nil
    }

    func close(into object: inout JSONObjectText) {
      if let name { object.add(String(name), raw: isKnown ? text.text : "null") }
    }
  }

  /// Several records as a JSON array, one a line.
  public static func json(_ records: [SetRecord]) -> String {
    if records.isEmpty { return "[]" }
    return "[\n" + records.map { "  " + $0.json }.joined(separator: ",\n") + "\n]"
  }
}

/// Builds the text of a JSON object key by key.
package struct JSONObjectText {
  package init() {}

  private var fields: [String] = []

  package var text: String { "{" + fields.joined(separator: ",") + "}" }

  package mutating func add(_ key: String, raw: String) { fields.append("\"\(key)\":\(raw)") }

  package mutating func add(_ key: String, _ value: String?) {
    add(key, raw: JSONText.string(value))
  }

  package mutating func add(_ key: String, _ value: (some BinaryInteger)?) {
    add(key, raw: value.map { "\($0)" } ?? "null")
  }

  package mutating func add(_ key: String, _ value: Instant?) { add(key, value?.description) }

  package mutating func add(_ key: String, _ value: Bool) { add(key, raw: value ? "true" : "false") }

  package mutating func add(_ key: String, _ value: SetValue) {
    switch value {
    case .text(let text): add(key, text)
    case .number(let number): add(key, number)
    case .whole(let whole): add(key, whole)
    case .flag(let flag): add(key, flag)
    }
  }

  /// The shortest text that reads back as the same number; what is not a number is unknown.
  package mutating func add(_ key: String, _ value: Double?) {
    add(key, raw: JSONText.number(value))
  }
}
