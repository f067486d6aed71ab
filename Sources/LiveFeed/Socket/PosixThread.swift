// SPDX-License-Identifier: Apache-2.0
//
// Owns: a thread of its own for work that waits in system calls. Must not know: the work.
//
// Foundation's Thread would bring the tables of ICU into every program that is linked statically.

import CLinux
import Glibc

/// A running thread.
package struct PosixThread: Sendable {
  private let handle: pthread_t

  private final class Work: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }

  /// Starts a thread; nil if the system has none left.
  /// - Parameter name: for `top` and debuggers, at most 15 bytes.
  package static func start(_ name: String, _ body: @escaping @Sendable () -> Void) -> PosixThread? {
    let work = unsafe Unmanaged.passRetained(Work(name: name, body: body))
    var handle = pthread_t()
    // SAFETY: the pointer is to the object that was retained for the thread, which releases it.
    let code = unsafe pthread_create(
      &handle, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        let work = unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
        unsafe dm_sys_name_thread(work.name)
        work.body()
        return nil
      }, work.toOpaque())
    guard code == 0 else {
      unsafe work.release()
      return nil
    }
    return PosixThread(handle: handle)
  }

  /// Lets the thread that calls it wait.
  package static func pause(_ duration: Duration) {
    var none: [pollfd] = []
    UnixSocket.poll(&none, milliseconds: Int32(clamping: Int64(duration / .milliseconds(1))))
  }

  /// Waits until it has ended. Once at most.
  package func join() { _ = pthread_join(handle, nil) }

  /// Frees the thread when it ends; nothing waits for it.
  package func detach() { _ = pthread_detach(handle) }
}
