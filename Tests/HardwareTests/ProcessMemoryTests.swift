// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import Hardware

private let written = Mutex<[Int]>([])

@Test("what was written stays when memory is given back, and code that is needed again is there again")
func settledMemoryHoldsWhatWasWritten() {
  let pattern: [Int] = (0..<100_000).map { $0 &* 40_503 }
  written.withLock { $0 = pattern }
  for _ in 0..<3 {
    ProcessMemory.trim()
    #expect(written.withLock { $0 } == pattern)
    #expect("\(pattern[7])".count > 1 && Double(pattern.count).squareRoot() > 316)
  }
}
