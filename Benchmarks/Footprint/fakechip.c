// SPDX-License-Identifier: Apache-2.0
// A GPIO chip that is not there, for a program that is loaded with this library before it (LD_PRELOAD): it sees
// /dev/gpiochip0 with lines BELT0, BELT1, ... and reads their edges as it would read the kernel's, from a descriptor
// that poll wakes on. A thread of this library makes the edges and stamps each when it makes it. So everything from
// the wake-up on is real; the interrupt is not.
//   FAKECHIP_LINES     lines, at most 64
//   FAKECHIP_RATE      falling edges a second on each of them
//   FAKECHIP_AFTER     seconds after the last line was requested
//   FAKECHIP_SECONDS   how long; 0 is silence
//   FAKECHIP_REPORT    file for: edges made, edges for which there was no room

#define _GNU_SOURCE
#include <limits.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MOST 64
#define CHIP "/dev/gpiochip0"

static char folder[PATH_MAX], file[PATH_MAX];
static int write_ends[MOST], requested, chips[1024];

static double number(const char *name) {
  const char *text = getenv(name);
  return text ? atof(text) : 0;
}

static int lines(void) {
  int count = (int)number("FAKECHIP_LINES");
  return count < 1 ? 1 : count > MOST ? MOST : count;
}

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

__attribute__((constructor)) static void begin(void) {
  // A folder that cannot be made, is there already, or has too long a name, ends the program: without its chip it would
  // measure nothing.
  const char *temporary = getenv("TMPDIR");
  int length = snprintf(folder, sizeof folder, "%s/fakechip-%d", temporary ? temporary : "/tmp", (int)getpid());
  if (length < 0 || (size_t)length + sizeof "/gpiochip0" > sizeof file || mkdir(folder, 0700)) {
    perror("fakechip: no folder for the chip");
    _exit(1);
  }
  strcat(strcpy(file, folder), "/gpiochip0");
  close(creat(file, 0600));
}

__attribute__((destructor)) static void end(void) {
  unlink(file);
  rmdir(folder);
}

static const char *place(const char *path) { return path && !strcmp(path, CHIP) ? file : path; }

DIR *opendir(const char *path) {
  DIR *(*next)(const char *) = (DIR * (*)(const char *)) dlsym(RTLD_NEXT, "opendir");
  return next(!strcmp(path, "/dev") ? folder : path);
}

int stat(const char *restrict path, struct stat *restrict status) {
  int (*next)(const char *, struct stat *) = (int (*)(const char *, struct stat *))dlsym(RTLD_NEXT, "stat");
  return next(place(path), status);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  int (*next)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
  int fd = next(place(path), flags, mode);
  if (fd >= 0 && fd < 1024) chips[fd] = !strcmp(path, CHIP);
  return fd;
}

int close(int fd) {
  int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "close");
  // From now on the number belongs to another file.
  if (fd >= 0 && fd < 1024) chips[fd] = 0;
  return next(fd);
}

static void *edges(void *unused) {
  (void)unused;
  pthread_setname_np(pthread_self(), "fakechip");
  // As an interrupt: before whatever reads it. Without the right to that it is only less even.
  struct sched_param high = {.sched_priority = 90};
  pthread_setschedparam(pthread_self(), SCHED_FIFO, &high);
  int count = lines();
  double rate = number("FAKECHIP_RATE");
  int64_t step = rate > 0 ? (int64_t)(1e9 / rate / count) : 0;
  int64_t first = now() + (int64_t)(number("FAKECHIP_AFTER") * 1e9);
  long wanted = (long)(rate * number("FAKECHIP_SECONDS")) * count, lost = 0;
  for (long i = 0; i < wanted; i++) {
    int64_t due = first + i * step;
    struct timespec t = {.tv_sec = due / 1000000000, .tv_nsec = due % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {
    }
    struct gpio_v2_line_event event;
    memset(&event, 0, sizeof event);
    event.id = GPIO_V2_LINE_EVENT_FALLING_EDGE;
    event.offset = (uint32_t)(i % count);
    event.seqno = event.line_seqno = (uint32_t)(i / count + 1);
    event.timestamp_ns = (uint64_t)now();
    if (write(write_ends[i % count], &event, sizeof event) != sizeof event) lost++;
  }
  FILE *report = getenv("FAKECHIP_REPORT") ? fopen(getenv("FAKECHIP_REPORT"), "w") : NULL;
  if (report) {
    fprintf(report, "%ld %ld\n", wanted, lost);
    fclose(report);
  }
  return NULL;
}

static int request(struct gpio_v2_line_request *asked) {
  int ends[2];
  if (asked->num_lines != 1 || asked->offsets[0] >= (uint32_t)lines()) return errno = EINVAL, -1;
  if (pipe2(ends, O_NONBLOCK | O_CLOEXEC)) return -1;
  write_ends[asked->offsets[0]] = ends[1];
  asked->fd = ends[0];
  pthread_t thread;
  if (++requested == lines() && number("FAKECHIP_SECONDS") > 0) pthread_create(&thread, NULL, edges, NULL);
  return 0;
}

int ioctl(int fd, unsigned long what, ...) {
  va_list rest;
  va_start(rest, what);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  int (*next)(int, unsigned long, ...) = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
  if (fd < 0 || fd >= 1024 || !chips[fd]) return next(fd, what, argument);
  if (what == GPIO_GET_CHIPINFO_IOCTL) {
    struct gpiochip_info *chip = argument;
    strcpy(chip->name, "gpiochip0");
    strcpy(chip->label, "fakechip");
    chip->lines = (uint32_t)lines();
    return 0;
  }
  if (what == GPIO_V2_GET_LINEINFO_IOCTL) {
    struct gpio_v2_line_info *line = argument;
    snprintf(line->name, sizeof line->name, "BELT%u", line->offset);
    return 0;
  }
  if (what == GPIO_V2_GET_LINE_IOCTL) return request(argument);
  return errno = EINVAL, -1;
}
