// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SetExport
@testable import SetLog

private let records = 20
private let laps = 19
private let sessions = 18
private let sets = 225

private func frames(_ session: ExportedSession) throws -> FITFrames {
  try FITFrames(ExportSample.bytes(FITWriter(exercise: .backwardDrag), session))
}

@Test("the checksum is CRC-16/ARC")
func fitChecksum() {
  #expect(CRC16.of(Array("123456789".utf8)) == 0xBB3D)
  #expect(CRC16.of([]) == 0)
}

@Test("a definition and its data are these bytes, and a second message of the shape needs no definition")
func fitBytes() {
  var encoder = FITEncoder()
  for value in [0x1234, 0xFFFE] as [UInt16] {
    var message = FITMessage(20)
    message.put(7, .uint16(value))
    message.put(4, .uint8(of: nil))
    message.put(developer: 3, .float32(1))
    encoder.write(message)
  }
  let file = encoder.file
  let data: [UInt8] = [
    0x60, 0, 0, 20, 0, 1, 7, 2, 0x84, 1, 3, 4, 0,
    0, 0x34, 0x12, 0, 0, 0x80, 0x3F,
    0, 0xFE, 0xFF, 0, 0, 0x80, 0x3F,
  ]
  #expect(Array(file[14..<(14 + data.count)]) == data)
  #expect(file.count == 14 + data.count + 2 && file[0] == 14 && file[1] == 0x20)
  #expect(Array(file[4..<12]) == [UInt8(data.count), 0, 0, 0] + Array(".FIT".utf8))
  #expect(CRC16.of(file[..<14]) == 0 && CRC16.of(file) == 0)
}

@Test("more shapes than a decoder remembers are defined again")
func fitManyShapes() throws {
  var encoder = FITEncoder()
  for round in 0..<3 {
    for shape in 0..<40 {
      var message = FITMessage(UInt16(shape))
      message.put(UInt8(shape), .uint8(UInt8(round)))
      encoder.write(message)
    }
  }
  let messages = try FITFrames(encoder.file).messages
  #expect(messages.map(\.number) == (0..<120).map { $0 % 40 })
  #expect(messages.map { $0.value($0.number) } == (0..<120).map { $0 / 40 })
}

