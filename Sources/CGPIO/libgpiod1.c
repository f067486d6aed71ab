// SPDX-License-Identifier: Apache-2.0
// libgpiod 1.x, which speaks the kernel's old interface: no sequence numbers, 16 events of buffer, and refused with
// EINVAL by kernels that were built without it.

#include <gpiod.h>

// Only the header of 1.x defines this; neither header carries a version.
#if defined(GPIOD_LINE_BULK_MAX_LINES)

#include <errno.h>
#include <stdio.h>
#include <string.h>

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

int dm_library_open(const char *path, uint32_t offset, enum dm_gpio_bias bias, enum dm_gpio_edges edges,
                    const char *consumer, struct dm_gpio_line *line) {
  errno = 0;
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return failure();
  int result = 0;
  struct gpiod_line *requested = gpiod_chip_get_line(chip, offset);
  if (!requested) {
    result = failure();
  } else {
    struct gpiod_line_request_config config;
    memset(&config, 0, sizeof config);
    config.consumer = consumer;
    config.request_type = type_of(edges);
    config.flags = flags_of(bias);
    if (gpiod_line_request(requested, &config, 0) < 0) result = failure();
  }
  if (result == 0) {
    line->fd = gpiod_line_event_get_fd(requested);
    result = line->fd < 0 ? failure() : dm_set_nonblocking(line->fd);
  }
  if (result < 0) {
    gpiod_chip_close(chip);
    return result;
  }
  line->chip = chip;
  line->request = requested;
  return 0;
}

int dm_library_read(struct dm_gpio_line *line, struct dm_gpio_edge *edges, int capacity) {
  struct gpiod_line_event events[DM_GPIO_BATCH];
  unsigned int room = capacity < DM_GPIO_BATCH ? (unsigned int)capacity : DM_GPIO_BATCH;
  errno = 0;
  int count = gpiod_line_event_read_fd_multiple(line->fd, events, room);
  if (count < 0) return errno == EAGAIN ? 0 : failure();
  for (int i = 0; i < count; i++) {
    edges[i].timestamp_ns = (int64_t)events[i].ts.tv_sec * 1000000000 + events[i].ts.tv_nsec;
    edges[i].sequence = 0;
    edges[i].rising = events[i].event_type == GPIOD_LINE_EVENT_RISING_EDGE;
  }
  return count;
}

int dm_library_level(struct dm_gpio_line *line) {
  errno = 0;
  int level = gpiod_line_get_value(line->request);
  return level < 0 ? failure() : level;
}

void dm_library_close(struct dm_gpio_line *line) {
  if (line->chip) gpiod_chip_close(line->chip);
}

const char *dm_library_name(void) {
  static char name[40];
  snprintf(name, sizeof name, "libgpiod %s", gpiod_version_string());
  return name;
}

#endif
