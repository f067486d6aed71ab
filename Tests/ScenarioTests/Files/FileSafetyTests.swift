// SPDX-License-Identifier: Apache-2.0
//
// Owns: that no command writes over what is not its own: each command that writes, against each kind of thing at the path.

import Foundation
import SetLog
import TestSupport
import Testing

/// A command that writes a file.
enum Writer: String, CaseIterable, Sendable {
  case simulate, truth, export, exportForced, simulateForced, backup, record, recordForced, setup, calibrate

  /// Whether it may replace a file that is there.
  var replaces: Bool { [.truth, .exportForced, .simulateForced, .recordForced, .setup].contains(self) }

  func arguments(_ path: String, _ folder: String) -> [String] {
    let simulate = ["simulate", "--scenario", "bump"]
    let export = ["export", "--all", "--format", "csv", "--state", folder + "/state", "-o", path]
    let record = ["record", "--line", "GPIO17", "--for", "1", "-o", path]
    switch self {
    case .simulate: return simulate + ["-o", path]
    case .simulateForced: return simulate + ["-o", path, "--force"]
    case .truth: return simulate + ["-o", folder + "/other.edges", "--force", "--truth", path]
    case .export: return export
    case .exportForced: return export + ["--force"]
    case .backup: return ["backup", path, "--state", folder + "/state"]
    case .record: return record
    case .recordForced: return record + ["--force"]
    case .setup: return ["setup", "--config", path, "--line", "17", "--length", "18 cm", "--magnets", "4"]
    case .calibrate:
      return [
        "calibrate", "distance", "--length-m", "18.5", "--input", "simulated:hand-spin", "--config", path,
        "--write",
      ]
    }
  }
}

@Suite("files are safe")
struct FileSafetyTests {
  private let folder: Folder
  private let log: String

  init() throws {
    folder = try Folder()
    let said = try Program.run(
      "demo", "--scenario", "sprint", "--speedup", "3000", "--state", folder.path + "/state")
    #expect(said.status == 0, "\(said.error)")
    log = folder.path + "/state/sets.sqlite"
  }

  private func run(_ writer: Writer, _ path: String) throws -> Said {
    try Program.run(writer.arguments(path, folder.path))
  }

  private func bytes(_ path: String) -> Data? { FileManager.default.contents(atPath: path) }

  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  @Test("a log is never written over, whatever is said", arguments: Writer.allCases)
  func logs(_ writer: Writer) throws {
    let before = try #require(bytes(log))
    let other = folder.path + "/copy-of-a-log"
    try before.write(to: URL(fileURLWithPath: other))
    let link = folder.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: log)
    for path in [log, other, link] {
      let said = try run(writer, path)
      #expect(said.status == 2, "\(writer) \(path): \(said)")
      #expect(bytes(log) == before && bytes(other) == before, "\(writer) \(path)")
    }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == log)
    #expect(!names.contains { $0.contains(".part") })
  }

  @Test("a file is only written over with --force, and then as a whole", arguments: Writer.allCases)
  func existing(_ writer: Writer) throws {
    guard writer != .calibrate else { return }
    let path = try folder.write("# precious\n", "precious")
    let said = try run(writer, path)
    if !writer.replaces {
      #expect(said.status == 2 && said.error.contains("exists already"), "\(writer): \(said)")
      #expect(said.error.contains("--force") == (writer != .backup), "\(writer): \(said.error)")
    }
    if !writer.replaces || writer == .recordForced {
      #expect(bytes(path) == Data("# precious\n".utf8), "\(writer)")
    } else {
      #expect(said.status == 0 && bytes(path) != Data("# precious\n".utf8), "\(writer): \(said)")
    }
    #expect(!names.contains { $0.contains(".part") }, "\(names)")
  }

  @Test("devices, pipes, links and directories stay what they are", arguments: Writer.allCases)
  func others(_ writer: Writer) throws {
    let pipe = folder.path + "/pipe"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    // A reader at hand, so that no writer waits for one.
    let reader = unsafe open(pipe, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    let nowhere = folder.path + "/nowhere"
    try FileManager.default.createSymbolicLink(atPath: nowhere, withDestinationPath: "nothing")
    for path in [pipe, nowhere, folder.path + "/state"] {
      // The truth is longer than a pipe that is not read.
      if writer == .truth, path == pipe { continue }
      let before = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
      let said = try run(writer, path)
      let after = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
      #expect(before == after && before != nil, "\(writer) \(path): \(said)")
      #expect([0, 1, 2].contains(said.status) && !said.error.contains("Fatal"), "\(writer) \(path): \(said)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/nothing"))
    #expect(!names.contains { $0.contains(".part") }, "\(names)")
  }

  @Test("one file for two outputs, or for an input, is a mistake of the command line")
  func same() throws {
    let path = folder.path + "/x.edges"
    let twice = try Program.run(
      "simulate", "--scenario", "bump", "-o", path, "--truth", folder.path + "/./x.edges")
    #expect(twice.status == 2 && twice.error.contains("is also the file of -o"), "\(twice)")
    #expect(!FileManager.default.fileExists(atPath: path))
    let second = folder.path + "/second-name"
    #expect(unsafe Foundation.link(log, second) == 0)
    let export = try Program.run(Writer.exportForced.arguments(second, folder.path))
    #expect(export.status == 2 && export.error.contains("is the log, which this command reads"), "\(export)")
  }

  @Test("a disk without room, and a directory that is not there: the reason, and nothing left behind")
  func failures() throws {
    for writer in [Writer.simulate, .truth, .export, .backup, .setup] {
      let path = writer == .setup ? "/proc/none/a.yaml" : "/nowhere/a"
      let said = try run(writer, path)
      #expect(said.status > 0 && !said.error.contains("permission"), "\(writer): \(said)")
      #expect(said.error.contains("no such directory") || said.error.contains("cannot be written"), "\(said)")
    }
    let full = try Program.run("simulate", "--scenario", "bump", "-o", "/dev/full")
    #expect(full.status == 1 && full.error.contains("/dev/full: cannot be written (no room left)"), "\(full)")
  }

  @Test(
    "owner, group and mode of what is rewritten stay, through a link too",
    .enabled(if: getuid() == 0, "only root can give a file away"))
  func owner() throws {
    let file = try folder.write(
      "gpio: { line: GPIO17 }\nmachine: { rollerCircumferenceM: 0.18, magnets: 4 } # mine\n", "real.yaml")
    #expect(unsafe chown(file, 65534, 65533) == 0 && chmod(file, 0o640) == 0)
    let link = folder.path + "/link.yaml"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real.yaml")
    let setup = try Program.run("setup", "--config", link, "--length", "20 cm")
    #expect(setup.status == 0, "\(setup)")
    #expect(try Program.run(Writer.calibrate.arguments(link, folder.path)).status == 0)
    for path in [file, folder.path + "/real.calibration.yaml"] {
      let found = try FileManager.default.attributesOfItem(atPath: path)
      #expect((found[.posixPermissions] as? NSNumber)?.intValue == 0o640, "\(path)")
      #expect((found[.ownerAccountID] as? NSNumber)?.intValue == 65534, "\(path)")
      #expect((found[.groupOwnerAccountID] as? NSNumber)?.intValue == 65533, "\(path)")
    }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real.yaml")
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("0.2, magnets: 4 } # mine"))
  }
}
