// SPDX-License-Identifier: Apache-2.0
//
// Owns: what can go wrong with a sensor line, with what to do. Must not know: who reads it.

/// A sensor line that cannot be used.
package enum HardwareError: Error, Sendable, Equatable, CustomStringConvertible {
  /// There is no GPIO chip at all.
  case noChip(directory: String)
  /// There are chips, but none may be opened.
  case noPermission(path: String)
  /// The configuration names no line.
  case noLineNamed
  /// No line has this name, or no chip this label.
  case notFound(wanted: String, known: [String])
  /// Several lines answer to the name; each as `chip label, offset n`.
  case ambiguous(wanted: String, candidates: [String])
  /// The two lines of a quadrature pair are not on one chip.
  case twoChips(first: String, second: String)
  /// Another program holds the line.
  case busy(line: String, consumer: String)
  /// The chip is gone.
  case unplugged(line: String)
  /// The kernel refuses the interface that was asked for.
  case interfaceRefused(backend: String)
  /// The line cannot do what was asked (bias, edges).
  case unsupported(line: String, code: Int32)
  /// Anything else the system says.
  case system(operation: String, code: Int32)

  /// One line, with what to do.
  package var description: String {
    switch self {
    case .noChip(let directory):
      "no GPIO chip in \(directory); is this a Raspberry Pi, or is the USB adapter plugged in?"
    case .noPermission(let path):
      "\(path): no permission; add this user to the group gpio, or install udev-rules/60-deadmill.rules"
    case .noLineNamed: "no sensor line is named; add `gpio: { line: GPIO17 }` to the configuration"
    case .notFound(let wanted, let known):
      "no line \(wanted); there are: \(Self.list(known)); name one of them under `gpio:` in the configuration"
    case .ambiguous(let wanted, let candidates):
      "\(wanted) is the name of several lines (\(Self.list(candidates))); give `chip:` and `offset:` instead of `line:`"
    case .twoChips(let first, let second):
      "\(first) and \(second) are on two chips, which count and order their edges apart; use two lines of one chip"
    case .busy(let line, let consumer):
      "\(line) is held by \"\(consumer)\"; stop that program or use another line"
    case .unplugged(let line):
      "\(line) is gone: the chip was unplugged; plug it in again; it is found automatically"
    case .interfaceRefused(let backend):
      "the kernel refuses the interface of \(backend); set `backend: auto` or `backend: kernel` under `gpio:`"
    case .unsupported(let line, let code):
      "\(line) cannot be set up as asked (error \(code)); try `bias: as-is` with a resistor of your own"
    case .system(let operation, let code): "\(operation) failed with system error \(code); see `man 3 errno`"
    }
  }

  /// Whether the line is simply not there (yet, or any more).
  package var isAbsence: Bool {
    switch self {
    case .noChip, .notFound, .unplugged: true
    case .noPermission, .noLineNamed, .ambiguous, .twoChips, .busy, .interfaceRefused, .unsupported, .system:
      false
    }
  }

  private static func list(_ items: [String]) -> String {
    if items.isEmpty { return "none" }
    let shown = items.prefix(8).joined(separator: ", ")
    return items.count > 8 ? shown + " and \(items.count - 8) more" : shown
  }
}
