// SPDX-License-Identifier: Apache-2.0
// GNU extensions that Swift's view of the C library leaves out.

#define _GNU_SOURCE
#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "include/clinux.h"

int dm_sys_wait(int first, int second, int64_t timeout_ns, int *first_events, int *second_events) {
  struct pollfd watched[2] = {{.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN}};
  struct timespec timeout = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
  int result = ppoll(watched, 2, &timeout, NULL);
  *first_events = watched[0].revents;
  *second_events = watched[1].revents;
  return result < 0 ? -errno : result;
}

void dm_sys_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

// Of each loaded object the parts that are never written: code and constants. What is needed again is mapped again where it
// is touched, from the page cache.
static int let_code_go(struct dl_phdr_info *object, size_t size, void *unused) {
  (void)size, (void)unused;
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || (part->p_flags & PF_W)) continue;
    uintptr_t begin = (object->dlpi_addr + part->p_vaddr + page - 1) & ~(page - 1);
    uintptr_t end = (object->dlpi_addr + part->p_vaddr + part->p_memsz) & ~(page - 1);
    if (end > begin) madvise((void *)begin, end - begin, MADV_DONTNEED);
  }
  return 0;
}

static pthread_mutex_t memory = PTHREAD_MUTEX_INITIALIZER;
static int is_locked;

// Of locked memory the system lets nothing go, so it is unlocked for a moment.
static void let_go(void) {
  if (is_locked) munlockall();
  dl_iterate_phdr(let_code_go, NULL);
  malloc_trim(0);
}

static int lock(void) { return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) < 0 ? -errno : 0; }

int dm_sys_lock_memory(void) {
  pthread_mutex_lock(&memory);
  // What only the start needed is two thirds of the memory: locked it would stay for good.
  if (!is_locked) let_go();
  int result = lock();
  is_locked = is_locked || result == 0;
  pthread_mutex_unlock(&memory);
  return result;
}

void dm_sys_settle_memory(void) {
  pthread_mutex_lock(&memory);
  let_go();
  is_locked = is_locked && lock() == 0;
  pthread_mutex_unlock(&memory);
}

int dm_sys_accept(int listener) {
  int descriptor = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

int dm_sys_peer(int socket, uint32_t *uid, int32_t *pid) {
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) return -errno;
  *uid = peer.uid;
  *pid = peer.pid;
  return 0;
}
