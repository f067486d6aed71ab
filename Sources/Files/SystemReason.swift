// SPDX-License-Identifier: Apache-2.0
//
// Owns: the system's error numbers in words, with what to do. Must not know: what was attempted.

import Foundation

/// The reason of a failed system call.
package enum SystemReason {
  /// What is wrong, in a few words.
  package static func text(_ number: Int32) -> String {
    switch number {
    case ENOSPC, EDQUOT: "no room left"
    case EACCES, EPERM: "no permission"
    case EROFS: "the file system is read-only"
    case ENOENT: "no such directory"
    case ENOTDIR: "a part of the path is no directory"
    case EISDIR: "it is a directory"
    case ENAMETOOLONG: "the name is too long"
    case ELOOP: "the links lead in a circle"
    case EFBIG: "the file system takes no file of that size"
    case EIO: "the device does not answer"
    case EBUSY: "it is in use"
    case ETXTBSY: "it is a program that is running"
    default: POSIXErrorCode(rawValue: number).map { POSIXError($0).localizedDescription } ?? "error \(number)"
    }
  }

  /// What a person does about it.
  package static func remedy(_ number: Int32) -> String {
    switch number {
    case ENOSPC, EDQUOT, EFBIG: "free some space, or choose another place"
    case EACCES, EPERM: "choose another place, or run this as the user who may (root: with sudo)"
    case ENOENT: "create the directory, or choose another place"
    default: "choose another place"
    }
  }
}
