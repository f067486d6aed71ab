// SPDX-License-Identifier: Apache-2.0
// GNU extensions that Swift's view of the C library leaves out.

#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <time.h>

#include "include/cgpio.h"

int dm_sys_wait(int first, int second, int64_t timeout_ns, int *first_events, int *second_events) {
  struct pollfd watched[2] = {{.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN}};
  struct timespec timeout = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
  int result = ppoll(watched, 2, &timeout, NULL);
  *first_events = watched[0].revents;
  *second_events = watched[1].revents;
  return result < 0 ? -errno : result;
}

void dm_sys_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int dm_sys_lock_memory(void) { return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) < 0 ? -errno : 0; }
