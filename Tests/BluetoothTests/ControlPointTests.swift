// SPDX-License-Identifier: Apache-2.0
//
// What the control point answers to every op code there can be.

import Testing

@testable import Bluetooth

/// A control point whose client has asked for control.
private func controlled() -> ControlPoint {
  var control = ControlPoint()
  _ = control.write([0x00])
  return control
}

@Test("every op code, with and without control, without a parameter", arguments: 0...255)
func everyOperation(code: Int) {
  let byte = UInt8(code)
  var stranger = ControlPoint()
  var owner = controlled()
  let withoutControl: UInt8 =
    switch code {
    case 0x00: 0x01
    case 0x01, 0x07, 0x08: 0x05
    default: 0x02
    }
  let withControl: UInt8 =
    switch code {
    case 0x00, 0x01, 0x07: 0x01
    // Stop or pause needs to say which.
    case 0x08: 0x03
    default: 0x02
    }
  #expect(stranger.write([byte])?.bytes == [0x80, byte, withoutControl])
  #expect(owner.write([byte])?.bytes == [0x80, byte, withControl])
  #expect(stranger.hasControl == (code == 0x00))
  #expect(owner.hasControl == (code != 0x01))
}

@Test("every parameter of stop or pause", arguments: 0...255)
func everyStop(parameter: Int) {
  var control = controlled()
  let answer = control.write([0x08, UInt8(parameter)])
  let isKnown = parameter == 1 || parameter == 2
  #expect(answer?.bytes == [0x80, 0x08, isKnown ? 0x01 : 0x03])
  #expect(answer?.status == [1: MachineStatus.stopped, 2: .paused][parameter])
}

@Test("a parameter where none belongs is invalid", arguments: [0x00, 0x01, 0x07] as [UInt8])
func tooLong(code: UInt8) {
  var control = controlled()
  #expect(control.write([code, 0x00])?.bytes == [0x80, code, 0x03])
  #expect(control.hasControl)
  var stranger = ControlPoint()
  _ = stranger.write([0x00, 0x00])
  #expect(!stranger.hasControl)
}

@Test("what is carried out is reported as the machine's status")
func statuses() {
  var control = controlled()
  #expect(control.write([0x07])?.status == .startedOrResumed)
  #expect(control.write([0x00])?.status == nil)
  #expect(control.write([0x01])?.status == .reset)
  // A reset gives control back.
  #expect(control.write([0x07])?.bytes == [0x80, 0x07, 0x05])
}

@Test("an empty value has no answer")
func emptyValue() {
  var control = ControlPoint()
  #expect(control.write([]) == nil)
  #expect(RunningSpeed.control([]) == nil)
}

@Test("the foot pod's control point supports nothing", arguments: 0...255)
func footPodControl(code: Int) {
  #expect(RunningSpeed.control([UInt8(code), 0, 0, 0, 0]) == [0x10, UInt8(code), 0x02])
}
