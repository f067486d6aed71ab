// SPDX-License-Identifier: Apache-2.0
//
// Owns: one requested line, or two of one chip, from request to release. Must not know: polling, stages.

import CGPIO
import Glibc
import Settings

extension LineBias {
  var code: dm_gpio_bias {
    switch self {
    case .pullUp: DM_GPIO_BIAS_PULL_UP
    case .pullDown: DM_GPIO_BIAS_PULL_DOWN
    case .disabled: DM_GPIO_BIAS_DISABLED
    case .asIs: DM_GPIO_BIAS_AS_IS
    }
  }
}

/// One line, or two of one chip, requested together for both transitions; released when it goes out of scope.
@safe package struct GPIOLine: ~Copyable {
  /// What it is called in messages.
  package let text: String
  /// The back end that serves it, with its version.
  package let backendName: String
  // SAFETY: owned by this value alone, made in `init`, released in `deinit`.
  private let handle: OpaquePointer

  /// Requests the line, or both.
  ///
  /// The kernel always reports both transitions: how long a magnet stays tells a bounce from the next magnet, and of a
  /// quadrature pair the order of the four is the direction.
  /// - Parameter second: the second line of a quadrature pair.
  package init(
    _ line: FoundLine, second: FoundLine? = nil, bias: LineBias, backend: BackendChoice
  ) throws(HardwareError) {
    let lines = second.map { [line, $0] } ?? [line]
    for other in lines where other.chipPath != line.chipPath {
      throw .twoChips(first: line.text, second: other.text)
    }
    let offsets = lines.map { UInt32($0.offset) }
    var code: Int32 = 0
    for candidate in backend.backends {
      var opened: OpaquePointer?
      // SAFETY: the count is the array's own, and it is copied. `opened` outlives the call; it holds a request exactly
      // where the result is 0.
      code = unsafe -dm_gpio_open(
        candidate, line.chipPath, offsets, Int32(offsets.count), bias.code, DM_GPIO_BOTH, "deadmill", &opened)
      if code == 0, let opened = unsafe opened {
        unsafe handle = opened
        text = Self.text(lines)
        backendName = HardwareError.name(candidate)
        return
      }
      guard HardwareError.isRefusal(code) else { break }
    }
    throw Self.error(code, lines, backend)
  }

  /// Finds and requests the line of a machine's sensor, both lines of a quadrature pair.
  package static func open(_ gpio: GPIOConfiguration) throws(HardwareError) -> GPIOLine {
    guard let selector = gpio.line else { throw .noLineNamed }
    let chips = try ChipCatalogue(backend: gpio.backend).chips()
    let line = try selector.resolve(in: chips)
    var second: FoundLine?
    if let selector = gpio.second { second = try selector.resolve(in: chips) }
    return try GPIOLine(line, second: second, bias: gpio.bias, backend: gpio.backend)
  }

  deinit {
    unsafe dm_gpio_close(handle)
  }

  /// For poll(2); owned by this line.
  var descriptor: Int32 { unsafe dm_gpio_fd(handle) }

  /// Reads the edges that are there into `batch`.
  /// - Returns: how many; 0 where none is.
  mutating func read(into batch: inout [dm_gpio_edge]) throws(HardwareError) -> Int {
    let count = unsafe batch.withUnsafeMutableBufferPointer { buffer in
      // SAFETY: the capacity handed over is the buffer's own.
      unsafe dm_gpio_read(handle, buffer.baseAddress, Int32(buffer.count))
    }
    guard count < 0 else { return Int(count) }
    if -count == ENODEV || -count == EIO { throw .unplugged(line: text) }
    throw .system(operation: "reading \(text)", code: -count)
  }

  /// The level of the first line now; nil if it cannot be read.
  func isHigh() -> Bool? {
    let level = unsafe dm_gpio_level(handle, 0)
    return level < 0 ? nil : level != 0
  }

  private static func text(_ lines: [FoundLine]) -> String { lines.map(\.text).joined(separator: " with ") }

  /// Both are refused where one is held; the message names that one.
  private static func busy(_ lines: [FoundLine], _ backend: BackendChoice) -> HardwareError {
    let catalogue = ChipCatalogue(backend: backend)
    for line in lines {
      let holder = try? catalogue.line(line.chipPath, UInt32(line.offset)).consumer
      if let holder, !holder.isEmpty { return .busy(line: line.text, consumer: holder) }
    }
    return .busy(line: text(lines), consumer: "unknown")
  }

  private static func error(_ code: Int32, _ lines: [FoundLine], _ backend: BackendChoice) -> HardwareError {
    let text = text(lines)
    switch code {
    case EBUSY: return busy(lines, backend)
    case EACCES, EPERM: return .noPermission(path: lines[0].chipPath)
    case ENODEV, ENXIO, ENOENT: return .unplugged(line: text)
    case EINVAL, ENOTTY:
      return backend == .libgpiod
        ? .interfaceRefused(backend: HardwareError.name(DM_GPIO_LIBGPIOD))
        : .unsupported(line: text, code: code)
    case EOPNOTSUPP: return .unsupported(line: text, code: code)
    default: return .system(operation: "requesting \(text)", code: code)
    }
  }
}
