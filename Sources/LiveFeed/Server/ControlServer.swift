// SPDX-License-Identifier: Apache-2.0
//
// Owns: the daemon's side of the control socket. Must not know: what a request does.
//
// One thread talks to all clients, another one carries out requests one after the other: the log has one writer, and a
// slow disk does not delay the answer that the daemon is busy.

import Dispatch
import FoundationEssentials
import Glibc
import Synchronization
import Waking

/// Answers requests.
package final class ControlServer: Sendable {
  package static let mostPeers = 32
  private static let mostWaiting = 128

  /// Carries out a request; may wait for the disk.
  package typealias Handler = @Sendable (ControlRequest, FeedPeer) throws(FeedFault) -> FeedAnswer

  private struct Job: Sendable {
    var number: Int
    var peerKey: Int
    var peer: FeedPeer
    var request: ControlRequest
    var due: ContinuousClock.Instant
  }

  private struct State: Sendable {
    var machines: [LiveMachine]
    var waiting: [Job] = []
    /// The one that is being carried out; nil once it was answered.
    var running: Job?
    var answers: [(peerKey: Int, message: FeedMessage)] = []
    var isStopping = false
  }

  private let listener: UnixListener
  private let software: String
  private let patience: Duration
  private let handler: Handler
  private let state: Mutex<State>
  private let wake = DispatchSemaphore(value: 0)
  private let threads = Mutex<[PosixThread]>([])
  private let held = Atomic<Int>(0)

  /// Listens on a path. Replaces a socket file that a crash left behind.
  /// - Parameters:
  ///   - group: whose members may change things; nil for the one that the file gets from its folder.
  ///   - patience: how long a request may take before it is answered with `busy`.
  package init(
    path: String, software: String, machines: [LiveMachine], group: UInt32?, patience: Duration = .seconds(5),
    handler: @escaping Handler
  ) throws(FeedError) {
    listener = try UnixListener(path: path, group: group)
    self.software = software
    self.patience = patience
    self.handler = handler
    state = Mutex(State(machines: machines))
    let serving = PosixThread.start("deadmill-control") { self.serve() }
    let working = PosixThread.start("deadmill-change") { self.work() }
    threads.withLock { $0 = [serving, working].compactMap { $0 } }
    guard serving != nil, working != nil else {
      stop()
      throw .cannotListen(path: path, code: EAGAIN)
    }
  }

  package var path: String { listener.path }

  /// Memory kept for all clients together, bytes.
  package var bytesHeld: Int { held.load(ordering: .relaxed) }

  package func publish(machines: [LiveMachine]) { state.withLock { $0.machines = machines } }

  /// Closes everything and removes the socket file; the request in progress is carried out. The second time it returns at
  /// once.
  package func stop() {
    state.withLock { $0.isStopping = true }
    wake.signal()
    listener.wakePipe.wake()
    let threads = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for thread in threads { thread.join() }
  }

  // MARK: - The thread that carries out

  private func work() {
    var number = 0
    while true {
      let (job, isStopping) = state.withLock { state in
        if !state.isStopping, !state.waiting.isEmpty {
          number += 1
          state.running = state.waiting.removeFirst()
          state.running?.number = number
        }
        return (state.running, state.isStopping)
      }
      if isStopping { return }
      guard let job else {
        wake.wait()
        continue
      }
      let answer = answer(job)
      state.withLock { state in
        // Unless it took too long and was answered with `busy`.
        if state.running?.number == number { state.answers.append((job.peerKey, answer)) }
        state.running = nil
      }
      listener.wakePipe.wake()
    }
  }

  private func answer(_ job: Job) -> FeedMessage {
    do throws(FeedFault) {
      var answer = try handler(job.request, job.peer)
      answer.id = job.request.id
      return .ok(answer)
    } catch {
      var fault = error
      fault.id = job.request.id
      return .error(fault)
    }
  }

  // MARK: - The thread that talks

  private func serve() {
    var peers: [ControlPeer] = []
    var rates: [FeedPeer: RequestRate] = [:]
    var nextKey = 0
    while true {
      if listener.wait(peers.map(\.watched), milliseconds: nextWait()) { accept(&peers, &nextKey) }
      for peer in peers {
        for request in peer.requests({ rates[peer.peer, default: RequestRate()].take() }) {
          put(request, peer)
        }
      }
      answer(peers)
      peers.removeAll(where: \.isGone)
      rates = rates.filter { !$0.value.isIdle() }
      held.store(peers.reduce(0) { $0 + $1.bytesHeld }, ordering: .relaxed)
      let isStopping = state.withLock { state in
        // A request that has not begun is dropped when its client disconnects.
        state.waiting.removeAll { job in !peers.contains { $0.key == job.peerKey } }
        return state.isStopping
      }
      if isStopping { break }
    }
    for peer in peers { peer.say(.bye(reason: "stopped")) }
    listener.remove()
  }

  /// Until the first request is overdue.
  private func nextWait() -> Int32 {
    let due = state.withLock { state in (state.waiting + [state.running].compactMap { $0 }).map(\.due).min() }
    guard let due else { return -1 }
    let left = (due - ContinuousClock.now).components
    return Int32(max(0, min(5000, left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1)))
  }

  private func put(_ request: ControlRequest, _ peer: ControlPeer) {
    let job = Job(
      number: 0, peerKey: peer.key, peer: peer.peer, request: request, due: ContinuousClock.now + patience)
    let hasRoom = state.withLock { state in
      guard state.waiting.count < Self.mostWaiting else { return false }
      state.waiting.append(job)
      return true
    }
    if hasRoom {
      wake.signal()
    } else {
      peer.say(.error(FeedFault(.busy, "too many requests wait already; try again", id: request.id)))
    }
  }

  private func answer(_ peers: [ControlPeer]) {
    let now = ContinuousClock.now
    let answers = state.withLock { state in
      var answers = state.answers
      state.answers = []
      for job in state.waiting where job.due <= now {
        answers.append((job.peerKey, Self.busy(job, "it was not carried out; try again")))
      }
      state.waiting.removeAll { $0.due <= now }
      if let job = state.running, job.due <= now {
        answers.append((job.peerKey, Self.busy(job, "it may still be carried out; look at the result")))
        state.running = nil
      }
      return answers
    }
    for answer in answers { peers.first { $0.key == answer.peerKey }?.say(answer.message) }
  }

  private static func busy(_ job: Job, _ text: String) -> FeedMessage {
    .error(FeedFault(.busy, "the daemon was busy for too long; \(text)", id: job.request.id))
  }

  private func accept(_ peers: inout [ControlPeer], _ nextKey: inout Int) {
    let machines = state.withLock { $0.machines }
    let hello = FeedHello(
      software: software, capabilities: ControlAction.allCases.map(\.rawValue), machines: machines)
    for _ in 0..<UnixListener.mostAtOnce {
      guard let socket = listener.accept() else { return }
      guard peers.count < Self.mostPeers else {
        FeedFault.refuse(socket, most: Self.mostPeers)
        continue
      }
      nextKey += 1
      peers.append(ControlPeer(socket, key: nextKey, hello: FeedMessage.hello(hello).line))
    }
  }
}
