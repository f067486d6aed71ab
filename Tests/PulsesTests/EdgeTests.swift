// SPDX-License-Identifier: Apache-2.0

import Pulses
import Testing

@Test("an edge without a kernel sequence says so with 0")
func edgeWithoutSequence() {
  #expect(Edge(timestampNs: 5).sequence == 0)
}
