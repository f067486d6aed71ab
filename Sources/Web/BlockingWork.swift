// SPDX-License-Identifier: Apache-2.0
//
// Owns: work that takes its time, away from the threads that serve connections.

import NIOPosix

enum BlockingWork {
  /// Does something on a thread that may wait.
  static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await NIOThreadPool.singleton.runIfActive(body)
  }
}
