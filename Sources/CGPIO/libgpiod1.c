// SPDX-License-Identifier: Apache-2.0
// libgpiod 1.x, which speaks the kernel's old interface: no sequence numbers, 16 events of buffer, and refused with
// EINVAL by kernels that were built without it.

#include <gpiod.h>

// Only the header of 1.x defines this; neither header carries a version.
#if defined(GPIOD_LINE_BULK_MAX_LINES)

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "backend.h"

// libgpiod reports through errno, and not always.
static int failure(void) { return errno ? -errno : -EIO; }

int dm_library_line_info(const char *path, uint32_t offset, struct dm_gpio_line_info *info) {
  errno = 0;
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return failure();
  int result = 0;
  struct gpiod_line *line = gpiod_chip_get_line(chip, offset);
  if (!line) {
    result = failure();
  } else {
    dm_copy_name(info->name, gpiod_line_name(line));
    dm_copy_name(info->consumer, gpiod_line_consumer(line));
    info->used = gpiod_line_is_used(line);
  }
  gpiod_chip_close(chip);
  return result;
}

static int flags_of(enum dm_gpio_bias bias) {
  switch (bias) {
  case DM_GPIO_BIAS_PULL_UP: return GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP;
  case DM_GPIO_BIAS_PULL_DOWN: return GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN;
  case DM_GPIO_BIAS_DISABLED: return GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE;
  case DM_GPIO_BIAS_AS_IS: break;
  }
  return 0;
}

static int type_of(enum dm_gpio_edges edges) {
  switch (edges) {
  case DM_GPIO_FALLING: return GPIOD_LINE_REQUEST_EVENT_FALLING_EDGE;
  case DM_GPIO_RISING: return GPIOD_LINE_REQUEST_EVENT_RISING_EDGE;
  case DM_GPIO_BOTH: break;
  }
  return GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES;
}

// Each line has a descriptor of its own here; an epoll descriptor stands for both, since callers poll one.
static int watch_both(struct dm_gpio_line *line) {
  line->watch = epoll_create1(EPOLL_CLOEXEC);
  if (line->watch < 0) return -errno;
  line->fd = line->watch;
  for (int i = 0; i < line->count; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.u32 = (uint32_t)i}};
    if (epoll_ctl(line->watch, EPOLL_CTL_ADD, gpiod_line_event_get_fd(line->lines[i]), &event) < 0) return -errno;
  }
  return 0;
}

static int request_lines(struct dm_gpio_line *line, enum dm_gpio_bias bias, enum dm_gpio_edges edges,
                         const char *consumer) {
  struct gpiod_line_bulk bulk = GPIOD_LINE_BULK_INITIALIZER;
  if (gpiod_chip_get_lines(line->chip, line->offsets, (unsigned int)line->count, &bulk) < 0) return failure();
  struct gpiod_line_request_config config;
  memset(&config, 0, sizeof config);
  config.consumer = consumer;
  config.request_type = type_of(edges);
  config.flags = flags_of(bias);
  if (gpiod_line_request_bulk(&bulk, &config, NULL) < 0) return failure();
  for (int i = 0; i < line->count; i++) {
    line->lines[i] = gpiod_line_bulk_get_line(&bulk, (unsigned int)i);
    int fd = gpiod_line_event_get_fd(line->lines[i]);
    int result = fd < 0 ? failure() : dm_set_nonblocking(fd);
    if (result < 0) return result;
    line->fd = fd;
  }
  return line->count > 1 ? watch_both(line) : 0;
}

int dm_library_open(const char *path, enum dm_gpio_bias bias, enum dm_gpio_edges edges, const char *consumer,
                    struct dm_gpio_line *line) {
  errno = 0;
  line->chip = gpiod_chip_open(path);
  if (!line->chip) return failure();
  int result = request_lines(line, bias, edges, consumer);
  if (result < 0) dm_library_close(line);
  return result;
}

static int read_one(struct dm_gpio_line *line, int index, struct dm_gpio_edge *edges, int capacity) {
  struct gpiod_line_event events[DM_GPIO_BATCH];
  unsigned int room = capacity < DM_GPIO_BATCH ? (unsigned int)capacity : DM_GPIO_BATCH;
  errno = 0;
  int count = gpiod_line_event_read_fd_multiple(gpiod_line_event_get_fd(line->lines[index]), events, room);
  if (count < 0) return errno == EAGAIN ? 0 : failure();
  for (int i = 0; i < count; i++) {
    edges[i].timestamp_ns = (int64_t)events[i].ts.tv_sec * 1000000000 + events[i].ts.tv_nsec;
    edges[i].sequence = 0;
    edges[i].rising = events[i].event_type == GPIOD_LINE_EVENT_RISING_EDGE;
    edges[i].line = index;
  }
  return count;
}

// Few edges, each line's own already in order: insertion keeps that order where timestamps are equal.
static void sort_by_stamp(struct dm_gpio_edge *edges, int count) {
  for (int i = 1; i < count; i++) {
    struct dm_gpio_edge edge = edges[i];
    int place = i;
    for (; place > 0 && edges[place - 1].timestamp_ns > edge.timestamp_ns; place--) edges[place] = edges[place - 1];
    edges[place] = edge;
  }
}

// The kernel holds 16 events a line, so a batch takes all that both have. An edge that comes between the two reads
// could still be handed out after a later one of the other line; edges in quadrature are much further apart than that.
int dm_library_read(struct dm_gpio_line *line, struct dm_gpio_edge *edges, int capacity) {
  if (line->count == 1) return read_one(line, 0, edges, capacity);
  struct epoll_event ready[DM_GPIO_LINES];
  int lines = epoll_wait(line->watch, ready, DM_GPIO_LINES, 0);
  if (lines < 0) return errno == EINTR ? 0 : -errno;
  int count = 0;
  for (int i = 0; i < lines; i++) {
    // The epoll descriptor itself is merely readable when the chip goes; a caller that ignores that spins.
    if (!(ready[i].events & EPOLLIN)) return -ENODEV;
    if (count == capacity) break;
    int added = read_one(line, (int)ready[i].data.u32, edges + count, capacity - count);
    if (added < 0) return added;
    count += added;
  }
  sort_by_stamp(edges, count);
  return count;
}

int dm_library_level(struct dm_gpio_line *line, int index) {
  errno = 0;
  int level = gpiod_line_get_value(line->lines[index]);
  return level < 0 ? failure() : level;
}

void dm_library_close(struct dm_gpio_line *line) {
  if (line->watch >= 0) close(line->watch);
  if (line->chip) gpiod_chip_close(line->chip);
}

const char *dm_library_name(void) {
  static char name[40];
  snprintf(name, sizeof name, "libgpiod %s", gpiod_version_string());
  return name;
}

#endif
