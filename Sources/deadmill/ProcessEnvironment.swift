// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the surroundings of the program say. Must not know: what is made of it.

import Foundation

enum ProcessEnvironment {
  static func has(_ name: String) -> Bool { !(ProcessInfo.processInfo.environment[name] ?? "").isEmpty }

  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 && isatty(STDIN_FILENO) == 1 }
}
