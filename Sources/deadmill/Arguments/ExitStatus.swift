// SPDX-License-Identifier: Apache-2.0
//
// Owns: the exit status of each kind of error (decision 5). Must not know: what errors say.

import Files
import LiveFeed
import SetExport
import SetLog
import Settings
import Simulation

/// 0 done; 1 could not be done; 2 the command line or the configuration has to be changed, also where it names a set, a
/// walker, a machine or a file that is not there.
enum ExitStatus {
  static let failed: Int32 = 1
  static let usage: Int32 = 2

  static func of(_ error: any Error) -> Int32 {
    switch error {
    case is UsageError, is ConfigurationError, is UnknownReference, is AmbiguousReference, is ExportError:
      usage
    case let error as SetLogError: isUsage(error.code) ? usage : failed
    case let fault as FeedFault: isUsage(fault) ? usage : failed
    case let error as OutputFileError: error.isUsage ? usage : failed
    case let error as RecordingError: isUsage(error.problem) ? usage : failed
    case let error as LogImportError: error.code == .unreadable ? usage : failed
    default: failed
    }
  }

  private static func isUsage(_ code: SetLogError.Code) -> Bool {
    switch code {
    case .noSuchSet, .noSuchWalker, .noSuchMachine, .ambiguous, .unusableName, .unusableNote: true
    default: false
    }
  }

  private static func isUsage(_ fault: FeedFault) -> Bool {
    switch FeedFault.Code(rawValue: fault.code) {
    case .noSuchSet, .ambiguousSet, .noSuchWalker, .noSuchMachine, .unusableName, .unusableNote, .badValue:
      true
    default: false
    }
  }

  private static func isUsage(_ problem: RecordingError.Problem) -> Bool {
    switch problem {
    case .unreadable, .exists: true
    default: false
    }
  }
}
