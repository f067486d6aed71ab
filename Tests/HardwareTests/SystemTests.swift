// SPDX-License-Identifier: Apache-2.0

import CGPIO
import Foundation
import Hardware
import Pulses
import Settings
import Synchronization
import Testing
import Waking

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

/// struct gpio_v2_line_event of the kernel's interface: timestamp, id, offset, two sequence numbers, padding.
private func event(_ stampNs: UInt64, rising: Bool, offset: UInt64 = 5, _ sequence: UInt32) -> [UInt8] {
  func bytes(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }
  }
  var event = bytes(stampNs, 8)
  event += bytes(rising ? 1 : 2, 4)
  event += bytes(offset, 4)
  // The request's count, then the line's own: losses are counted over all lines of a request.
  event += bytes(UInt64(sequence), 4)
  event += bytes(UInt64(sequence) + 100, 4)
  event += [UInt8](repeating: 0, count: 24)
  return event
}

@Test("the kernel's events are decoded in batches, an end means that the chip is gone")
func decodesKernelEvents() throws {
  let pipe = Pipe()
  let descriptor = pipe.fileHandleForReading.fileDescriptor
  _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  var edges = [dm_gpio_edge](repeating: dm_gpio_edge(), count: 4)
  #expect(unsafe dm_gpio_read_v2(descriptor, [5], 1, &edges, 4) == 0)
  var stream: [UInt8] = []
  for number in 1...6 as ClosedRange<UInt32> {
    stream += event(UInt64(number) * 1_000_000_007, rising: number % 2 == 0, number)
  }
  try pipe.fileHandleForWriting.write(contentsOf: Data(stream))
  #expect(unsafe dm_gpio_read_v2(descriptor, [5], 1, &edges, 4) == 4)
  #expect(edges.map(\.timestamp_ns) == [1, 2, 3, 4].map { $0 * 1_000_000_007 })
  #expect(edges.map(\.sequence) == [1, 2, 3, 4])
  #expect(edges.map(\.rising) == [0, 1, 0, 1])
  #expect(unsafe dm_gpio_read_v2(descriptor, [5], 1, &edges, 4) == 2)
  try pipe.fileHandleForWriting.close()
  #expect(unsafe dm_gpio_read_v2(descriptor, [5], 1, &edges, 4) == -ENODEV)
}

@Test("the events of two lines say which line, and count over both")
func decodesTwoLines() throws {
  let pipe = Pipe()
  let descriptor = pipe.fileHandleForReading.fileDescriptor
  // Forward past one magnet, then a loss of two; the offsets are not in the order of the lines.
  let stream =
    event(1000, rising: false, offset: 27, 1) + event(2000, rising: false, offset: 17, 2)
    + event(3000, rising: true, offset: 27, 3) + event(4000, rising: true, offset: 17, 6)
  try pipe.fileHandleForWriting.write(contentsOf: Data(stream))
  var edges = [dm_gpio_edge](repeating: dm_gpio_edge(), count: 8)
  #expect(unsafe dm_gpio_read_v2(descriptor, [27, 17], 2, &edges, 8) == 4)
  #expect(edges.prefix(4).map(\.line) == [0, 1, 0, 1])
  #expect(edges.prefix(4).map(\.rising) == [0, 0, 1, 1])
  #expect(edges.prefix(4).map(\.sequence) == [1, 2, 3, 6])
  try pipe.fileHandleForWriting.write(contentsOf: Data(event(5000, rising: true, offset: 4, 7)))
  #expect(unsafe dm_gpio_read_v2(descriptor, [27, 17], 2, &edges, 8) == -EPROTO)
}

@Test("two lines of two chips are refused before any is requested")
func refusesTwoChips() {
  let first = FoundLine(chipPath: "/nowhere/gpiochip0", chipLabel: "a", offset: 1, text: "GPIO17 (a)")
  let second = FoundLine(chipPath: "/nowhere/gpiochip1", chipLabel: "b", offset: 2, text: "GPIO27 (b)")
  #expect(throws: HardwareError.twoChips(first: "GPIO17 (a)", second: "GPIO27 (b)")) {
    _ = try GPIOLine(first, second: second, bias: .pullUp, backend: .kernel)
  }
}

@Test(
  "neither no line, nor three, nor one twice can be requested",
  arguments: [[], [1, 2, 3], [4, 4]] as [[UInt32]])
func refusesOffsets(offsets: [UInt32]) {
  var opened: OpaquePointer?
  for backend in [DM_GPIO_KERNEL, DM_GPIO_LIBGPIOD] {
    let result = unsafe dm_gpio_open(
      backend, "/nowhere/gpiochip0", offsets, Int32(offsets.count), DM_GPIO_BIAS_AS_IS, DM_GPIO_BOTH, "test",
      &opened)
    #expect(result == -EDOM)
  }
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

@Test("a wait for a chip is ended by the wake pipe, at once and for ever")
func wakerEndsWait() throws {
  let wakePipe = try #require(WakePipe())
  wakePipe.wake()
  let watch = ChipWatch()
  // An hour: only the wake pipe can end it, and it is not used up.
  watch.wait(milliseconds: 3_600_000, wakePipe: wakePipe)
  watch.wait(milliseconds: 3_600_000, wakePipe: wakePipe)
}

@Test("the monotonic clock does not go back, and the boot has a name")
func clocks() {
  let first = MonotonicClock.nowNs
  #expect(MonotonicClock.nowNs >= first && first > 0)
  #expect(BootId.read() == BootId.read() && BootId.read().count >= 7)
}
