// SPDX-License-Identifier: Apache-2.0
//
// Owns: one client of the live socket, as the server's thread sees it. Must not know: other clients.

import FoundationEssentials
import Glibc

/// A frame as one line, with a number that grows with each frame of its machine.
struct FrameLine: Sendable {
  var number: Int
  var line: Data
}

/// What the server has for its clients at one moment.
struct ServerNews {
  var machines: [LiveMachine] = []
  /// Set when they changed.
  var machinesLine: Data?
  var live: [String: FrameLine] = [:]
  var batches: [StreamBatch] = []
}

/// One client of the live socket.
final class FeedReader {
  /// A client that is this far behind gets no more pulses until it has caught up, bytes.
  private static let pulsesBehind = 1 << 16
  /// The same for raw edges, which may be 8,000 a second.
  private static let edgesBehind = 1 << 19
  /// The same for changes, of which none is lost: the next ones are read from the log when there is room.
  private static let changesBehind = 1 << 16
  /// A client that sends requests without reading the answers is disconnected.
  private static let furthestBehind = 1 << 20
  /// A client that is disconnected has at least so long to read why.
  private static let farewell = Duration.seconds(5)
  /// A frame may come so much earlier than the wanted pace: the daemon's own pace is not that even.
  private static let early = Duration.milliseconds(20)

  let key: Int
  private let socket: UnixSocket
  private let patience: Duration
  private var unsent = OutgoingLines()
  private var framer = LineFramer()
  private var rate = RequestRate()
  private var watch: FeedWatch?
  private var isClosed = false
  /// When it was found to be too slow.
  private var dismissedSince: ContinuousClock.Instant?
  /// Per machine: the number of the newest frame that was sent, and when the next one is due.
  private var shown: [String: (number: Int, due: ContinuousClock.Instant)] = [:]
  /// The number of the last change that was sent; nil for none yet.
  private var sequence: Int64?
  /// Streams that were asked for since the last batch: what was fetched before is from before the request.
  private var fresh: Set<String> = []
  /// Streams whose head this client has had.
  private var headed: Set<String> = []

  init(_ socket: consuming UnixSocket, key: Int, hello: Data, patience: Duration) {
    self.socket = socket
    self.key = key
    self.patience = patience
    unsent.append(hello)
    unsent.flush(self.socket)
  }

  var watched: pollfd {
    let wants = unsent.isEmpty ? Int16(POLLIN) : Int16(POLLIN) | Int16(POLLOUT)
    return pollfd(fd: socket.descriptor, events: wants, revents: 0)
  }

  /// What the server keeps for this client, bytes.
  var bytesHeld: Int { unsent.count + framer.bytesHeld }

  var isGone: Bool {
    if isClosed || unsent.isBroken { return true }
    guard let dismissedSince else { return false }
    return unsent.isEmpty || ContinuousClock.now - dismissedSince > max(patience, Self.farewell)
  }

  func wants(_ stream: FeedStream, _ machines: [LiveMachine]) -> Bool {
    guard dismissedSince == nil, let watch, watch.wants(stream.kind) else { return false }
    return machines.contains { $0.id == stream.machine && watch.wants($0) }
  }

  /// From which change on it wants to be served; nil if it wants none, or has no room.
  var wish: ChangeWish? {
    guard let watch, watch.wants(.changes), dismissedSince == nil, unsent.count < Self.changesBehind else {
      return nil
    }
    return ChangeWish(reader: key, after: sequence)
  }

  /// - Returns: whether the client was found too slow just now.
  func serve(_ news: ServerNews) -> Bool {
    hear(news)
    if let line = news.machinesLine { unsent.append(line) }
    for batch in news.batches where wants(batch.stream, news.machines) { take(batch) }
    fresh = []
    showFrames(news)
    unsent.flush(socket)
    return dismissIfSlow()
  }

  /// Changes from the log.
  func take(_ found: ChangesFound) {
    guard watch?.wants(.changes) == true, dismissedSince == nil, sequence == found.after else { return }
    sequence = found.upTo
    unsent.append(found.lines)
    unsent.flush(socket)
  }

  func say(_ message: FeedMessage) {
    unsent.append(message.line)
    unsent.flush(socket)
  }

