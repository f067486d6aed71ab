// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import SetExport
@testable import SetLog

@Test(
  "a cell is quoted where it must be, and no formula",
  arguments: [
    ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"so\"", "\"say \"\"so\"\"\""),
    ("two\nlines", "\"two\nlines\""), ("two\r\nlines", "\"two\r\nlines\""), (" padded ", "\" padded \""),
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\ta", "'\ta"), ("\r", "\"'\r\""),
    ("1=1", "1=1"), ("a;b", "a;b"), ("=\"a\"", "\"'=\"\"a\"\"\""), ("\u{301}", "\u{301}"),
  ] as [(String, String)])
func csvQuoting(text: String, cell: String) {
  #expect(CSVText.line([.text(text), .whole(1)]) == cell + ",1\r\n")
}

@Test("numbers are the shortest that read back, also below 0; unknown is empty")
func csvNumbers() {
  let cells: [CSVCell] = [
    .number(0.1 + 0.2), .number(-1.5), .number(nil), .number(.nan), .whole(nil), .whole(.min), .truth(true),
    .text(nil), .text("a;b"), .word("-"),
  ]
  #expect(
    CSVText.line(cells, separator: ";")
      == "0.30000000000000004;-1.5;;;;-9223372036854775808;true;;\"a;b\";-\r\n")
}

@Test("Strong has its present columns, workouts numbered, kilograms and metres")
func strongPresent() throws {
  var first = ExportSample.record(1, durationS: 59.5, distanceM: 47.205)
  first.note = "=1+1"
  let next = ExportSample.record(
    1, startMs: ExportSample.startMs + 90_000_000, distanceM: 1049 * 0.045, session: "t")
  let text = try ExportSample.text(
    StrongWriter(exercise: .push), ExportSample.session(first), ExportSample.session(next))
  #expect(
    text.split(separator: "\r\n").map(String.init) == [
      "Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (kg);Reps;RPE;Distance (meters);Seconds;Notes;Workout Notes",
      "1;2026-03-01 10:00:00;Deadmill, Treadmill 3;60;Sled Push;1;0;0;;47.21;60;'=1+1;",
      "2;2026-03-02 11:00:00;Deadmill, Treadmill 3;60;Sled Push;1;0;0;;47.21;60;;",
    ])
}

@Test("Strong's old table has its columns, a row a set, and nothing empty that the importer wants")
func strongRows() throws {
  var second = ExportSample.record(
    2, startMs: ExportSample.startMs + 4_000_000, durationS: 59.6, distanceM: 1234.567)
  second.rpe = 7
  second.note = "knee; left"
  var first = ExportSample.record()
  first.utcOffsetS = -3600
  let text = try ExportSample.text(
    StrongWriter(exercise: .backwardDrag, table: .old), ExportSample.session(first, second))
  #expect(
    text.split(separator: "\r\n").map(String.init) == [
      "Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;Seconds;Notes;Workout Notes;Workout Duration",
      "2026-03-01 09:00:00;Deadmill, Treadmill 3;Sled Backward Drag;1;0;kg;0;;0.05;km;60;-;-;1h 8m",
      "2026-03-01 09:00:00;Deadmill, Treadmill 3;Sled Backward Drag;2;0;kg;0;7;1.23457;km;60;\"knee; left\";-;1h 8m",
    ])
}

@Test("a trace's table has speed and power since the line before")
func traceTable() throws {
  let session = ExportSample.session(ExportSample.record(durationS: 0.5, distanceM: 0.4))
  let text = try ExportSample.text(TraceTableWriter(), session)
  #expect(
    text == """
      setId,time_s,distance_m,speed_mps,power_w,work_j,smoothed_speed_mps,heart_rate_bpm\r
      set-s-1,0,0,,,0,0,\r
      set-s-1,0.25,0.2,0.8,96,24,0.8,\r
      set-s-1,0.5,0.4,0.8,96,48,0.8,\r

      """)
}

@Test("names and notes cannot break the XML; what XML cannot hold is dropped")
func tcxEscaping() throws {
  #expect(
    XMLText.escaped("<a b=\"c\"> & 'd'\u{0}\u{8}\u{1B}\u{FFFE}\u{85}\tü😀\n")
      == "&lt;a b=&quot;c&quot;&gt; &amp; &apos;d&apos;\tü😀\n")
  var record = ExportSample.record()
  record.machine = "</Notes><script>"
  record.note = "]]> & \u{1}"
  let text = try ExportSample.text(TCXWriter(exercise: .push), ExportSample.session(record))
  #expect(text.contains("<Notes>Push on &lt;/Notes&gt;&lt;script&gt;, 1 set."))
  #expect(text.contains("<Notes>]]&gt; &amp; </Notes>"))
}

@Test("activities of one instant differ in their identifier, and odd sets keep their points in order")
func tcxOrder() throws {
  let one = ExportSample.session(ExportSample.record(durationS: 0, distanceM: 0))
  let other = ExportSample.session(
    ExportSample.record(durationS: 1.5), ExportSample.record(2, durationS: 0.2), isTraced: false)
  let text = try ExportSample.text(TCXWriter(exercise: .push), one, other)
  func all(_ tag: String) -> [String] {
    text.components(separatedBy: "<\(tag)>").dropFirst().map { String($0.prefix { $0 != "<" }) }
  }
  #expect(all("Id") == ["2026-03-01T10:00:00.000Z", "2026-03-01T10:00:00.001Z"])
  let times = all("Time")
  #expect(times.count == 5 && times == times.sorted() && times.last == "2026-03-01T10:00:01.700Z")
  #expect(all("DistanceMeters").filter { $0 == "100" }.count == 1)
}

@Test("figures that are none leave TCX and FIT readable")
func oddFigures() throws {
  let session = ExportSample.session(
    ExportSample.record(1, durationS: .infinity, distanceM: -3), ExportSample.record(2, distanceM: .nan),
    ExportSample.record(3))
  let text = try ExportSample.text(TCXWriter(exercise: .push), session)
  for word in ["nan", "inf", ">-"] { #expect(!text.contains(word), "\(word)") }
  let all = try FITFrames(ExportSample.bytes(FITWriter(exercise: .push), session))
  #expect(all.all(20).last?.value(5) == 5000)
}
