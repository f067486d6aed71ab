// SPDX-License-Identifier: Apache-2.0

import Hardware
import Settings
import Testing

private let pi5 = FoundChip(
  path: "/dev/gpiochip0", label: "pinctrl-rp1", lineNames: ["ID_SDA", "GPIO17", ""])
private let usb = FoundChip(path: "/dev/gpiochip1", label: "ftdi-cbus", lineNames: ["", ""])
private let twin = FoundChip(path: "/dev/gpiochip2", label: "other", lineNames: ["GPIO17"])

@Test("a line is found by its name over all chips")
func byName() throws {
  let line = try LineSelector.name("GPIO17").resolve(in: [usb, pi5])
  #expect(
    line
      == FoundLine(
        chipPath: "/dev/gpiochip0", chipLabel: "pinctrl-rp1", offset: 1, text: "GPIO17 (pinctrl-rp1)"))
}

@Test("a line is found by label and offset, whatever number the chip has")
func byLabel() throws {
  let line = try LineSelector.chip(label: "ftdi-cbus", offset: 1).resolve(in: [pi5, usb])
  #expect(line.chipPath == "/dev/gpiochip1" && line.offset == 1)
}

@Test("a name on two chips is refused with both named")
func ambiguousName() {
  let error = #expect(throws: HardwareError.self) {
    try LineSelector.name("GPIO17").resolve(in: [pi5, twin])
  }
  #expect(error == .ambiguous(wanted: "GPIO17", candidates: ["pinctrl-rp1 offset 1", "other offset 0"]))
}

@Test("two chips of one label are refused with both named")
func ambiguousLabel() {
  var second = usb
  second.path = "/dev/gpiochip7"
  let error = #expect(throws: HardwareError.self) {
    try LineSelector.chip(label: "ftdi-cbus", offset: 0).resolve(in: [usb, second])
  }
  #expect(error == .ambiguous(wanted: "chip ftdi-cbus", candidates: ["/dev/gpiochip1", "/dev/gpiochip7"]))
}

@Test("an error about a missing line lists the lines that exist")
func notFound() {
  func known(_ selector: LineSelector, _ chips: [FoundChip]) -> String {
    do {
      _ = try selector.resolve(in: chips)
      return "found"
    } catch {
      return "\(error)"
    }
  }
  #expect(known(.name("GPIO99"), [pi5]).contains("ID_SDA, GPIO17"))
  #expect(known(.name("GPIO99"), [usb]).contains("chip ftdi-cbus"))
  #expect(known(.name(""), [usb]).contains("no line"))
  #expect(known(.chip(label: "nope", offset: 0), [pi5, usb]).contains("chip pinctrl-rp1, chip ftdi-cbus"))
  #expect(known(.chip(label: "ftdi-cbus", offset: 2), [usb]).contains("offsets 0 to 1"))
}

@Test(
  "every error is one line that says what to do",
  arguments: [
    (HardwareError.noChip(directory: "/dev"), "plugged in"),
    (.noPermission(path: "/dev/gpiochip0"), "group gpio"),
    (.notFound(wanted: "A", known: []), "name one of them"),
    (.ambiguous(wanted: "A", candidates: ["x"]), "chip:"),
    (.twoChips(first: "A", second: "B"), "two lines of one chip"),
    (.busy(line: "A", consumer: "b"), "held by \"b\"; stop that program"),
    (.unplugged(line: "A"), "plug it in again"),
    (.interfaceRefused(backend: "libgpiod 1.6.3"), "backend: auto"),
    (.unsupported(line: "A", code: 95), "bias: as-is"),
    (.system(operation: "waiting", code: 5), "error 5"),
  ])
func errorTexts(error: HardwareError, remedy: String) {
  #expect(error.description.contains(remedy))
  #expect(!error.description.contains("\n"))
}
