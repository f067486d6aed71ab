// SPDX-License-Identifier: Apache-2.0
// Preloaded into tests under the thread sanitizer: reports what the slow paths of Swift's `Mutex` order.
//
// An uncontended lock is an atomic operation inside the program, which the sanitizer sees. A contended one goes through
// the standard library, which comes without the sanitizer's instrumentation; without this file everything behind such a
// lock would be reported as a race. The three functions are those of swiftlang/swift,
// stdlib/public/Synchronization/Mutex/LinuxImpl.swift; they take the handle as Swift passes `self`.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// Exported by the sanitizer's runtime in the program.
extern void __tsan_acquire(void *address);
extern void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *handle

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// The library's own function of this name.
static void *following(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) {
    fprintf(stderr, "sanitize: no %s in Swift's library; has its Mutex changed?\n", name);
    abort();
  }
  return found;
}

SWIFT void lock_slow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool try_lock_slow(SELF) __asm__(TRY_LOCK);
SWIFT void unlock_slow(SELF) __asm__(UNLOCK);

SWIFT void lock_slow(uint32_t thread, SELF) {
  typedef SWIFT void Function(uint32_t, SELF);
  ((Function *)following(LOCK))(thread, handle);
  __tsan_acquire(handle);
}

SWIFT bool try_lock_slow(SELF) {
  typedef SWIFT bool Function(SELF);
  bool is_locked = ((Function *)following(TRY_LOCK))(handle);
  if (is_locked) __tsan_acquire(handle);
  return is_locked;
}

SWIFT void unlock_slow(SELF) {
  typedef SWIFT void Function(SELF);
  __tsan_release(handle);
  ((Function *)following(UNLOCK))(handle);
}