@Test("what does not fit or is unknown is left out; a text ends after a whole character")
func fitValues() {
  for value in [-1, 65535, 65534.5, 1e300, .nan, .infinity] { #expect(FITValue.uint16(of: value) == nil) }
  #expect(FITValue.uint16(of: 65534.4) == .uint16(65534) && FITValue.uint16(of: nil) == nil)
  #expect(FITValue.uint32(of: 33.257, decimals: 2) == .uint32(3326) && FITValue.uint8(of: -0.4) == .uint8(0))
  #expect(FITValue.float32(of: 1e300) == nil && FITValue.float32(of: .nan) == nil)
  #expect(FITValue.string("a\0b").encoded == [0x61, 0x62, 0])
  let long = FITValue.string(String(repeating: "ü", count: 100)).encoded
  #expect(long.count == 61 && long.last == 0 && String(validating: long.dropLast(), as: UTF8.self) != nil)
}

@Test("one odometer: laps, records and session say the same way")
func fitOdometer() throws {
  let start = ExportSample.startMs
  let all = try frames(
    ExportSample.session(
      ExportSample.record(1, startMs: start + 437, durationS: 60.3, distanceM: 33.333),
      ExportSample.record(2, startMs: start + 120_001, durationS: 59.9, distanceM: 44.444)))
  #expect(all.all(laps).map { $0.value(9) } == [3333, 4444])
  #expect(all.all(sessions).map { $0.value(9) } == [7778])
  let distances = all.all(records).compactMap { $0.value(5) }
  #expect(distances.first == 0 && distances.last == 7778 && distances == distances.sorted())
  #expect(distances.filter { $0 == 3333 }.count >= 2, "the odometer stands in the rest")
  #expect(distances.count == 62 + 61)
  #expect(all.all(sets).map { $0.value(5) } == [1, 0, 1] && all.all(sets).map { $0.value(10) } == [0, 1, 2])
  #expect(all.all(sets)[1].value(0) == 59264 && all.all(sets)[1].value(7) == nil)
}

@Test("sessions one after the other are chained files")
func fitChained() throws {
  let one = ExportSample.session(ExportSample.record())
  let other = ExportSample.session(ExportSample.record(session: "t"))
  let writer = FITWriter(exercise: .push)
  let chained = try ExportSample.bytes(writer, one, other)
  #expect(try chained == ExportSample.bytes(writer, one) + ExportSample.bytes(writer, other))
  #expect(try FITFrames(chained).files == 2)
  #expect(try FITFrames(chained).all(sets).map { $0.value(8) } == [4, 4])
}

@Test("a set without a trace has two records, and neither speed nor power is made up")
func fitWithoutTrace() throws {
  let all = try frames(ExportSample.session(ExportSample.record(distanceM: 50), isTraced: false))
  #expect(all.all(records).map { $0.value(5) } == [0, 5000])
  #expect(!all.all(records).contains { $0.value(73) != nil || $0.value(7) != nil || $0.value(4) != nil })
  #expect(all.all(laps).first?.value(19) == 96)
}

@Test("unknown power, work and cadence are in no message")
func fitUnknown() throws {
  var record = ExportSample.record()
  (record.workJ, record.meanPowerW, record.maxPowerW, record.meanForceN) = (nil, nil, nil, nil)
  let all = try frames(
    ExportSample.session(record, ExportSample.record(2, startMs: ExportSample.startMs + 90_000)))
  #expect(
    all.all(laps).map { $0.value(19) } == [nil, 96] && all.all(laps).map { $0.value(41) } == [nil, 6000])
  #expect(all.all(sessions).first?.value(48) == nil && all.all(sessions).first?.value(20) == nil)
  #expect(all.messages.allSatisfy { $0.number == laps ? $0.value(17) == nil : true })
  #expect(all.all(records).first?.developerFields.isEmpty == true)
}

@Test("one foot is counted, with the half stride")
func fitCadence() throws {
  var record = ExportSample.record()
  record.cadenceSpm = 91
  record.steps = 91
  let all = try frames(ExportSample.session(record))
  #expect(all.all(laps).first?.value(17) == 45 && all.all(laps).first?.value(80) == 64)
  #expect(all.all(laps).first?.value(10) == 45 && all.all(laps).first?.value(82) == 64)
  #expect(all.all(records).first?.value(4) == 45)
}

private let wholeSets: [SetRecord] = {
  var sets: [SetRecord] = []
  for offsetMs in [-1_772_359_200_000, -90_000, 0, 1, 999, 1000, 1500] as [Int64] {
    for durationS in [0, 0.001, 0.999, 1, 1.001, 2.5, offsetMs == 1 ? 4 * 3600 : 61, 1e7, 1e300, .nan, -5] {
      sets.append(
        ExportSample.record(
          startMs: ExportSample.startMs + offsetMs, durationS: durationS,
          distanceM: durationS.isNormal && durationS > 0 ? min(durationS, 1e6) * 0.8 : 0))
    }
  }
  return sets
}()

@Test(
  "whatever the sets, times never run back and the last record is the session's way",
  arguments: [true, false])
func fitOddSets(isTraced: Bool) throws {
  for record in wholeSets {
    // Before, after, at the same second, in the wrong order.
    let other = ExportSample.record(2, durationS: 0.7, distanceM: 1)
    for pair in [[record], [record, other], [other, record]] {
      let session = ExportedSession(sets: pair.map { ExportSample.set($0, isTraced: isTraced) })
      let all = try frames(session)
      let timestamps = all.messages.compactMap {
        $0.number == 0 ? nil : $0.value($0.number == sets ? 254 : 253)
      }
      #expect(timestamps == timestamps.sorted(), "\(record.startedAt) \(record.durationS)")
      let distances = all.all(records).compactMap { $0.value(5) }
      #expect(distances == distances.sorted() && distances.last == all.all(sessions).first?.value(9))
      #expect(all.all(laps).count == pair.count)
      #expect(all.all(records).count <= 4 * 3600 + 6)
    }
  }
}
