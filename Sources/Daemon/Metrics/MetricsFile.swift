// SPDX-License-Identifier: Apache-2.0
//
// Owns: a file that is written whole or not at all. Must not know: what is in it, when it is written.

import Foundation

/// One file, written whole or not at all.
enum MetricsFile {
  /// - Returns: what went wrong, one line; nil if nothing did.
  static func write(_ text: String, to path: String) -> String? {
    // Without the ending .prom the collector ignores it.
    let passing = path + ".new"
    // SAFETY: the path outlives the call.
    let descriptor = unsafe open(passing, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { return "cannot be written: \(reason(errno))" }
    var code = put(Array(text.utf8), descriptor)
    // The collector runs as another user, and nothing in the file is private.
    if code == 0, fchmod(descriptor, 0o644) != 0 { code = errno }
    if close(descriptor) != 0, code == 0 { code = errno }
    // SAFETY: both paths outlive the calls.
    if code == 0, unsafe rename(passing, path) != 0 { code = errno }
    guard code != 0 else { return nil }
    _ = unsafe unlink(passing)
    return "cannot be written: \(reason(code))"
  }

  private static func put(_ bytes: [UInt8], _ descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { bytes in
        // SAFETY: the length handed over is the buffer's own.
        unsafe Foundation.write(descriptor, bytes.baseAddress, bytes.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? errno : EIO }
      rest = rest.dropFirst(count)
    }
    return 0
  }

  static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "no such folder"
    case EACCES, EPERM: "no permission"
    case EROFS: "read-only; the service may write only in /run/deadmill and /var/lib/deadmill"
    case ENOSPC, EDQUOT: "no room left"
    case EISDIR: "it is a folder"
    default: "error \(code)"
    }
  }
}
