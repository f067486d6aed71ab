// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a set went over time, and its compact, checked form. Must not know: belts, databases, exports.
//
// Packed, version 1: byte 1; varint of the points; per point the differences to the point before, as varints: time (ms),
// distance (mm), zig-zag speed (mm/s), zig-zag work (cJ; all 0 and `hasWork` 0 where it is unknown); before them a byte
// `hasWork`. The last four bytes are the CRC-32 of all before.

/// A set over time: one point a quarter of a second, and one at its end.
///
/// Distance and work are odometers since the set's start. The last point has the set's own duration, distance and work:
/// whatever is drawn or exported from a trace agrees with the set's figures.
public struct SetTrace: Codable, Sendable, Equatable {
  /// One instant.
  public struct Point: Codable, Sendable, Equatable {
    /// Since the set's start, seconds.
    public var timeS: Double
    /// Since the set's start, metres.
    public var distanceM: Double
    /// Mean of the smoothed belt speed since the point before, m/s. The distance is that of the pulses: within a quarter
    /// of a second the two may differ, most of all while the belt starts.
    public var speedMps: Double
    /// Since the set's start, joules; nil is unknown.
    public var workJ: Double?

    /// All fields.
    public init(timeS: Double, distanceM: Double, speedMps: Double, workJ: Double?) {
      self.timeS = timeS
      self.distanceM = distanceM
      self.speedMps = speedMps
      self.workJ = workJ
    }
  }

  /// Time between two points, seconds; the last one may be shorter.
  public static let intervalS = 0.25

  /// In the order of time; the first is at 0.
  public var points: [Point]

  /// - Parameter points: in the order of time, the first at 0.
  public init(points: [Point]) { self.points = points }

  /// Distance at a time, metres: straight between the points.
  public func distanceM(atS timeS: Double) -> Double { value(atS: timeS, \.distanceM) }

  /// Work at a time, joules: straight between the points; nil if it is unknown.
  public func workJ(atS timeS: Double) -> Double? {
    guard let last = points.last, last.workJ != nil else { return nil }
    return value(atS: timeS) { $0.workJ ?? 0 }
  }

  private func value(atS timeS: Double, _ figure: (Point) -> Double) -> Double {
    guard let first = points.first, let last = points.last else { return 0 }
    if timeS <= first.timeS { return figure(first) }
    if timeS >= last.timeS { return figure(last) }
    var low = 0
    var high = points.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if points[middle].timeS <= timeS { low = middle } else { high = middle }
    }
    let (a, b) = (points[low], points[high])
    guard b.timeS > a.timeS else { return figure(b) }
    return figure(a) + (figure(b) - figure(a)) * (timeS - a.timeS) / (b.timeS - a.timeS)
  }

  /// The trace with its end adjusted to the set's own figures, which are exact while a packed trace is rounded.
  func ended(like record: SetRecord) -> SetTrace {
    guard var end = points.last else { return self }
    end.timeS = record.durationS
    end.distanceM = record.distanceM
    end.workJ = record.workJ
    return SetTrace(
      points: points.dropLast().map { point in
        var point = point
        point.timeS = min(point.timeS, record.durationS)
        point.distanceM = min(point.distanceM, record.distanceM)
        if record.workJ == nil { point.workJ = nil }
        return point
      } + [end])
  }
}

extension SetTrace {
  private static let version: UInt8 = 1

  /// The compact form, rounded to a millisecond, millimetre, mm/s and hundredth of a joule.
  func packed() -> [UInt8] {
    var bytes = ByteWriter()
    bytes.put(byte: Self.version)
    bytes.put(varint: UInt64(points.count))
    bytes.put(byte: points.last?.workJ == nil ? 0 : 1)
    var last = Rounded()
    for point in points {
      let next = Rounded(point)
      bytes.put(varint: UInt64(max(0, next.timeMs - last.timeMs)))
      bytes.put(varint: UInt64(max(0, next.distanceMm - last.distanceMm)))
      bytes.put(varint: ZigZag.encode(next.speedMmps - last.speedMmps))
      bytes.put(varint: ZigZag.encode(next.workCj - last.workCj))
      last = Rounded(
        timeMs: max(next.timeMs, last.timeMs), distanceMm: max(next.distanceMm, last.distanceMm),
        speedMmps: next.speedMmps, workCj: next.workCj)
    }
    bytes.put(checksum: CRC32.of(bytes.bytes[...]))
    return bytes.bytes
  }

  /// Reads the compact form; anything damaged is refused.
  init(packed bytes: [UInt8]) throws(RawPulsesError) {
    guard bytes.count >= 7 else { throw .truncated }
    guard bytes[0] == Self.version else { throw .version(bytes[0]) }
    let body = bytes.dropLast(4)
    guard CRC32.of(body) == CRC32.read(bytes.suffix(4)) else { throw .checksum }
    var reader = ByteReader(body.dropFirst())
    let count = try reader.varint()
    // Every point takes four bytes at least.
    guard count <= UInt64(reader.left) / 4 + 1 else { throw .malformed }
    let hasWork = try reader.byte() == 1
    points = []
    var now = Rounded()
    for _ in 0..<count {
      now.timeMs &+= Int64(bitPattern: try reader.varint())
      now.distanceMm &+= Int64(bitPattern: try reader.varint())
      now.speedMmps &+= ZigZag.decode(try reader.varint())
      now.workCj &+= ZigZag.decode(try reader.varint())
      points.append(now.point(hasWork: hasWork))
    }
    guard reader.isAtEnd else { throw .malformed }
  }

  /// A point in whole numbers.
  private struct Rounded {
    var timeMs: Int64 = 0
    var distanceMm: Int64 = 0
    var speedMmps: Int64 = 0
    var workCj: Int64 = 0

    init() {}

    init(timeMs: Int64, distanceMm: Int64, speedMmps: Int64, workCj: Int64) {
      self.timeMs = timeMs
      self.distanceMm = distanceMm
      self.speedMmps = speedMmps
      self.workCj = workCj
    }

    init(_ point: Point) {
      timeMs = Self.whole(point.timeS * 1000)
      distanceMm = Self.whole(point.distanceM * 1000)
      speedMmps = Self.whole(point.speedMps * 1000)
      workCj = Self.whole((point.workJ ?? 0) * 100)
    }

    func point(hasWork: Bool) -> Point {
      Point(
        timeS: Double(timeMs) / 1000, distanceM: Double(distanceMm) / 1000,
        speedMps: Double(speedMmps) / 1000, workJ: hasWork ? Double(workCj) / 100 : nil)
    }

    private static func whole(_ value: Double) -> Int64 { Int64(exactly: value.rounded()) ?? 0 }
  }
}
