// SPDX-License-Identifier: Apache-2.0

import CGPIO
import Foundation
import Hardware
import Synchronization
import Testing

@Test("a link to a device is not another device")
func linksCountOnce() throws {
  let folder = NSTemporaryDirectory() + UUID().uuidString
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  for name in ["gpiochip0", "gpiochip1", "other"] {
    try Data().write(to: URL(fileURLWithPath: folder + "/" + name))
  }
  try FileManager.default.createSymbolicLink(atPath: folder + "/gpiochip4", withDestinationPath: "gpiochip0")
  try FileManager.default.createSymbolicLink(atPath: folder + "/gpiochip5", withDestinationPath: "gone")
  let paths = ChipCatalogue(directory: folder).devicePaths()
  #expect(paths == [folder + "/gpiochip0", folder + "/gpiochip1"])
}

@Test("no chips, and files that are no chips, are told apart")
func noChips() {
  #expect(throws: HardwareError.noChip(directory: "/nowhere")) {
    try ChipCatalogue(directory: "/nowhere").chips()
  }
}

/// struct gpio_v2_line_event of the kernel's interface: stamp, id, offset, two sequence numbers, padding.
private func event(_ stampNs: UInt64, rising: Bool, _ sequence: UInt32) -> [UInt8] {
  func bytes(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }
  }
  var event = bytes(stampNs, 8)
  event += bytes(rising ? 1 : 2, 4)
  event += bytes(0, 4)
  event += bytes(UInt64(sequence) + 100, 4)
  event += bytes(UInt64(sequence), 4)
  event += [UInt8](repeating: 0, count: 24)
  return event
}

@Test("the kernel's events are decoded in batches, an end means that the chip is gone")
func decodesKernelEvents() throws {
  let pipe = Pipe()
  let descriptor = pipe.fileHandleForReading.fileDescriptor
  _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  var edges = [dm_gpio_edge](repeating: dm_gpio_edge(), count: 4)
  #expect(unsafe dm_gpio_read_v2(descriptor, &edges, 4) == 0)
  var stream: [UInt8] = []
  for number in 1...6 as ClosedRange<UInt32> {
    stream += event(UInt64(number) * 1_000_000_007, rising: number % 2 == 0, number)
  }
  try pipe.fileHandleForWriting.write(contentsOf: Data(stream))
  #expect(unsafe dm_gpio_read_v2(descriptor, &edges, 4) == 4)
  #expect(edges.map(\.timestamp_ns) == [1, 2, 3, 4].map { $0 * 1_000_000_007 })
  #expect(edges.map(\.sequence) == [1, 2, 3, 4])
  #expect(edges.map(\.rising) == [0, 1, 0, 1])
  #expect(unsafe dm_gpio_read_v2(descriptor, &edges, 4) == 2)
  try pipe.fileHandleForWriting.close()
  #expect(unsafe dm_gpio_read_v2(descriptor, &edges, 4) == -ENODEV)
}

@Test("a thread runs its closure, tells what rights it got, and is joined")
func threadRuns() throws {
  let counted = Atomic<Int>(0)
  let box = Box(counted)
  let thread = try RealtimeThread(priority: 10) { @Sendable in box.value.add(1, ordering: .relaxed) }
  thread.join()
  thread.join()
  #expect(box.value.load(ordering: .relaxed) == 1)
  // Either is right, depending on who runs the tests; silence is not.
  #expect(try #require(thread.status).text.contains("priority"))
}

/// Holds an atomic, which cannot be captured by itself.
private final class Box: Sendable {
  let value: Atomic<Int>

  init(_ value: consuming Atomic<Int>) { self.value = value }
}

@Test("a wait for a chip is ended by the waker, at once and for ever")
func wakerEndsWait() throws {
  let waker = try SourceWaker()
  waker.wake()
  let watch = ChipWatch()
  // An hour: only the waker can end it, and it is not used up.
  watch.wait(milliseconds: 3_600_000, waker: waker)
  watch.wait(milliseconds: 3_600_000, waker: waker)
}

@Test("the monotonic clock does not go back, and the boot has a name")
func clocks() {
  let first = MonotonicClock.nowNs
  #expect(MonotonicClock.nowNs >= first && first > 0)
  #expect(BootId.read() == BootId.read() && BootId.read().count >= 7)
}
