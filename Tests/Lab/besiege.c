// SPDX-License-Identifier: Apache-2.0
// besiege SOCKET SECONDS AT_ONCE: everything that a client of the daemon's socket should not do, for that long: bursts of
// so many connections, lines of nonsense, 64 KB without an end of line, requests without rights, subscriptions that are
// never read, and clients that vanish in the middle of a request. Prints what it did.

#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define MOST 100

static double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static char endless[65536];
static const char nonsense[] = "nonsense\n{\"type\":\"watch\"\n\0\377\376\n{\"type\":\"unknown\",\"id\":\"1\"}\n[]\n";
static const char unread[] = "{\"type\":\"watch\",\"kinds\":[\"live\",\"pulses\",\"edges\"],\"rateHz\":1000,\"id\":\"w\"}\n";
static const char request[] = "{\"type\":\"request\",\"id\":\"r\",\"request\":\"claim\",\"set\":\"last\",\"walker\":\"Ada\"}\n";
static const char half[] = "{\"type\":\"request\",\"id\":\"h\",\"requ";

static long sent(int fd, const char *bytes, size_t count) {
  ssize_t done = send(fd, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
  return done > 0 ? done : 0;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int at_once = atoi(argv[3]);
  if (at_once < 1 || at_once > MOST) return 2;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, argv[1], sizeof address.sun_path - 1);
  memset(endless, 'A', sizeof endless);
  long opened = 0, refused = 0, bytes = 0;
  for (double end = now_s() + atof(argv[2]); now_s() < end;) {
    int fds[MOST];
    for (int i = 0; i < at_once; i++) {
      fds[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
      if (connect(fds[i], (struct sockaddr *)&address, sizeof address)) refused++;
      else opened++;
    }
    for (int i = 0; i < at_once; i++) switch (i % 5) {
        case 0: bytes += sent(fds[i], nonsense, sizeof nonsense - 1); break;
        case 1: bytes += sent(fds[i], endless, sizeof endless); break;
        case 2: bytes += sent(fds[i], unread, sizeof unread - 1); break;
        case 3: bytes += sent(fds[i], request, sizeof request - 1); break;
        default: bytes += sent(fds[i], half, sizeof half - 1);
      }
    struct timespec pause = {.tv_nsec = 100000000};
    nanosleep(&pause, NULL);
    for (int i = 0; i < at_once; i++) close(fds[i]);
  }
  printf("{\"opened\":%ld,\"refused\":%ld,\"bytes\":%ld}\n", opened, refused, bytes);
  return 0;
}
