// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a Cortex-M4 needs before main can run. Must not know: what main does.

#include <stdint.h>
#include <unistd.h>

extern void _start(void);

// Top of the second memory of the emulated board (mps2-an386: 4 MB at 0x20000000).
enum { STACK_TOP = 0x20400000 };

static volatile uint32_t *const coprocessor_access = (volatile uint32_t *)0xe000ed88;

void reset(void) {
  // The compiler spills into VFP registers although it computes in software: without the FPU that faults at once.
  *coprocessor_access |= 0xfu << 20;
  __asm volatile("dsb\n isb");
  _start();
  for (;;) {
  }
}

// A fault (a Swift trap is one) ends the run with a word and an exit code instead of a processor in lockup.
static void fault(void) {
  static const char word[] = "processor fault\n";
  write(2, word, sizeof word - 1);
  _exit(99);
}

__attribute__((section(".vectors"), used)) const uintptr_t vec[16] = {
    STACK_TOP, (uintptr_t)reset, (uintptr_t)fault, (uintptr_t)fault, (uintptr_t)fault, (uintptr_t)fault,
    (uintptr_t)fault,
};

uintptr_t __stack_chk_guard = 0x5eed5eed;
void __stack_chk_fail(void) { _exit(98); }
