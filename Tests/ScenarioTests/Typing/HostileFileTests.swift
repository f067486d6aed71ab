// SPDX-License-Identifier: Apache-2.0
//
// Owns: files that are not what a command expects: other bytes, no lines, lines without end.

import Foundation
import TestSupport
import Testing

/// Bytes that no command can use.
private struct HostileFile: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var bytes: Data

  init(_ description: String, _ bytes: Data) {
    testDescription = description
    self.bytes = bytes
  }

  static let all: [HostileFile] = [
    HostileFile("nothing but NUL", Data(repeating: 0, count: 5000)),
    HostileFile("NUL within a line", Data("# deadmill edges 1\n1000 0 F\u{0} 1\nmachine:\u{0}\n".utf8)),
    HostileFile("a line without an end", Data(repeating: UInt8(ascii: "x"), count: 1 << 20)),
    HostileFile(
      "ten megabytes of text as JSON", Data("{\"a\":\"".utf8) + Data(repeating: 0x78, count: 10 << 20)),
    HostileFile("brackets without end", Data(repeating: UInt8(ascii: "["), count: 1 << 20)),
    HostileFile("not UTF-8", Data([0xFF, 0xFE, 0x00, 0xD8, 0x0A, 0xC3, 0x28, 0x0A])),
    HostileFile("control of the terminal", Data("\u{1B}]0;harm\u{07}\u{1B}[2J: \u{202E}x\n".utf8)),
    HostileFile("a database", Data("SQLite format 3\0".utf8) + Data(repeating: 1, count: 4096)),
    HostileFile("nothing", Data()),
  ]
}

@Suite("files that are something else")
struct HostileFileTests {
  @Test(
    "are refused in a few lines that name them and do nothing to the terminal", arguments: HostileFile.all)
  fileprivate func refused(_ file: HostileFile) throws {
    let folder = try Folder()
    let path = folder.path + "/file.txt"
    try file.bytes.write(to: URL(fileURLWithPath: path))
    for command in [["import"], ["replay"], ["replay", "--intervals"], ["config", "check"]] {
      // The largest is for the import, which reads logs of any size.
      if file.bytes.count > 2 << 20, command != ["import"] { continue }
      let state = command == ["import"] ? ["--state", folder.path + "/state"] : []
      let said = try Program.run(command + [path] + state)
      #expect(said.status == 1 || said.status == 2, "\(command): \(said.status)")
      #expect(said.error.contains("file.txt"), "\(command): \(said.error)")
      #expect(said.error.count < 3000 && said.output.isEmpty, "\(command): \(said.error.prefix(400))")
      let controls = said.error.unicodeScalars.filter { scalar in
        scalar != "\n" && (scalar.properties.generalCategory == .control || scalar == "\u{202E}")
      }
      #expect(controls.isEmpty, "\(command)")
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/state/sets.sqlite"))
    }
  }
}
