// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the bench may ask of its C side. Must not know: Swift, timing.

#ifndef C_BANK_REFERENCE_H
#define C_BANK_REFERENCE_H

#include <stdint.h>

/// A bank of gait filters in C; opaque, made once outside of anything that is measured.
typedef struct c_bank c_bank;

c_bank *c_bank_new(void);
void c_bank_free(c_bank *bank);
void c_bank_start(c_bank *bank, double speed_mps, double travel_variance);
/// One pulse: the time since the previous one, then the travel.
void c_bank_step(c_bank *bank, double duration_s, double travel_m, double travel_variance, double timestamp_sd_s);

double c_bank_mean_mps(const c_bank *bank);
double c_bank_innovation_ratio(const c_bank *bank);
double c_bank_weight(const c_bank *bank, long group, long lane);
/// Belt speed of one model.
double c_bank_speed(const c_bank *bank, long group, long lane);
/// How often models restarted from the manoeuvre model.
long c_bank_reseeds(const c_bank *bank);

/// Calls of malloc, calloc, realloc and their kin by anyone in this process so far.
int64_t heap_calls(void);
/// Bytes in use on the heap, as the allocator counts them.
int64_t heap_bytes(void);

#endif
