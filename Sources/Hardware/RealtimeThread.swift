// SPDX-License-Identifier: Apache-2.0
//
// Owns: a thread of its own, with real-time rights if they are asked for and granted.
// Must not know: what runs on it.

import CLinux
import Glibc
import Synchronization

/// What a thread got of what it asked for.
package enum RealtimeStatus: Sendable, Equatable {
  /// SCHED_FIFO at this priority.
  case realtime(priority: Int32, memoryLocked: Bool)
  /// An ordinary thread, and why.
  case ordinary(reason: String)

  /// One line for the log and the console.
  package var text: String {
    switch self {
    case .realtime(let priority, let memoryLocked):
      "real-time priority \(priority), memory \(memoryLocked ? "locked" : "not locked, see LimitMEMLOCK")"
    case .ordinary(let reason):
      "no real-time priority (\(reason)); timetimestamps stay exact, the display may lag"
    }
  }
}

/// A thread that runs one closure and is joined once.
package final class RealtimeThread: Sendable {
  private let thread: Mutex<pthread_t?>
  private let state: ThreadState

  /// Everything the thread needs, kept alive by it.
  private final class ThreadState: Sendable {
    let body: @Sendable () -> Void
    let name: String
    let priority: Int32?
    let status = Mutex<RealtimeStatus?>(nil)

    init(name: String, priority: Int32?, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.priority = priority
      self.body = body
    }
  }

  /// Starts a thread.
  /// - Parameters:
  ///   - name: for ps and top; 15 bytes of it are shown.
  ///   - priority: SCHED_FIFO priority to ask for; nil for an ordinary thread.
  ///   - body: what runs on it. `@Sendable`, so that it inherits no isolation from where it was written.
  package init(
    name: String = "deadmill-pulses", priority: Int32?, body: @escaping @Sendable () -> Void
  ) throws(HardwareError) {
    state = ThreadState(name: name, priority: priority, body: body)
    var made = pthread_t()
    // SAFETY: the retain is balanced by the thread's own `takeRetainedValue`.
    let context = unsafe Unmanaged.passRetained(state).toOpaque()
    let code = unsafe pthread_create(
      &made, nil,
      { context in
        guard let context = unsafe context else { return nil }
        let state = unsafe Unmanaged<ThreadState>.fromOpaque(context).takeRetainedValue()
        RealtimeThread.enter(state)
        return nil
      }, context)
    guard code == 0 else {
      unsafe Unmanaged<ThreadState>.fromOpaque(context).release()
      throw .system(operation: "starting the thread \(name)", code: code)
    }
    thread = Mutex(made)
  }

  /// What the thread got; nil until it has asked.
  package var status: RealtimeStatus? { state.status.withLock { $0 } }

  /// Waits until the closure has returned.
  package func join() {
    let handle = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let handle { _ = pthread_join(handle, nil) }
  }

  /// Lets the calling thread sleep. Not to be cancelled, and no thread of the cooperative pool.
  package static func sleep(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    var (first, second): (Int32, Int32) = (0, 0)
    // SAFETY: both results outlive the call; poll(2) passes over descriptor -1. A signal ends the sleep early.
    _ = unsafe dm_sys_wait(-1, -1, seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000, &first, &second)
  }

  private static func enter(_ state: ThreadState) {
    // SAFETY: the name is copied.
    unsafe dm_sys_name_thread(state.name)
    let status = state.priority.map(acquire) ?? .ordinary(reason: "not needed here")
    state.status.withLock { $0 = status }
    state.body()
  }

  private static func acquire(_ priority: Int32) -> RealtimeStatus {
    var parameters = sched_param()
    parameters.sched_priority = priority
    // SAFETY: `parameters` outlives the call.
    let code = unsafe pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters)
    guard code == 0 else {
      return .ordinary(reason: code == EPERM ? "no right to real-time, see LimitRTPRIO" : "error \(code)")
    }
    let locked = dm_sys_lock_memory()
    return .realtime(priority: priority, memoryLocked: locked == 0)
  }
}
