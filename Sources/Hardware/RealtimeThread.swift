// SPDX-License-Identifier: Apache-2.0
//
// Owns: a thread of its own for the pulses, with real-time rights where the system grants them.
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
      "no real-time priority (\(reason)); timestamps stay exact, the display may lag"
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
    let priority: Int32?
    let status = Mutex<RealtimeStatus?>(nil)

    init(priority: Int32?, body: @escaping @Sendable () -> Void) {
      self.priority = priority
      self.body = body
    }
  }

  /// Starts a thread.
  /// - Parameters:
  ///   - priority: SCHED_FIFO priority to ask for; nil for an ordinary thread.
  ///   - body: what runs on it. `@Sendable`, so that it inherits no isolation from where it was written.
  package init(priority: Int32?, body: @escaping @Sendable () -> Void) throws(HardwareError) {
    state = ThreadState(priority: priority, body: body)
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
      throw .system(operation: "starting the pulse thread", code: code)
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

  private static func enter(_ state: ThreadState) {
    // SAFETY: the name is copied.
    unsafe dm_sys_name_thread("deadmill-pulses")
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
