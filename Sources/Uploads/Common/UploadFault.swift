// SPDX-License-Identifier: Apache-2.0
//
// Owns: why something does not go where it belongs, and what to do. Must not know: services. No text of it has a secret.

import Files
import SetLog

/// A state that keeps sets from going on. They wait in the log, and are tried again.
package struct UploadFault: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  /// - Parameter description: "WHAT: what is wrong; what to do".
  package init(_ description: String) { self.description = description }

  init(_ error: any Error) {
    switch error {
    case let fault as UploadFault: self = fault
    case let error as SetLogError: self.init(error.description)
    case let error as OutputFileError: self.init(error.description)
    default: self.init("\(error)")
    }
  }
}
