// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether a path may be written to. Must not know: how it is written.
//
//     nothing there       a new file
//     a file              only with --force; never a database, never another user's through a link
//     a link              stays; what it leads to is the file, or the refusal
//     a stream, a pipe    written to as it is
//     a disk, a directory refused

import Foundation

/// What a command may do to what is at the path already.
package enum OutputRights: Sendable, Equatable {
  /// Nothing: the path must be free.
  case new
  /// Nothing, unless the user says so with `--force`.
  case unforced
  /// Replace a file, since the user said so (`--force`).
  case overwrite
  /// Change a file that is this program's to keep: it stays with its owner.
  case rewrite

  /// Of a command with the flag `--force`.
  package init(force: Bool) { self = force ? .overwrite : .unforced }
}

/// A path that may be written to, and what is there.
package struct OutputTarget: Sendable, Equatable {
  /// As the user wrote it.
  package let shown: String
  /// Where its links end.
  package let path: String
  /// What is there; nil for nothing.
  package let present: FileStatus?

  /// - Throws: why it may not be written to.
  package init(_ shown: String, _ rights: OutputRights) throws(OutputFileError) {
    func refuse(_ problem: OutputFileError.Problem) -> OutputFileError {
      OutputFileError(path: shown, problem: problem)
    }
    self.shown = shown
    guard !shown.isEmpty else { throw refuse(.system(ENOENT)) }
    let link = FileStatus(ofLink: shown)
    guard let path = FilePath.resolved(shown) else { throw refuse(.system(ELOOP)) }
    self.path = path
    present = FileStatus(path)
    guard let present else {
      if link?.kind == .link { throw refuse(.leadsNowhere) }
      return
    }
    switch present.kind {
    case .directory: throw refuse(.isDirectory)
    case .disk: throw refuse(.isDisk)
    case .stream, .link: return
    case .file: break
    }
    if rights == .new || rights == .unforced { throw refuse(.exists(canForce: rights == .unforced)) }
    if FilePath.isDatabase(path) { throw refuse(.isDatabase) }
    if let link, link.kind == .link {
      // As the kernel protects links in shared directories, and also where it does not.
      let trusted = [geteuid(), present.owner, 0]
      guard trusted.contains(link.owner) else { throw refuse(.foreignLink) }
      if rights == .overwrite, present.owner != geteuid() { throw refuse(.foreignLink) }
    }
    if present.owner != geteuid(), geteuid() != 0 { throw refuse(.foreignFile) }
  }

  /// Whether bytes go through it, so that nothing can be replaced.
  package var isStream: Bool { present?.kind == .stream }
}

extension OutputTarget {
  /// Refuses outputs that are inputs, or each other.
  /// - Parameters:
  ///   - outputs: paths by the option that names them.
  ///   - inputs: paths by what they are, as in `the log`.
  package static func distinct(
    outputs: [(option: String, path: String)], inputs: [(what: String, path: String)] = []
  ) throws(OutputFileError) {
    for (number, output) in outputs.enumerated() {
      if let input = inputs.first(where: { FilePath.isSame($0.path, output.path) }) {
        throw OutputFileError(path: output.path, problem: .isInput(input.what))
      }
      for other in outputs[..<number] where FilePath.isSame(other.path, output.path) {
        // Two names for the terminal or for /dev/null do no harm.
        if FileStatus(output.path)?.kind == .stream { continue }
        throw OutputFileError(path: output.path, problem: .isOtherOutput(other.option))
      }
    }
  }
}
