// SPDX-License-Identifier: Apache-2.0
//
// Owns: that each kind of input opens as the source it names. Must not know: chips.

import Hardware
import Pulses
import Settings
import Simulation
import Testing

private func recording(seconds: Int64) -> Recording {
  var header = RecordingHeader()
  header.machine = "Treadmill 3"
  header.startNs = 5_000_000_000
  header.endNs = 5_000_000_000 + seconds * 1_000_000_000
  return Recording(
    header: header,
    edges: (1...40 as ClosedRange<Int64>).map { Edge(timestampNs: 5_000_000_000 + $0 * 20_000_000) })
}

/// Everything that a source has to give.
private func drain(_ source: consuming BeltSource) throws -> [Edge] {
  var source = source
  var edges: [Edge] = []
  var timeNs = source.startNs
  while true {
    let status = try source.next(untilNs: timeNs + 100_000_000) { batch in
      for index in 0..<batch.count { edges.append(batch[index]) }
    }
    switch status {
    case .quiet(let untilNs): timeNs = max(timeNs, untilNs)
    case .ended: return edges
    }
  }
}

@Suite("SourceOpener")
struct SourceOpenerTests {
  @Test("a recording opens under its machine's name and its own clock, and hands out its edges")
  func opensARecording() throws {
    let played = recording(seconds: 1)
    let source = try SourceOpener().open(.recording(played, pace: .asFastAsPossible, isSimulated: false))
    #expect(source.text == "Treadmill 3" && source.backendName == nil && source.startNs == 5_000_000_000)
    #expect(try drain(source) == played.edges)
  }

  @Test("a line without a name is refused before any chip is opened")
  func refusesNoLine() throws {
    let opener = try SourceOpener()
    #expect(throws: HardwareError.noLineNamed) { _ = try opener.open(.line(GPIOConfiguration())) }
  }

  @Test("stopping ends a source that plays for an hour, and each wait for a chip")
  func stops() throws {
    let opener = try SourceOpener()
    var source = try opener.open(.recording(recording(seconds: 3600), pace: .times(1), isSimulated: true))
    opener.stop()
    var count = 0
    #expect(try source.next(untilNs: .max) { count += $0.count } == .quiet(untilNs: .min) && count == 0)
    #expect(opener.isStopped)
    #expect(opener.waitForChip(ChipWatch(), milliseconds: 3_600_000) == false)
  }

  @Test("only a line is live: what a recording holds waits for its reader")
  func knowsWhatIsLive() {
    #expect(BeltInput.line(GPIOConfiguration(line: "GPIO17")).isLive)
    #expect(!BeltInput.recording(recording(seconds: 1), pace: .times(2), isSimulated: true).isLive)
  }
}
