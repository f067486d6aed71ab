// SPDX-License-Identifier: Apache-2.0
//
// Owns: giving back memory that has done its work. Must not know: when.

import CLinux

package enum ProcessMemory {
  /// Gives back the code that is not in use just now, and freed memory; what was locked is locked again. Code that is
  /// needed again comes from the page cache. For a moment of rest: it takes some milliseconds.
  package static func settle() { dm_sys_settle_memory() }
}
