// SPDX-License-Identifier: Apache-2.0
//
// Owns: why a file is not written. Must not know: what was to be in it.

/// A file that is not written, and was left as it was.
package struct OutputFileError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Problem: Sendable, Equatable {
    case exists(canForce: Bool)
    case isDatabase
    case isDirectory
    case isDisk
    /// It is the file that the command reads.
    case isInput(String)
    /// It is where the command writes something else.
    case isOtherOutput(String)
    case leadsNowhere
    case foreignLink
    case foreignFile
    case system(Int32)
  }

  package let path: String
  package let problem: Problem

  package init(path: String, problem: Problem) {
    self.path = path
    self.problem = problem
  }

  /// Whether the command line is wrong, and not the computer.
  package var isUsage: Bool {
    if case .system = problem { return false }
    return true
  }

  /// The system's error number; 0 if it is none of the system's.
  package var number: Int32 {
    if case .system(let number) = problem { return number }
    return 0
  }

  package var description: String {
    let text =
      switch problem {
      case .exists(let canForce):
        canForce
          ? "exists already; overwrite it with --force, or choose another name"
          : "exists already; choose another name"
      case .isDatabase:
        "is a log or another database, which is never overwritten, not even with --force; choose another name"
      case .isDirectory: "is a directory; name a file in it"
      case .isDisk: "is a disk; name a file"
      case .isInput(let what): "is \(what), which this command reads; choose another name"
      case .isOtherOutput(let what): "is also the file of \(what); choose another name for one of the two"
      case .leadsNowhere: "is a link that leads nowhere; remove it, or choose another name"
      case .foreignLink: "is a link of another user; name the file itself, or choose another name"
      case .foreignFile: "belongs to another user; choose another name, or run this as that user"
      case .system(let number):
        "cannot be written (\(SystemReason.text(number))); \(SystemReason.remedy(number))"
      }
    return "\(path): \(text)"
  }
}
