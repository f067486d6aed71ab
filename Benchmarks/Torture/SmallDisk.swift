// SPDX-License-Identifier: Apache-2.0
//
// Owns: a small ext4 file system in an image, mounted through a loop device. Must not know: what is kept on it.

import Foundation

/// A disk that can be filled, cut short and thrown away.
final class SmallDisk {
  let path: String
  private let image: String
  private(set) var loop = ""
  private var filler: String { path + "/filler" }

  /// - Parameter megabytes: size of the image.
  init(_ directory: String, megabytes: Int) throws {
    path = directory + "/disk"
    image = directory + "/disk.img"
    try Folder(path).empty()
    try Self.run("truncate", ["-s", "\(megabytes)M", image])
    // Blocks as on a card. With the smaller ones of a small disk SQLite's shared memory may have holes, and the kernel
    // ends a program that writes into a hole for which there is no room.
    let complete = "lazy_itable_init=0,lazy_journal_init=0"
    try Self.run("mkfs.ext4", ["-q", "-m", "0", "-b", "4096", "-E", complete, "-F", image])
    try mount()
  }

  deinit { unmount() }

  func mount() throws {
    try Self.run("mount", ["-o", "loop", image, path])
    loop = (try? Self.run("findmnt", ["-n", "-o", "SOURCE", path])) ?? ""
  }

  func unmount() {
    for _ in 0..<20 where (try? Self.run("mountpoint", ["-q", path])) != nil {
      if (try? Self.run("umount", [path])) != nil { return }
      Thread.sleep(forTimeInterval: 0.1)
    }
  }

  /// Fills it but for so much.
  func fill(leaving kilobytes: Int) throws {
    unfill()
    guard let free = FileManager.default.freeBytes(path) else { throw TrialFailure("no answer from \(path)") }
    _ = FileManager.default.createFile(atPath: filler, contents: nil)
    guard let file = FileHandle(forWritingAtPath: filler) else {
      throw TrialFailure("\(filler) cannot be opened")
    }
    defer { try? file.close() }
    let block = Data(repeating: 0x55, count: 4096)
    var left = free / 4096 + 16
    while left > 0 {
      do {
        try file.write(contentsOf: block)
      } catch {
        break
      }
      left -= 1
    }
    try? file.synchronize()
    // What the file system itself needed for the file counts as used; now as much as asked for is given back.
    let length = (try? file.seekToEnd()) ?? 0
    try file.truncate(
      atOffset: max(0, length / 4096 * 4096 - min(length / 4096 * 4096, UInt64(kilobytes) * 1024)))
    try? file.synchronize()
  }

  func unfill() { try? FileManager.default.removeItem(atPath: filler) }

  /// As a file system that has found an error in itself: no write succeeds any more.
  func abort() throws { try Self.run("mount", ["-o", "remount,abort", path]) }

  /// After an abort: unmounted, checked and mounted again.
  func repair() throws {
    unmount()
    _ = try? Self.run("e2fsck", ["-p", image])
    try mount()
  }

  /// Bytes written to the image, and flushes, since the machine started.
  func written() throws -> (bytes: Int, flushes: Int) {
    try Self.run("sync", ["-f", path])
    let name = (loop as NSString).lastPathComponent
    let text = FileManager.default.contents(atPath: "/sys/block/\(name)/stat") ?? Data()
    // Documentation/block/stat.rst: sectors of 512 bytes written are the seventh number, flushes the sixteenth.
    let words = String(decoding: text, as: UTF8.self).split(separator: " ").compactMap {
      Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    guard words.count >= 16 else { throw TrialFailure("/sys/block/\(name)/stat has \(words.count) numbers") }
    return (words[6] * 512, words[15])
  }

  @discardableResult
  static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = (environment["PATH"] ?? "") + ":/usr/sbin:/sbin"
    process.environment = environment
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let wrong = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw TrialFailure("\(program): \(String(decoding: wrong, as: UTF8.self).suffix(200))")
    }
    return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

extension FileManager {
  /// Room left on a file system.
  fileprivate func freeBytes(_ path: String) -> Int? {
    let attributes = try? attributesOfFileSystem(forPath: path)
    return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
  }
}
