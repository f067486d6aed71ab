// SPDX-License-Identifier: Apache-2.0

import SetLog
import Testing

@testable import Daemon

private let second: Int64 = 1_000_000_000

private func sample(_ number: Int64, _ bpm: Int?) -> HeartRateSample {
  HeartRateSample(timestampNs: number * second, bpm: bpm)
}

@Test("the samples of a span, and the newest one while it is fresh")
func heartRateSpan() {
  let buffer = HeartRateBuffer()
  #expect(buffer.newest(nowNs: 0) == nil && buffer.samples(fromNs: .min, toNs: .max).isEmpty)
  for number in 1...10 { #expect(buffer.take(sample(Int64(number), 100 + number), shiftNs: 0)) }
  #expect(buffer.samples(fromNs: 3 * second, toNs: 5 * second).map(\.bpm) == [103, 104, 105])
  #expect(buffer.samples(fromNs: 11 * second, toNs: .max).isEmpty)
  #expect(buffer.newest(nowNs: 15 * second - 1) == 110 && buffer.newest(nowNs: 15 * second) == nil)
  #expect(!buffer.take(sample(10, 99), shiftNs: 0) && !buffer.take(sample(4, 99), shiftNs: 0))
  var soon = sample(10, 99)
  soon.timestampNs += HeartRateBuffer.leastGapNs - 1
  #expect(!buffer.take(soon, shiftNs: 0) && buffer.newest(nowNs: 11 * second) == 110)
  #expect(buffer.take(sample(11, nil), shiftNs: 0) && buffer.newest(nowNs: 11 * second) == nil)
}

@Test("on a recording's clock samples stay in order, and the display goes by the computer's")
func heartRateOfRecording() {
  let buffer = HeartRateBuffer()
  #expect(buffer.take(sample(1000, 100), shiftNs: -900 * second))
  // The recording has not moved on.
  #expect(buffer.take(sample(1001, 101), shiftNs: -901 * second))
  #expect(buffer.take(sample(1002, 102), shiftNs: -900 * second))
  let kept = buffer.samples(fromNs: .min, toNs: .max)
  #expect(kept == [sample(100, 101), sample(102, 102)])
  #expect(buffer.newest(nowNs: 1003 * second) == 102)
}

@Test("its memory is bounded, and the oldest go")
func heartRateIsBounded() {
  let buffer = HeartRateBuffer()
  let count = Int64(HeartRateBuffer.mostSamples * 3)
  for number in 0..<count { _ = buffer.take(sample(number, 100), shiftNs: 0) }
  let kept = buffer.samples(fromNs: .min, toNs: .max)
  #expect(kept.count <= HeartRateBuffer.mostSamples && kept.count > HeartRateBuffer.mostSamples / 2)
  #expect(kept.last?.timestampNs == (count - 1) * second)
}
