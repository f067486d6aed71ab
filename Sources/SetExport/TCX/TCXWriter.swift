// SPDX-License-Identifier: Apache-2.0
//
// Owns: Training Center XML, version 2, with the activity extension 2. Must not know: files.
//
// A session is an activity, a set is a lap. Points have no position: there is none. Times are exact to the millisecond;
// distances at points are those of the odometer over the whole activity.

import SetLog
import Text

struct TCXWriter: ExportWriter {
  private static let extensionSpace = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"
  /// An activity longer ago was made by a clock that was not set; the schema knows no other bound.
  private static let earliestMs: Int64 = 0

  let exercise: ExportExercise
  /// The schema wants activities to differ in their time.
  private var lastStartMs = Int64.min

  init(exercise: ExportExercise) { self.exercise = exercise }

  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {
    let space = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
    try sink(
      Array(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <TrainingCenterDatabase xmlns="\(space)" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
        xsi:schemaLocation="\(space) http://www.garmin.com/xmlschemas/TrainingCenterDatabasev2.xsd">
        <Activities>

        """.utf8))
  }

  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    guard let last = session.sets.last?.record else { return }
    let line = ActivityTimeline(session, earliestMs: Self.earliestMs)
    lastStartMs = lastStartMs < line.startMs ? line.startMs : lastStartMs + 1
    try sink(
      Array(
        "<Activity Sport=\"Running\">\n<Id>\(Instant(unixMs: lastStartMs))</Id>\n".utf8))
    for set in line.sets { try sink(Array(Self.lap(set).utf8)) }
    try sink(Array(closing(session, last).utf8))
  }

  mutating func end(_ sink: ([UInt8]) throws -> Void) throws {
    try sink(Array("</Activities>\n</TrainingCenterDatabase>\n".utf8))
  }

  private func closing(_ session: ExportedSession, _ last: SetRecord) -> String {
    let sets = session.sets.count
    var notes = "\(exercise.title) on \(last.machine), \(CountText.of(sets, "set"))."
    if let walker = last.walker { notes += " \(walker)." }
    if session.sets.contains(where: { $0.record.quality.powerIsEstimated && $0.record.meanPowerW != nil }) {
      notes += " Power is estimated: the drag of this machine has not been measured."
    }
    let version = last.softwareVersion.split(separator: ".").map { UInt16($0) ?? 0 }
    return """
      <Notes>\(XMLText.escaped(notes))</Notes>
      <Creator xsi:type="Device_t"><Name>Deadmill</Name><UnitId>\(last.machineNumber)</UnitId>\
      <ProductID>1</ProductID><Version><VersionMajor>\(version.first ?? 0)</VersionMajor>\
      <VersionMinor>\(version.dropFirst().first ?? 0)</VersionMinor></Version></Creator>
      </Activity>

      """
  }

  private static func lap(_ set: TimedSet) -> String {
    let record = set.record
    var text = """
      <Lap StartTime="\(Instant(unixMs: set.startMs))">
      <TotalTimeSeconds>\(amount(record.durationS))</TotalTimeSeconds>
      <DistanceMeters>\(amount(record.distanceM))</DistanceMeters>
      <MaximumSpeed>\(amount(record.maxSpeedMps))</MaximumSpeed>
      <Calories>0</Calories>\(heartRate(set))
      <Intensity>Active</Intensity>
      <TriggerMethod>Manual</TriggerMethod>
      <Track>

      """
    for point in points(set) { text += trackpoint(point, strides: strides(record)) }
    text += "</Track>\n"
    let remarks = remarks(record)
    if !remarks.isEmpty { text += "<Notes>\(XMLText.escaped(remarks))</Notes>\n" }
    text += "<Extensions><LX xmlns=\"\(extensionSpace)\"><AvgSpeed>\(amount(record.meanSpeedMps))</AvgSpeed>"
    if let strides = strides(record) { text += "<AvgRunCadence>\(strides)</AvgRunCadence>" }
    if let steps = record.steps.flatMap({ UInt16(exactly: $0) }) { text += "<Steps>\(steps)</Steps>" }
    if let watts = watts(record.meanPowerW) { text += "<AvgWatts>\(watts)</AvgWatts>" }
    if let watts = watts(record.maxPowerW) { text += "<MaxWatts>\(watts)</MaxWatts>" }
    return text + "</LX></Extensions>\n</Lap>\n"
  }

  private static func heartRate(_ set: TimedSet) -> String {
    guard let mean = set.heartRate?.meanBpm.flatMap({ DecimalText.steps($0, 0) }),
      let max = set.heartRate?.maxBpm
    else { return "" }
    return """

      <AverageHeartRateBpm><Value>\(mean)</Value></AverageHeartRateBpm>
      <MaximumHeartRateBpm><Value>\(max)</Value></MaximumHeartRateBpm>
      """
  }

  /// The set's start, each whole second within, its end.
  private static func points(_ set: TimedSet) -> [ActivitySample] {
    var points = [set.sample(fromMs: set.startMs, toMs: set.startMs)]
    var lastMs = set.startMs
    func add(_ unixMs: Int64) {
      points.append(set.sample(fromMs: lastMs, toMs: unixMs))
      lastMs = unixMs
    }
    if set.hasTrace {
      for second in set.seconds where second * 1000 > set.startMs && second * 1000 < set.endMs {
        add(second * 1000)
      }
    }
    if set.endMs > set.startMs {
      add(set.endMs)
    } else {
      points[0].distanceM = set.afterM
    }
    return points
  }

  private static func trackpoint(_ point: ActivitySample, strides: Int?) -> String {
    var text = "<Trackpoint><Time>\(Instant(unixMs: point.unixMs))</Time>"
    text += "<DistanceMeters>\(thousandths(point.distanceM))</DistanceMeters>"
    if let bpm = point.heartRateBpm { text += "<HeartRateBpm><Value>\(bpm)</Value></HeartRateBpm>" }
    if let speedMps = point.speedMps {
      text += "<Extensions><TPX xmlns=\"\(extensionSpace)\"><Speed>\(thousandths(speedMps))</Speed>"
      if let strides { text += "<RunCadence>\(strides)</RunCadence>" }
      if let watts = watts(point.powerW) { text += "<Watts>\(watts)</Watts>" }
      text += "</TPX></Extensions>"
    }
    return text + "</Trackpoint>\n"
  }

  /// What is no amount is none; a log of ours has no such thing, one that was imported may.
  private static func amount(_ value: Double) -> String { thousandths(value.isFinite ? max(0, value) : 0) }

  private static func thousandths(_ value: Double) -> String { DecimalText.short(value, 3) }

  /// Below 0 the belt gave back what was stored in it; the schema has no word for that.
  private static func watts(_ value: Double?) -> UInt16? {
    value.flatMap { DecimalText.steps(max(0, $0), 0) }.flatMap { UInt16(exactly: $0) }
  }

  /// One foot a minute, as Training Center counts.
  private static func strides(_ record: SetRecord) -> Int? {
    guard let spm = record.cadenceSpm, let strides = DecimalText.steps(spm / 2, 0) else { return nil }
    return (0...254).contains(strides) ? Int(strides) : nil
  }

  /// What there is to say about a set.
  private static func remarks(_ record: SetRecord) -> String {
    [
      record.suspect.map { "Suspect: \($0)." }, record.isEntered ? "Entered by hand." : nil,
      record.rpe.map { "Exertion \(DecimalText.plain($0)) of 10." },
      record.pain.map { "Pain \($0) of 10." }, record.note,
    ].compactMap { $0 }.joined(separator: " ")
  }
}
