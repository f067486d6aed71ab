// SPDX-License-Identifier: Apache-2.0
//
// Owns: the order of messages in a FIT activity file. Must not know: fields, bytes.
//
// A session is a file of its own: running on a treadmill, one lap and one set of a sled a set, one record a second. Several
// files one after the other are a valid FIT file too, as its protocol says ("chained"). Between sets the timer is paused.

import SetLog

struct FITWriter: ExportWriter {
  let exercise: ExportExercise

  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    try sink(Self.file(session, exercise))
  }

  /// One session as a whole file.
  static func file(_ session: ExportedSession, _ exercise: ExportExercise) -> [UInt8] {
    guard let last = session.sets.last?.record else { return [] }
    let line = ActivityTimeline(session, earliestMs: FITTime.earliestMs)
    let startS = line.startMs.flooredToSeconds
    var activity = FITActivity(nowS: startS, exercise: exercise)
    activity.encoder.write(.fileId(last, atS: startS))
    activity.encoder.write(.developerData())
    for field in FITDeveloperField.allCases { activity.encoder.write(.description(of: field)) }
    activity.encoder.write(.device(last, atS: startS))
    for (index, set) in line.sets.enumerated() {
      activity.write(set, index: index, after: index > 0 ? line.sets[index - 1] : nil)
      let isLast = index == line.sets.count - 1
      activity.encoder.write(.timer(isLast ? FITCode.stopAll : FITCode.stop, atS: activity.nowS))
    }
    activity.encoder.write(.session(line, endS: activity.nowS))
    activity.encoder.write(.activity(line, utcOffsetS: last.utcOffsetS, endS: activity.nowS))
    return activity.encoder.file
  }
}

/// The messages of the sets, one after the other; timestamps never decrease.
private struct FITActivity {
  var encoder = FITEncoder()
  /// Of the last message.
  var nowS: Int64
  let exercise: ExportExercise
  private var messages = 0

  init(nowS: Int64, exercise: ExportExercise) {
    self.nowS = nowS
    self.exercise = exercise
  }

  mutating func write(_ set: TimedSet, index: Int, after last: TimedSet?) {
    let seconds = set.seconds
    let beginsS = max(nowS, seconds.lowerBound)
    if let last { writeRest(between: last, set, endS: beginsS) }
    encoder.write(.timer(FITCode.start, atS: beginsS))
    writeRecords(set, isFirst: last == nil)
    encoder.write(.lap(index, set, endS: nowS))
    encoder.write(
      .set(
        messages, exercise: exercise, startS: seconds.lowerBound, endS: nowS, durationS: set.record.durationS)
    )
    messages += 1
  }

  /// The pause as the log has it, unless a set in between was left out.
  private mutating func writeRest(between last: TimedSet, _ set: TimedSet, endS: Int64) {
    let isNext = set.record.indexInSession == last.record.indexInSession + 1
    let gapS = Double(set.startMs - last.endMs) / 1000
    let restS = isNext ? set.record.restBeforeS ?? gapS : gapS
    encoder.write(
      .set(messages, exercise: nil, startS: last.seconds.upperBound, endS: endS, durationS: restS))
    messages += 1
  }

  /// One record a second; of a set that is not known over time its two ends.
  private mutating func writeRecords(_ set: TimedSet, isFirst: Bool) {
    let seconds = set.seconds
    let cadenceSpm = set.record.cadenceSpm
    // The last record of the set before may be of the same second.
    var fromS = isFirst ? seconds.lowerBound : max(seconds.lowerBound, nowS + 1)
    let lastS = max(seconds.upperBound, nowS)
    if set.hasTrace {
      while fromS < lastS {
        encoder.write(
          .record(set.sample(fromMs: (fromS - 1) * 1000, toMs: fromS * 1000), cadenceSpm: cadenceSpm))
        fromS += 1
      }
    } else if fromS < lastS {
      encoder.write(.record(set.sample(fromMs: fromS * 1000, toMs: fromS * 1000), cadenceSpm: nil))
    }
    var end = set.sample(fromMs: (lastS - 1) * 1000, toMs: lastS * 1000)
    end.distanceM = set.afterM
    encoder.write(.record(end, cadenceSpm: set.hasTrace ? cadenceSpm : nil))
    nowS = lastS
  }
}
