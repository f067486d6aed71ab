// SPDX-License-Identifier: Apache-2.0
//
// Owns: returning unused memory to the kernel. Must not know: when.

import CLinux

package enum ProcessMemory {
  /// Returns freed memory and code pages that are not in use to the kernel, and locks again what was locked. Code that is
  /// needed later is read from the page cache. Takes some milliseconds, so call it while no belt moves.
  package static func trim() { dm_sys_settle_memory() }
}
