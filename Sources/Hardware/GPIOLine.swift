// SPDX-License-Identifier: Apache-2.0
//
// Owns: one requested line, from request to release. Must not know: polling, stages.

import CGPIO
import Glibc
import Pulses

/// The resistor that holds an open sensor line.
package enum LineBias: String, Sendable, Equatable {
  case pullUp = "pull-up"
  case pullDown = "pull-down"
  case disabled
  case asIs = "as-is"

  var code: dm_gpio_bias {
    switch self {
    case .pullUp: DM_GPIO_BIAS_PULL_UP
    case .pullDown: DM_GPIO_BIAS_PULL_DOWN
    case .disabled: DM_GPIO_BIAS_DISABLED
    case .asIs: DM_GPIO_BIAS_AS_IS
    }
  }
}

/// A line requested for its edges; released when it goes out of scope.
@safe package struct GPIOLine: ~Copyable {
  /// What it is called in messages.
  package let text: String
  /// The back end that serves it, with its version.
  package let backendName: String
  // SAFETY: owned by this value alone, made in `init`, released in `deinit`.
  private let handle: OpaquePointer

  package init(_ line: FoundLine, bias: LineBias, edge: PulseEdge, backend: BackendChoice)
    throws(HardwareError)
  {
    var code: Int32 = 0
    for candidate in backend.backends {
      var opened: OpaquePointer?
      // SAFETY: `opened` outlives the call; it holds a line exactly where the result is 0.
      code = unsafe -dm_gpio_open(
        candidate, line.chipPath, UInt32(line.offset), bias.code, Self.edges(edge), "deadmill", &opened)
      if code == 0, let opened = unsafe opened {
        unsafe handle = opened
        text = line.text
        backendName = HardwareError.name(candidate)
        return
      }
      guard HardwareError.isRefusal(code) else { break }
    }
    throw Self.error(code, line, backend)
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

  private static func edges(_ edge: PulseEdge) -> dm_gpio_edges {
    switch edge {
    case .falling: DM_GPIO_FALLING
    case .rising: DM_GPIO_RISING
    case .both: DM_GPIO_BOTH
    }
  }

  private static func error(_ code: Int32, _ line: FoundLine, _ backend: BackendChoice) -> HardwareError {
    switch code {
    case EBUSY:
      let holder = try? ChipCatalogue(backend: backend).line(line.chipPath, UInt32(line.offset)).consumer
      return .busy(line: line.text, consumer: holder ?? "unknown")
    case EACCES, EPERM: return .noPermission(path: line.chipPath)
    case ENODEV, ENXIO, ENOENT: return .unplugged(line: line.text)
    case EINVAL, ENOTTY:
      return backend == .libgpiod
        ? .interfaceRefused(backend: HardwareError.name(DM_GPIO_LIBGPIOD))
        : .unsupported(line: line.text, code: code)
    case EOPNOTSUPP: return .unsupported(line: line.text, code: code)
    default: return .system(operation: "requesting \(line.text)", code: code)
    }
  }
}
