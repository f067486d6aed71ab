// SPDX-License-Identifier: Apache-2.0
//
// JSON as RFC 8259 has it, and no other.

import Foundation
import Testing

@testable import SetLog

private func value(_ text: String) throws -> JSONValue { try JSONParser.value(Array(text.utf8)) }

@Test(
  "sound JSON is read to the letter",
  arguments: [
    "null", "true", "false", "0", "-0", "12.50", "1E+2", "9007199254740993", "\"\"", "[]", "{}",
    "[1,[2,[]],{\"b\":null,\"a\":\"\\\"\\\\\\n\\u0001ü🦵\"}]",
  ])
func jsonReadsToTheLetter(_ text: String) throws {
  #expect(try value(text).text == text)
  #expect(try value(" \n\t\r" + text + " ").text == text)
}

@Test("escapes are undone")
func jsonEscapes() throws {
  #expect(try value("\"\\u00fc\\ud83e\\uddb5\\/\\b\\f\\r\"") == .string("ü🦵/\u{8}\u{C}\r"))
}

@Test(
  "what is no JSON is refused",
  arguments: [
    "", " ", "nul", "01", "-", "1.", ".5", "1e", "+1", "NaN", "'a'", "\"", "\"\\x\"", "\"\\u12g4\"",
    "\"\\u+123\"",
    "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"a\nb\"", "[1,]", "[1 2]", "[", "{\"a\"}", "{\"a\":1,}", "{a:1}",
    "{\"a\":1,\"a\":2}", "1 2",
  ])
func jsonRefuses(_ text: String) { #expect(throws: JSONMistake.self) { try value(text) } }

@Test("bytes that are no UTF-8, and nesting without end, are refused")
func jsonRefusesHostile() {
  #expect(throws: JSONMistake.self) { try JSONParser.value([0x22, 0xC3, 0x28, 0x22]) }
  #expect(throws: JSONMistake.self) { try value(String(repeating: "[", count: 100_000)) }
}

@Test(
  "a long object comes apart into the same pieces, however its bytes arrive", arguments: [1, 2, 3, 7, 1000])
func splitterPieces(chunk: Int) throws {
  let text = " { \"a\" : 12 , \"b,]\" : [ 1 , \"]}\\\"\" , {\"c\":[[]]} ] ,\"d\":[], \"e\" : {\"f\":[1]}} \n"
  var rest = Array(text.utf8)[...]
  var splitter = JSONSplitter {
    defer { rest = rest.dropFirst(chunk) }
    return Array(rest.prefix(chunk))
  }
  var pieces: [JSONPiece] = []
  repeat { pieces.append(try splitter.next()) } while pieces.last != .end
  #expect(
    pieces == [
      .member(key: "a", value: .number("12")), .array(key: "b,]"), .element(Array("1".utf8)),
      .element(Array("\"]}\\\"\"".utf8)), .element(Array("{\"c\":[[]]}".utf8)), .array(key: "d"),
      .member(key: "e", value: .object([JSONMember(key: "f", value: .array([.number("1")]))])), .end,
    ])
}

@Test(
  "a long object that is broken is refused",
  arguments: [
    "", "[]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{\"a\":[1", "{\"a\":[1,", "{\"a\":[1}",
    "{\"a\":1}x",
    "{\"a\":1 \"b\":2}", "{\"a\":[1 2]}", "{1:2}",
  ])
func splitterRefuses(_ text: String) {
  var rest = Array(text.utf8)[...]
  #expect(throws: JSONMistake.self) {
    var splitter = JSONSplitter {
      defer { rest = [] }
      return Array(rest)
    }
    var piece = JSONPiece.end
    repeat {
      piece = try splitter.next()
      if case .element(let bytes) = piece { _ = try JSONParser.value(bytes) }
    } while piece != .end
  }
}
