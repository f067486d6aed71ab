// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether the kernel believes its wall clock. Must not know: time services.

import CTimex

/// The kernel's wall clock.
package enum KernelClock {
  /// adjtimex(2) with nothing to change: TIME_ERROR until a time service has set the clock. False also where a sandbox
  /// forbids the question.
  package static var isSynchronised: Bool {
    var state = timex()
    // SAFETY: the kernel fills the structure during the call.
    let answer = unsafe adjtimex(&state)
    return answer >= 0 && answer != TIME_ERROR
  }
}
