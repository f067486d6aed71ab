// SPDX-License-Identifier: Apache-2.0
//
// Owns: the heart rate of a set as an archive has it. Must not know: files.

struct HeartRateColumns: Decodable {
  var timeS: [Double]
  var bpm: [Int?]

  /// No set lasts so many seconds.
  private static let largestS = 1e9

  func samples(of record: SetRecord) throws -> [HeartRateSample] {
    guard timeS.count == bpm.count else {
      throw ArchiveMistake(description: "heartRate: its columns are not of one length")
    }
    guard zip(timeS, timeS.dropFirst()).allSatisfy({ $0 <= $1 }),
      timeS.allSatisfy({ $0.magnitude <= Self.largestS })
    else { throw ArchiveMistake(description: "heartRate.timeS: it does not grow, or is too large") }
    guard bpm.allSatisfy({ $0.map(HeartRateSample.possibleBpm.contains) ?? true }) else {
      throw ArchiveMistake(description: "heartRate.bpm: a value is not within 1 to 254; null is unknown")
    }
    return zip(timeS, bpm).map { timeS, bpm in
      HeartRateSample(
        timestampNs: record.clock.monotonicNs &+ Int64((timeS * 1000).rounded()) &* 1_000_000, bpm: bpm)
    }
  }
}
