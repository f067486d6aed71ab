// SPDX-License-Identifier: Apache-2.0
//
// Owns: waiting in a test without the threads that all tests share.

import Foundation

/// Does something that blocks on a thread of its own.
///
/// Tests run as tasks on as many threads as there are processors. One that blocked there would hold up the others, and a
/// `Task.sleep` there returns only after all the work that is queued before it.
package func onThreadOfItsOwn<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  let result = await withCheckedContinuation {
    (done: CheckedContinuation<Result<Value, any Error>, Never>) in
    Thread { done.resume(returning: Result { try body() }) }.start()
  }
  return try result.get()
}

/// Waits until something is so; three minutes of a busy machine at most. Blocks its thread.
/// - Returns: whether it has come true.
package func comesTrue(_ isSo: () throws -> Bool) rethrows -> Bool {
  let end = ContinuousClock.now + .seconds(180)
  while ContinuousClock.now < end {
    if try isSo() { return true }
    Thread.sleep(forTimeInterval: 0.005)
  }
  return false
}
