// SPDX-License-Identifier: Apache-2.0
//
// Owns: the straps of all machines, each taken by one of them. Must not know: how messages travel.

/// The straps of all machines, by the position of their adapter in the configuration.
struct StrapLinks: Sendable {
  private(set) var links: [Int: StrapLink] = [:]
  /// What was reported last.
  private var heard: Set<Int> = []

  init(_ settings: BluetoothConfiguration) {
    for (index, one) in settings.adapters.enumerated() {
      if let choice = one.heartRate { links[index] = StrapLink(choice, adapter: one.adapter) }
    }
  }

  /// The device of an adapter that is a strap, and no client.
  func strap(_ index: Int) -> String? { links[index]?.strap }

  /// The next calls to make.
  mutating func next(_ bluez: BluezObjects, now: ContinuousClock.Instant) -> [(Int, StrapStep, BusCall)] {
    links.keys.sorted().compactMap { index in
      let taken = Set(links.filter { $0.key != index }.values.compactMap(\.address))
      guard let step = links[index]?.next(bluez, taken: taken, now: now), let call = links[index]?.call(step)
      else { return nil }
      return (index, step, call)
    }
  }

  mutating func done(_ index: Int, _ step: StrapStep, failure: BusFailure?, now: ContinuousClock.Instant) {
    // Another program connects or scans already.
    let isThere = ["org.bluez.Error.AlreadyConnected", "org.bluez.Error.InProgress"].contains(failure?.name)
    links[index]?.done(step, failure: isThere ? nil : failure.map { "\($0)" }, now: now)
  }

  /// Values that a signal has; a strap that has gone gives an unknown one.
  mutating func take(_ signal: BusMessage) -> (index: Int, bpm: Int?)? {
    for index in links.keys {
      if let measurement = links[index]?.take(signal) { return (index, measurement.bpm) }
    }
    return nil
  }

  /// The machines whose strap has gone since the last time.
  mutating func takeLosses() -> [Int] {
    links.keys.sorted().filter { links[$0]?.takeLoss() == true }
  }

  mutating func lose() { for index in links.keys { links[index]?.lose() } }

  /// Lines about straps that are heard, or not any more. Without their names: those say who walks.
  mutating func news() -> [String] {
    links.keys.sorted().compactMap { index in
      guard let link = links[index], heard.contains(index) != (link.source != nil) else { return nil }
      if link.source == nil { heard.remove(index) } else { heard.insert(index) }
      return link.source == nil
        ? "\(link.adapter): the heart-rate strap is not heard any more"
        : "\(link.adapter): a heart-rate strap is heard"
    }
  }
}
