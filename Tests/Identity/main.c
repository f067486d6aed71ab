// SPDX-License-Identifier: Apache-2.0
//
// Owns: the recordings one after another, and the lines that are compared. Must not know: what is folded.
//
// No floating point here: the C compiler has its own opinion of it.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "recordings.h"

enum { VARIANTS = 5, ROOM_BYTES = 1 << 20 };

bool identity_walk(const int64_t *words, int64_t variant, int64_t shift_ns, void *room, int64_t room_bytes,
                   int64_t *result);

static const char *const variant_names[VARIANTS] = {"standard", "calibrated", "uneven", "faulty", "chiral"};
static _Alignas(32) unsigned char room[ROOM_BYTES];

int main(int argc, char **argv) {
  // Before a fault the program has printed how far it got.
  setvbuf(stdout, NULL, _IOLBF, 0);
  // The control: one edge of each recording a nanosecond late.
  int64_t shift_ns = argc > 1 && strcmp(argv[1], "--control") == 0 ? 1 : 0;
  uint64_t all = UINT64_C(0xcbf29ce484222325);
  for (int recording = 0; recording < RECORDINGS; recording++) {
    for (int variant = 0; variant < VARIANTS; variant++) {
      int64_t result[4];
      if (!identity_walk(recordings[recording].words, variant, shift_ns, room, ROOM_BYTES, result)) {
        printf("%s %s: cannot be walked\n", recordings[recording].name, variant_names[variant]);
        return 1;
      }
      all = (all ^ (uint64_t)result[0]) * UINT64_C(0x100000001b3);
      all ^= all >> 29;
      // newlib has no PRId64 for this processor.
      printf("%s %s: %lld rows, %lld events, %lld sets, %016llx\n", recordings[recording].name,
             variant_names[variant], (long long)result[1], (long long)result[2], (long long)result[3],
             (unsigned long long)result[0]);
    }
  }
  printf("all: %016llx\n", (unsigned long long)all);
  return 0;
}
