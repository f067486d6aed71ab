// SPDX-License-Identifier: Apache-2.0
//
// Owns: that codes are as small as the console needs, and drawn as they are.

import QR
import Testing

@Test(
  "an address in capitals needs a smaller code, which fits on 80 by 24",
  arguments: [
    ("HTTP://DEADMILL.LOCAL:8080/C/7QK3M9XWT2PD", 25), ("http://deadmill.local:8080/c/7qk3m9xwt2pd", 29),
  ])
func sizes(text: String, size: Int) throws {
  let code = try #require(QRCode(text))
  #expect(code.size == size)
  let rows = code.halfBlocks()
  #expect(rows.count <= 17 && rows.allSatisfy { $0.count == size + 4 })
}

@Test("half blocks are the squares, light ones around them")
func halfBlocks() throws {
  let code = try #require(QRCode("A"))
  for (index, row) in code.halfBlocks(quiet: 4).enumerated() {
    for (column, character) in row.enumerated() {
      let upper = code.isDark(row: index * 2 - 4, column: column - 4)
      let lower = code.isDark(row: index * 2 - 3, column: column - 4)
      #expect(character == (upper ? lower ? " " : "▄" : lower ? "▀" : "█"))
    }
  }
  // The three corners that every reader looks for (ISO/IEC 18004, 6.3.3).
  for (row, column) in [(0, 0), (0, code.size - 7), (code.size - 7, 0)] {
    #expect(
      (0..<7).allSatisfy {
        code.isDark(row: row + $0, column: column) && code.isDark(row: row, column: column + $0)
      })
    #expect(!code.isDark(row: row + 1, column: column + 1) && code.isDark(row: row + 3, column: column + 3))
  }
}

@Test("what no code can hold is none")
func tooLong() { #expect(QRCode(String(repeating: "x", count: 3000)) == nil) }
