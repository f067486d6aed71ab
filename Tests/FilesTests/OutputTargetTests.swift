// SPDX-License-Identifier: Apache-2.0
//
// Owns: what may be written to a path, for each kind of thing that may be there.

import Files
import Foundation
import TestSupport
import Testing

/// What a path is refused for, as a word; nil if it may be written to.
private func refusal(_ path: String, _ rights: OutputRights) -> String? {
  do throws(OutputFileError) {
    _ = try OutputTarget(path, rights)
    return nil
  } catch {
    switch error.problem {
    case .exists(let canForce): return canForce ? "exists, --force" : "exists"
    case .isDatabase: return "database"
    case .isDirectory: return "directory"
    case .leadsNowhere: return "nowhere"
    case .foreignLink: return "foreign link"
    case .foreignFile: return "foreign file"
    case .system(let number): return "errno \(number)"
    default: return "\(error.problem)"
    }
  }
}

@Suite("what may be written to")
struct OutputTargetTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func link(_ name: String, to target: String) throws -> String {
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/" + name, withDestinationPath: target)
    return folder.path + "/" + name
  }

  @Test("a free name, a file, a log and what belongs to it, a directory, a device")
  func kinds() throws {
    let file = try folder.write("precious", "file")
    let log = try folder.write("SQLite format 3\0 and so on", "sets.sqlite")
    let journal = try folder.write("frames", "sets.sqlite-wal")
    let free = folder.path + "/free"
    for rights: OutputRights in [.new, .unforced, .overwrite, .rewrite] {
      #expect(refusal(free, rights) == nil)
      #expect(refusal(folder.path, rights) == "directory")
      #expect(refusal("/dev/null", rights) == nil)
      #expect(refusal(folder.path + "/none/free", rights) == nil, "found when it is opened")
    }
    #expect(refusal(file, .new) == "exists" && refusal(file, .unforced) == "exists, --force")
    #expect(refusal(file, .overwrite) == nil && refusal(file, .rewrite) == nil)
    for path in [log, journal] {
      #expect(refusal(path, .overwrite) == "database" && refusal(path, .rewrite) == "database", "\(path)")
    }
    #expect(refusal("", .new) == "errno \(ENOENT)")
  }

  @Test("links: to a file, to nothing, to themselves")
  func links() throws {
    let file = try folder.write("precious", "file")
    #expect(refusal(try link("a", to: "file"), .unforced) == "exists, --force")
    #expect(refusal(folder.path + "/a", .overwrite) == nil)
    #expect(try OutputTarget(folder.path + "/a", .overwrite).path == file)
    #expect(refusal(try link("b", to: "nothing"), .overwrite) == "nowhere")
    #expect(refusal(try link("c", to: "c"), .overwrite) == "errno \(ELOOP)")
    #expect(FilePath.resolved(try link("d", to: "a")) == file)
  }

  @Test(
    "a link of another user, and a link to another user's file, are no way to write to it",
    .enabled(if: getuid() == 0, "only root can give a file away"))
  func foreign() throws {
    let file = try folder.write("precious", "file")
    let theirs = try folder.write("theirs", "theirs")
    #expect(unsafe lchown(theirs, 65534, 65534) == 0)
    #expect(refusal(try link("to-theirs", to: "theirs"), .overwrite) == "foreign link")
    #expect(refusal(folder.path + "/to-theirs", .rewrite) == nil, "its owner stays")
    let foreign = try link("foreign", to: "file")
    #expect(unsafe lchown(foreign, 65534, 65534) == 0)
    #expect(refusal(foreign, .overwrite) == "foreign link" && refusal(foreign, .rewrite) == "foreign link")
    #expect(refusal(file, .overwrite) == nil)
  }

  @Test("outputs that are inputs or each other are refused, by whatever name")
  func distinct() throws {
    let file = try folder.write("precious", "file")
    let second = folder.path + "/second"
    #expect(unsafe Foundation.link(file, second) == 0)
    let symbolic = try link("symbolic", to: "file")
    for name in [file, second, symbolic, folder.path + "/./file"] {
      #expect(throws: OutputFileError(path: name, problem: .isInput("the log"))) {
        try OutputTarget.distinct(outputs: [("-o", name)], inputs: [("the log", file)])
      }
      #expect(throws: OutputFileError(path: file, problem: .isOtherOutput("-o"))) {
        try OutputTarget.distinct(outputs: [("-o", name), ("--truth", file)])
      }
    }
    let new = folder.path + "/new"
    #expect(
      throws: OutputFileError(
        path: folder.path + "/../" + folder.name + "/new", problem: .isOtherOutput("-o"))
    ) {
      try OutputTarget.distinct(
        outputs: [("-o", new), ("--truth", folder.path + "/../" + folder.name + "/new")])
    }
    try OutputTarget.distinct(outputs: [("-o", new), ("--truth", new + "2")], inputs: [("the log", file)])
    try OutputTarget.distinct(outputs: [("-o", "/dev/null"), ("--truth", "/dev/null")])
  }
}
