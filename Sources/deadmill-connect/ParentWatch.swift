// SPDX-License-Identifier: Apache-2.0
//
// Owns: ending with the program that started this one. Must not know: which that is.

import Glibc
import ServiceLifecycle

/// Runs for as long as the parent does: the page of a demo whose program was killed must not stay behind.
struct ParentWatch: Service {
  private static let lookEvery = Duration.seconds(1)

  private let parent = getppid()

  func run() async throws {
    while getppid() == parent, !Task.isShuttingDownGracefully, !Task.isCancelled {
      try? await Task.sleep(for: Self.lookEvery)
    }
  }
}
