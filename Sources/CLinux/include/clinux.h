// SPDX-License-Identifier: Apache-2.0
//
// What Swift's view of the C library leaves out: GNU extensions, and calls whose macros Swift cannot read.
//
// Every function returns 0 or a count on success and a negative errno on failure, unless it says otherwise.

#ifndef DEADMILL_CLINUX_H
#define DEADMILL_CLINUX_H

#include <stdint.h>

// Waits for either descriptor; results as poll(2) gives them. Negative errno on failure.
int dm_sys_wait(int first, int second, int64_t timeout_ns, int *first_events, int *second_events);

// Names the calling thread, for ps and top.
void dm_sys_name_thread(const char *name);

// Locks the memory that is or will be used, page by page as it is touched: the binary is far larger than that.
int dm_sys_lock_memory(void);

// Gives back what is not needed now: code that has done its work, and freed memory. Locked memory is locked again.
void dm_sys_settle_memory(void);

// Accepts a connection as a descriptor that does not block and is closed by exec. Negative errno on failure.
int dm_sys_accept(int listener);

// The process at the other end of a unix socket, as the kernel vouches for it. Negative errno on failure.
int dm_sys_peer(int socket, uint32_t *uid, int32_t *pid);

#endif
