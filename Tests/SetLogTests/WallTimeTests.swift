// SPDX-License-Identifier: Apache-2.0

import SetLog
import Testing

@Test("wall time as text says every millisecond, and comes back as it was")
func wallTimeText() {
  #expect(WallTime.text(unixMs: 1_790_000_000_001) == "2026-09-21T14:13:20.001Z")
  #expect(WallTime.text(unixMs: -1) == "1969-12-31T23:59:59.999Z")
  for unixMs in (1_790_000_000_000...1_790_000_002_000 as ClosedRange<Int64>) {
    #expect(WallTime.unixMs(WallTime.text(unixMs: unixMs)) == unixMs)
  }
}
