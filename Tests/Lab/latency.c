// SPDX-License-Identifier: Apache-2.0
// How long after its edge a pulse is in the hands of a reader of the daemon's socket.
//   latency SOCKET SECONDS   subscribes to pulses, listens, and prints count, pulses missed, and the latency in microseconds
// Latency: this program's clock after the read, minus the edge's own timestamp; both are CLOCK_MONOTONIC. One machine only.

#define _GNU_SOURCE
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define MOST (1 << 18)
#define REQUEST "{\"type\":\"watch\",\"kinds\":[\"live\",\"pulses\"]}\n"

static int64_t latencies[MOST];
static long count, missed, frames;
static long long last_pulse;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
  return (first > second) - (first < second);
}

static double at(double share) {
  long index = (long)(share * (double)count);
  return count ? (double)latencies[index < count ? index : count - 1] / 1e3 : 0;
}

static void take(const char *line, int64_t read_at) {
  const char *edge = strstr(line, "\"edgeNs\":"), *number = strstr(line, "\"pulse\":");
  if (strncmp(line, "{\"type\":\"pulse\"", 15) || !edge || !number) {
    frames += !strncmp(line, "{\"type\":\"live\"", 14);
    return;
  }
  long long pulse = atoll(number + 8);
  if (last_pulse) missed += pulse - last_pulse - 1;
  last_pulse = pulse;
  if (count < MOST) latencies[count++] = read_at - atoll(edge + 9);
}

int main(int argc, char **argv) {
  static char text[1 << 20];
  size_t held = 0;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (argc != 3) return 2;
  strncpy(address.sun_path, argv[1], sizeof address.sun_path - 1);
  if (connect(fd, (struct sockaddr *)&address, sizeof address)) return perror(argv[1]), 1;
  if (write(fd, REQUEST, strlen(REQUEST)) < 0) return perror("asking"), 1;
  int64_t end = now() + (int64_t)(atof(argv[2]) * 1e9);
  while (now() < end) {
    struct pollfd watched = {.fd = fd, .events = POLLIN};
    if (poll(&watched, 1, 100) <= 0) continue;
    ssize_t got = read(fd, text + held, sizeof text - held - 1);
    int64_t read_at = now();
    if (got <= 0) break;
    held += (size_t)got;
    text[held] = 0;
    char *line = text, *stop;
    for (; (stop = strchr(line, '\n')); line = stop + 1) {
      *stop = 0;
      take(line, read_at);
    }
    held -= (size_t)(line - text);
    memmove(text, line, held);
  }
  qsort(latencies, (size_t)count, sizeof *latencies, ascending);
  printf("{\"pulses\":%ld,\"missed\":%ld,\"frames\":%ld,\"p50Us\":%.0f,\"p99Us\":%.0f,\"p999Us\":%.0f,\"maxUs\":%.0f}\n",
         count, missed, frames, at(0.5), at(0.99), at(0.999), at(1));
  return 0;
}
