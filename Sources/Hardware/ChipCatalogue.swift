// SPDX-License-Identifier: Apache-2.0
//
// Owns: which GPIO chips there are and what their lines are called. Must not know: which one is wanted.

import CGPIO
import Glibc
import Settings

extension BackendChoice {
  /// The back ends to try, in order.
  var backends: [dm_gpio_backend] {
    switch self {
    case .auto: [DM_GPIO_LIBGPIOD, DM_GPIO_KERNEL]
    case .libgpiod: [DM_GPIO_LIBGPIOD]
    case .kernel: [DM_GPIO_KERNEL]
    }
  }
}

/// The GPIO chips of this machine.
package struct ChipCatalogue: Sendable {
  /// For so long after a chip came its rights may still be set by udev, nanoseconds.
  private static let settlingNs: Int64 = 2_000_000_000

  package var directory: String
  package var backend: BackendChoice

  package init(directory: String = "/dev", backend: BackendChoice = .auto) {
    self.directory = directory
    self.backend = backend
  }

  /// The device files, each device once: a link to a chip is not another chip.
  package func devicePaths() -> [String] {
    var paths: [String] = []
    var seen: Set<UInt64> = []
    for name in Self.names(in: directory).sorted() where name.hasPrefix("gpiochip") {
      let path = directory + "/" + name
      var status = stat()
      // SAFETY: `status` outlives the call, which only fills it.
      guard unsafe stat(path, &status) == 0 else { continue }
      // A plain file (in a test) has no device number; it is told apart by its inode.
      let isDevice = status.st_mode & S_IFMT == S_IFCHR
      if seen.insert(isDevice ? UInt64(status.st_rdev) : UInt64(status.st_ino)).inserted {
        paths.append(path)
      }
    }
    return paths
  }

  /// Reads every chip, but those that this user may not read.
  /// - Throws: what is wrong where no chip can be read; `noPermission` too where one of them has only just come: without
  ///   it a line might seem to be the only one of its name.
  package func chips() throws(HardwareError) -> [FoundChip] {
    let paths = devicePaths()
    guard !paths.isEmpty else { throw .noChip(directory: directory) }
    var chips: [FoundChip] = []
    var refused: HardwareError?
    for path in paths {
      do {
        chips.append(try chip(path))
      } catch .unplugged {
        continue
      } catch {
        if case .noPermission = error, Self.isSettling(path) { throw error }
        refused = error
      }
    }
    if chips.isEmpty, let refused { throw refused }
    return chips
  }

  /// Whether a device file has only just come.
  private static func isSettling(_ path: String) -> Bool {
    var status = stat()
    var now = timespec()
    // SAFETY: both outlive the calls, which only fill them.
    guard unsafe stat(path, &status) == 0, unsafe clock_gettime(CLOCK_REALTIME, &now) == 0 else {
      return false
    }
    let ageNs =
      Int64(now.tv_sec - status.st_ctim.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec - status.st_ctim.tv_nsec)
    return 0..<settlingNs ~= ageNs
  }

  private func chip(_ path: String) throws(HardwareError) -> FoundChip {
    var info = dm_gpio_chip_info()
    // SAFETY: `info` outlives the call, which only fills it.
    let result = unsafe dm_gpio_chip_info(path, &info)
    guard result == 0 else { throw Self.error(-result, path: path) }
    var names: [String] = []
    for offset in 0..<info.lines { names.append(try line(path, offset).name) }
    return FoundChip(path: path, label: Self.text(info.label), lineNames: names)
  }

  /// A line's name and holder.
  package func line(_ path: String, _ offset: UInt32) throws(HardwareError) -> (
    name: String, consumer: String
  ) {
    var code: Int32 = 0
    for backend in backend.backends {
      var info = dm_gpio_line_info()
      // SAFETY: `info` outlives the call, which only fills it.
      code = unsafe -dm_gpio_line_info(backend, path, offset, &info)
      if code == 0 { return (Self.text(info.name), Self.text(info.consumer)) }
      guard HardwareError.isRefusal(code) else { break }
    }
    if HardwareError.isRefusal(code) {
      throw .interfaceRefused(backend: HardwareError.name(backend.backends[0]))
    }
    throw Self.error(code, path: path)
  }

  private static func error(_ code: Int32, path: String) -> HardwareError {
    switch code {
    case EACCES, EPERM: .noPermission(path: path)
    case ENODEV, ENXIO, ENOENT: .unplugged(line: path)
    default: .system(operation: "reading \(path)", code: code)
    }
  }

  private static func names(in directory: String) -> [String] {
    guard let handle = unsafe opendir(directory) else { return [] }
    // SAFETY: `handle` came from opendir and is closed once, here.
    defer { unsafe closedir(handle) }
    var names: [String] = []
    // SAFETY: an entry is read before the next call, which is all that readdir promises.
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      names.append(name)
    }
    return names
  }

  /// A C string of fixed room.
  private static func text(_ tuple: some Any) -> String {
    // SAFETY: the tuple is 32 bytes, and the C side always ends it with a zero.
    unsafe withUnsafeBytes(of: tuple) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

extension HardwareError {
  /// Whether an error means that the kernel does not speak this back end's interface.
  static func isRefusal(_ code: Int32) -> Bool { code == EINVAL || code == ENOTTY || code == EOPNOTSUPP }

  static func name(_ backend: dm_gpio_backend) -> String {
    // SAFETY: the C side returns a string that lives for ever.
    unsafe String(cString: dm_gpio_backend_name(backend))
  }
}
