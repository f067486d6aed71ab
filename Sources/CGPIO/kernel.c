// SPDX-License-Identifier: Apache-2.0
// The kernel's own interface, version 2: sequence numbers, a buffer as large as the kernel allows, no library.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "backend.h"

// The kernel holds at most this many events for one request, whatever is asked for.
#define EVENT_BUFFER 1024

static int open_chip(const char *path) {
  int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
  return fd < 0 ? -errno : fd;
}

int dm_kernel_line_info(const char *path, uint32_t offset, struct dm_gpio_line_info *info) {
  int chip = open_chip(path);
  if (chip < 0) return chip;
  struct gpio_v2_line_info line;
  memset(&line, 0, sizeof line);
  line.offset = offset;
  int result = ioctl(chip, GPIO_V2_GET_LINEINFO_IOCTL, &line) < 0 ? -errno : 0;
  close(chip);
  if (result < 0) return result;
  dm_copy_name(info->name, line.name);
  dm_copy_name(info->consumer, line.consumer);
  info->used = (line.flags & GPIO_V2_LINE_FLAG_USED) != 0;
  return 0;
}

static uint64_t flags_of(enum dm_gpio_bias bias, enum dm_gpio_edges edges) {
  uint64_t flags = GPIO_V2_LINE_FLAG_INPUT;
  if (edges & DM_GPIO_FALLING) flags |= GPIO_V2_LINE_FLAG_EDGE_FALLING;
  if (edges & DM_GPIO_RISING) flags |= GPIO_V2_LINE_FLAG_EDGE_RISING;
  switch (bias) {
  case DM_GPIO_BIAS_PULL_UP: return flags | GPIO_V2_LINE_FLAG_BIAS_PULL_UP;
  case DM_GPIO_BIAS_PULL_DOWN: return flags | GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN;
  case DM_GPIO_BIAS_DISABLED: return flags | GPIO_V2_LINE_FLAG_BIAS_DISABLED;
  case DM_GPIO_BIAS_AS_IS: break;
  }
  return flags;
}

int dm_kernel_open(const char *path, enum dm_gpio_bias bias, enum dm_gpio_edges edges, const char *consumer,
                   struct dm_gpio_line *line) {
  int chip = open_chip(path);
  if (chip < 0) return chip;
  struct gpio_v2_line_request request;
  memset(&request, 0, sizeof request);
  memcpy(request.offsets, line->offsets, (size_t)line->count * sizeof *line->offsets);
  request.num_lines = (uint32_t)line->count;
  request.event_buffer_size = EVENT_BUFFER;
  strncpy(request.consumer, consumer, sizeof request.consumer - 1);
  request.config.flags = flags_of(bias, edges);
  int result = ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request) < 0 ? -errno : 0;
  close(chip);
  if (result < 0) return result;
  result = dm_set_nonblocking(request.fd);
  if (result < 0) {
    close(request.fd);
    return result;
  }
  line->fd = request.fd;
  return 0;
}

int dm_gpio_read_v2(int fd, const uint32_t *offsets, int lines, struct dm_gpio_edge *edges, int capacity) {
  struct gpio_v2_line_event events[DM_GPIO_BATCH];
  int room = capacity < DM_GPIO_BATCH ? capacity : DM_GPIO_BATCH;
  if (room <= 0) return 0;
  ssize_t bytes = read(fd, events, (size_t)room * sizeof *events);
  if (bytes < 0) return errno == EAGAIN ? 0 : -errno;
  // A descriptor that ends has no chip behind it any more.
  if (bytes == 0) return -ENODEV;
  int count = (int)(bytes / (ssize_t)sizeof *events);
  for (int i = 0; i < count; i++) {
    edges[i].timestamp_ns = (int64_t)events[i].timestamp_ns;
    // The count over all lines of the request; with one line the kernel gives the line's own, which is the same.
    edges[i].sequence = events[i].seqno;
    edges[i].rising = events[i].id == GPIO_V2_LINE_EVENT_RISING_EDGE;
    edges[i].line = dm_index_of(offsets, lines, events[i].offset);
    if (edges[i].line < 0) return -EPROTO;
  }
  return count;
}

int dm_kernel_read(struct dm_gpio_line *line, struct dm_gpio_edge *edges, int capacity) {
  return dm_gpio_read_v2(line->fd, line->offsets, line->count, edges, capacity);
}

int dm_kernel_level(struct dm_gpio_line *line, int index) {
  struct gpio_v2_line_values values = {.bits = 0, .mask = (uint64_t)1 << index};
  return ioctl(line->fd, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) < 0 ? -errno : (int)(values.bits >> index & 1);
}

void dm_kernel_close(struct dm_gpio_line *line) {
  if (line->fd >= 0) close(line->fd);
}
