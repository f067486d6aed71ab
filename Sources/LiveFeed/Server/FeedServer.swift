// SPDX-License-Identifier: Apache-2.0
//
// Owns: the daemon's side of the local socket. Must not know: what is in a frame.
//
// One thread serves all readers. Whoever publishes only puts the message down and goes on: a slow reader costs itself
// old live frames, never anyone else anything.

import Foundation
import Synchronization

/// Serves frames and sets to any number of readers.
package final class FeedServer: Sendable {
  /// A reader that is this far behind is let go, bytes.
  private static let furthestBehind = 1 << 20
  private static let mostReaders = 64
  /// A key that is held down is no reason to remember more.
  private static let mostRequests = 64

  private let listener: UnixListener
  private let pending: Mutex<Pending>
  private let reading = Atomic<Bool>(false)
  private let hello: Data
  private let finished = DispatchSemaphore(value: 0)

  private struct Pending: Sendable {
    /// The newest frame of each machine.
    var live: [String: Data] = [:]
    var kept: [Data] = []
    /// Where single pulses are fetched from, for readers that asked for them.
    var pulses: [Int: @Sendable () -> Data] = [:]
    /// Where raw edges are fetched from.
    var edges: [Int: EdgeStream] = [:]
    var nextKey = 0
    /// What readers asked the daemon for, in order.
    var requests: [FeedRequest] = []
    var isStopping = false
  }

  /// Listens on a path. A socket file that nobody answers on is left from a crash and is replaced.
  package init(path: String, softwareVersion: String, machine: String) throws(FeedError) {
    listener = try UnixListener(path: path)
    pending = Mutex(Pending())
    hello =
      FeedMessage.hello(
        protocolNumber: FeedMessage.protocolNumber, softwareVersion: softwareVersion, machine: machine
      ).line
    let thread = Thread { @Sendable in self.serve() }
    thread.name = "deadmill-feed"
    thread.start()
  }

  /// Rung by whoever has put something down, from any thread.
  package var bell: FeedBell { listener.bell }

  /// Whether anybody reads.
  package var hasReaders: Bool { reading.load(ordering: .relaxed) }

  /// Publishes a frame; the newest of each machine wins. Never waits for a reader, and costs nothing without one.
  package func publish(_ frame: LiveFrame) {
    guard hasReaders else { return }
    let line = FeedMessage.live(frame).line
    pending.withLock { $0.live[frame.machine] = line }
    bell.ring()
  }

  /// Publishes a finished set, in the shape of `deadmill sets --json`; every reader gets it.
  package func publish(setJSON: String) {
    let line = FeedMessage.set(json: setJSON).line
    pending.withLock { $0.kept.append(line) }
    bell.ring()
  }

  /// Takes single pulses of a machine from here for readers that ask for them, until `unfollow`.
  /// - Parameter fetch: the pulses since the last time as lines. Called on the server's thread only; it must not wait.
  /// - Returns: what to end it with.
  package func follow(pulses fetch: @escaping @Sendable () -> Data) -> Int {
    pending.withLock { pending in
      pending.nextKey += 1
      pending.pulses[pending.nextKey] = fetch
      return pending.nextKey
    }
  }

  /// Takes the raw edges of a machine from here for readers that ask for them, until `unfollow`.
  /// - Returns: what to end it with.
  package func follow(edges stream: EdgeStream) -> Int {
    pending.withLock { pending in
      pending.nextKey += 1
      pending.edges[pending.nextKey] = stream
      return pending.nextKey
    }
  }

  /// What readers asked the daemon for since the last time, in order.
  package func takeRequests() -> [FeedRequest] {
    pending.withLock { pending in
      defer { pending.requests = [] }
      return pending.requests
    }
  }

  package func unfollow(_ key: Int) {
    pending.withLock {
      $0.pulses[key] = nil
      $0.edges[key] = nil
    }
  }

  /// Says goodbye, closes everything and removes the socket file. Returns when it is done; the second time at once.
  package func stop(reason: String) {
    let line = FeedMessage.bye(reason: reason).line
    let isFirst = pending.withLock { pending in
      defer { pending.isStopping = true }
      if !pending.isStopping { pending.kept.append(line) }
      return !pending.isStopping
    }
    guard isFirst else { return }
    bell.ring()
    finished.wait()
  }

  private func serve() {
    var readers: [FeedReader] = []
    var isStopping = false
    while !isStopping {
      let watched = readers.map { reader in
        let wants = reader.isBehind ? Int16(POLLIN) | Int16(POLLOUT) : Int16(POLLIN)
        return pollfd(fd: reader.descriptor, events: wants, revents: 0)
      }
      if let reader = listener.wait(
        watched, mayAccept: readers.count < Self.mostReaders, milliseconds: 1000)
      {
        // Before it is greeted: who has been greeted gets everything from then on.
        reading.store(true, ordering: .relaxed)
        readers.append(FeedReader(reader, hello: hello))
      }
      let taken = pending.withLock { pending in
        defer {
          pending.live = [:]
          pending.kept = []
        }
        return pending
      }
      isStopping = taken.isStopping
      // Fetched even where no reader wants them: who asks next gets none that are old.
      let pulses = taken.pulses.values.map { $0() }
      let streams = Array(taken.edges.values)
      let edges = streams.map { EdgeBatch(machine: $0.machine, lines: $0.fetch()) }
      for reader in readers {
        reader.serve(
          kept: taken.kept, live: taken.live.values, pulses: pulses, edges: edges, streams: streams)
      }
      let requests = readers.flatMap { $0.takeRequests() }
      if !requests.isEmpty {
        pending.withLock { $0.requests = ($0.requests + requests).suffix(Self.mostRequests) }
      }
      readers.removeAll { $0.isGone || $0.bytesBehind > Self.furthestBehind }
      reading.store(!readers.isEmpty, ordering: .relaxed)
      bell.setListening(readers.contains(where: \.wantsPulses))
      for stream in streams {
        stream.setWanted(readers.contains { $0.edgesOf.contains(stream.machine) })
      }
    }
    listener.remove()
    finished.signal()
  }
}
