// SPDX-License-Identifier: Apache-2.0
//
// Owns: the program's environment variables. Must not know: their use.

import Foundation

enum ProcessEnvironment {
  static func has(_ name: String) -> Bool { !(ProcessInfo.processInfo.environment[name] ?? "").isEmpty }

  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 && isatty(STDIN_FILENO) == 1 }
}
