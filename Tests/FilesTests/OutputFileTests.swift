// SPDX-License-Identifier: Apache-2.0
//
// Owns: that a file is written whole or not at all, and keeps what it had.

import Files
import Foundation
import TestSupport
import Testing

@Suite("a file that is written whole or not at all")
struct OutputFileTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func mode(_ path: String) -> mode_t? { FileStatus(path)?.mode }

  @Test("it has its name only when it is finished, and nothing is left of one that is not")
  func atomic() throws {
    let path = folder.path + "/a"
    let file = try OutputFile(path, .new)
    try file.write([UInt8](repeating: 1, count: 200_000))
    #expect(FileStatus(path) == nil)
    try file.finish()
    #expect(FileStatus(path)?.size == 200_000 && folder.names == ["a"])
    let other = try OutputFile(folder.path + "/b", .new)
    try other.write([1, 2, 3])
    other.discard()
    #expect(folder.names == ["a"])
    do { _ = try OutputFile(folder.path + "/c", .new) }
    #expect(folder.names == ["a"])
  }

  @Test("a name that another program takes meanwhile is not taken from it")
  func race() throws {
    let path = folder.path + "/a"
    let file = try OutputFile(path, .unforced)
    try file.write([1])
    _ = try folder.write("theirs", "a")
    #expect(throws: OutputFileError(path: path, problem: .exists(canForce: true))) { try file.finish() }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "theirs")
    #expect(folder.names == ["a"])
  }

  @Test("mode stays, and the old text is there until the new one is")
  func replaces() throws {
    let path = try folder.write("old", "a")
    #expect(unsafe chmod(path, 0o640) == 0)
    let file = try OutputFile(path, .overwrite)
    try file.write(Array("new".utf8))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    try file.finish()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    #expect(mode(path) == 0o640 && folder.names == ["a"])
    try OutputFile.write("like a", to: folder.path + "/b", .new, like: path)
    #expect(mode(folder.path + "/b") == 0o640)
  }

  @Test(
    "owner and group stay, and a link stays a link",
    .enabled(if: getuid() == 0, "only root can give a file away"))
  func owner() throws {
    let path = try folder.write("old", "a")
    #expect(unsafe chown(path, 65534, 65533) == 0)
    let link = folder.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "a")
    try OutputFile.write("new", to: link, .rewrite)
    let status = try #require(FileStatus(path))
    #expect(status.owner == 65534 && status.group == 65533)
    #expect(FileStatus(ofLink: link)?.kind == .link)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
  }

  @Test("a device that is full, and a directory that is not there")
  func failures() throws {
    let full = try OutputFile("/dev/full", .unforced)
    try full.write([1])
    #expect(throws: OutputFileError(path: "/dev/full", problem: .system(ENOSPC))) { try full.finish() }
    #expect(throws: OutputFileError(path: "/nowhere/a", problem: .system(ENOENT))) {
      _ = try OutputFile("/nowhere/a", .new)
    }
    #expect(FileStatus("/dev/full")?.kind == .stream)
  }

  @Test("copies are numbered by their day")
  func copies() throws {
    let path = try folder.write("1", "a.yaml")
    #expect(KeptCopy.name(of: path, day: "2026-11-30") == path + ".before-2026-11-30")
    let first = try KeptCopy.keep(path)
    try OutputFile.write("2", to: path, .rewrite)
    let second = try KeptCopy.keep(path)
    try OutputFile.write("3", to: path, .rewrite)
    #expect(second == first + "-2")
    #expect(
      try [first, second, path].map { try String(contentsOfFile: $0, encoding: .utf8) } == ["1", "2", "3"])
  }
}