  /// A client that does not keep up misses pulses and edges, and sees it by their numbers.
  private func take(_ batch: StreamBatch) {
    let stream = batch.stream
    let limit = stream.kind == .edges ? Self.edgesBehind : Self.pulsesBehind
    guard !fresh.contains("\(stream.kind) \(stream.machine)"), unsent.count < limit else { return }
    // A machine that starts after the client has asked comes with its head too.
    lead(stream)
    unsent.append(batch.lines)
  }

  /// Sends what comes before a stream's first lines, once.
  private func lead(_ stream: FeedStream) {
    guard headed.insert("\(stream.kind) \(stream.machine)").inserted else { return }
    unsent.append(stream.head())
  }

  /// A client that is behind gets newer frames later instead of all of them.
  private func showFrames(_ news: ServerNews) {
    guard let watch, watch.wants(.live), dismissedSince == nil, unsent.isEmpty else { return }
    let now = ContinuousClock.now
    let every = Duration.seconds(1) / (watch.rateHz ?? FeedWatch.fastestHz) - Self.early
    for machine in news.machines where watch.wants(machine) {
      guard let frame = news.live[machine.id] else { continue }
      if let before = shown[machine.id], before.number == frame.number || now < before.due { continue }
      shown[machine.id] = (frame.number, now + every)
      unsent.append(frame.line)
    }
  }

  /// What the client sends; also notices that it has gone.
  private func hear(_ news: ServerNews) {
    guard let bytes = socket.receive() else {
      isClosed = true
      return
    }
    guard !bytes.isEmpty, dismissedSince == nil else { return }
    for line in framer.take(bytes) {
      do throws(FeedFault) {
        guard rate.take() else {
          throw FeedFault(
            .tooMany, "more than \(RequestRate.mostPerSecond) messages within a second; slow down")
        }
        switch try FeedRequest.read(line) {
        case .watch(let watch): try begin(watch, news)
        case .request(let request):
          throw FeedFault(
            .unknownType, "changes are asked for on the control socket; see deadmill-protocol(5)",
            id: request.id)
        }
      } catch {
        unsent.append(FeedMessage.error(error).line)
      }
    }
    for _ in 0..<framer.takeDiscarded() {
      unsent.append(
        FeedMessage.error(FeedFault(.lineTooLong, "longer than \(LineFramer.longestLine) bytes")).line)
    }
    if unsent.count > Self.furthestBehind { isClosed = true }
  }

  private func begin(_ watch: FeedWatch, _ news: ServerNews) throws(FeedFault) {
    if let rate = watch.rateHz, !(0.01...1000).contains(rate) {
      throw FeedFault(.badValue, "rateHz \(rate): must be 0.01 to 1000", id: watch.id)
    }
    for wanted in watch.machines ?? []
    where !news.machines.contains(where: { [$0.id, $0.name].contains(wanted) }) {
      let names = news.machines.map { "\"\($0.name)\"" }.joined(separator: ", ")
      throw FeedFault(.noSuchMachine, "no machine \"\(wanted)\"; the daemon has \(names)", id: watch.id)
    }
    for batch in news.batches where wants(batch.stream, news.machines) == false {
      fresh.insert("\(batch.stream.kind) \(batch.stream.machine)")
    }
    let before = self.watch
    self.watch = watch
    if watch.wants(.changes), before?.wants(.changes) != true || watch.fromSequence != nil {
      sequence = watch.fromSequence
    }
    shown = [:]
    // The speed before the first frame comes once, not with each later wish.
    headed = before?.wants(.live) == true ? headed.filter { $0.hasPrefix("\(FeedKind.live) ") } : []
    for batch in news.batches where wants(batch.stream, news.machines) { lead(batch.stream) }
    if let unknown = watch.kinds.first(where: { FeedKind(rawValue: $0) == nil }) {
      throw FeedFault(
        .unknownKind, "no kind \"\(unknown.prefix(64))\"; the hello lists the kinds there are", id: watch.id)
    }
    if let id = watch.id { unsent.append(FeedMessage.ok(FeedAnswer(id: id)).line) }
  }

  /// A client that reads nothing for long is disconnected, and finds the reason when it reads again.
  private func dismissIfSlow() -> Bool {
    guard dismissedSince == nil, let since = unsent.stalledSince else { return false }
    let now = ContinuousClock.now
    guard now - since > patience else { return false }
    dismissedSince = now
    unsent.keepOnlyBegunLine()
    unsent.append(FeedMessage.bye(reason: "too slow: nothing was read for \(patience)").line)
    return true
  }
}
