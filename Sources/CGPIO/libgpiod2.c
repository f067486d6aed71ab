// SPDX-License-Identifier: Apache-2.0
// libgpiod 2.x, which speaks the kernel's interface of version 2.

#include <gpiod.h>

// Only the header of 1.x defines this; neither header carries a version.
#if !defined(GPIOD_LINE_BULK_MAX_LINES)

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backend.h"

#define EVENT_BUFFER 1024

static int failure(void) { return errno ? -errno : -EIO; }

int dm_library_line_info(const char *path, uint32_t offset, struct dm_gpio_line_info *info) {
  errno = 0;
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return failure();
  int result = 0;
  struct gpiod_line_info *line = gpiod_chip_get_line_info(chip, offset);
  if (!line) {
    result = failure();
  } else {
    dm_copy_name(info->name, gpiod_line_info_get_name(line));
    dm_copy_name(info->consumer, gpiod_line_info_get_consumer(line));
    info->used = gpiod_line_info_is_used(line);
    gpiod_line_info_free(line);
  }
  gpiod_chip_close(chip);
  return result;
}

static enum gpiod_line_bias bias_of(enum dm_gpio_bias bias) {
  switch (bias) {
  case DM_GPIO_BIAS_PULL_UP: return GPIOD_LINE_BIAS_PULL_UP;
  case DM_GPIO_BIAS_PULL_DOWN: return GPIOD_LINE_BIAS_PULL_DOWN;
  case DM_GPIO_BIAS_DISABLED: return GPIOD_LINE_BIAS_DISABLED;
  case DM_GPIO_BIAS_AS_IS: break;
  }
  return GPIOD_LINE_BIAS_AS_IS;
}

static enum gpiod_line_edge edge_of(enum dm_gpio_edges edges) {
  switch (edges) {
  case DM_GPIO_FALLING: return GPIOD_LINE_EDGE_FALLING;
  case DM_GPIO_RISING: return GPIOD_LINE_EDGE_RISING;
  case DM_GPIO_BOTH: break;
  }
  return GPIOD_LINE_EDGE_BOTH;
}

// The settings are five objects in this library; they live only until the request is made.
static struct gpiod_line_request *request_lines(struct gpiod_chip *chip, const struct dm_gpio_line *line,
                                                enum dm_gpio_bias bias, enum dm_gpio_edges edges,
                                                const char *consumer) {
  struct gpiod_line_request *request = NULL;
  struct gpiod_line_settings *settings = gpiod_line_settings_new();
  struct gpiod_line_config *lines = gpiod_line_config_new();
  struct gpiod_request_config *config = gpiod_request_config_new();
  if (settings && lines && config) {
    gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
    gpiod_line_settings_set_bias(settings, bias_of(bias));
    gpiod_line_settings_set_edge_detection(settings, edge_of(edges));
    gpiod_line_settings_set_event_clock(settings, GPIOD_LINE_CLOCK_MONOTONIC);
    gpiod_request_config_set_consumer(config, consumer);
    gpiod_request_config_set_event_buffer_size(config, EVENT_BUFFER);
    if (gpiod_line_config_add_line_settings(lines, line->offsets, (size_t)line->count, settings) == 0)
      request = gpiod_chip_request_lines(chip, config, lines);
  }
  int kept = errno;
  gpiod_request_config_free(config);
  gpiod_line_config_free(lines);
  gpiod_line_settings_free(settings);
  errno = kept;
  return request;
}

int dm_library_open(const char *path, enum dm_gpio_bias bias, enum dm_gpio_edges edges, const char *consumer,
                    struct dm_gpio_line *line) {
  errno = 0;
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return failure();
  line->request = request_lines(chip, line, bias, edges, consumer);
  int result = line->request ? 0 : failure();
  // The request lives on without the chip, and a chip held open would keep its number after a re-plug.
  gpiod_chip_close(chip);
  if (result < 0) return result;
  line->buffer = gpiod_edge_event_buffer_new(DM_GPIO_BATCH);
  line->fd = gpiod_line_request_get_fd(line->request);
  result = line->buffer ? dm_set_nonblocking(line->fd) : -ENOMEM;
  if (result < 0) dm_library_close(line);
  return result;
}

int dm_library_read(struct dm_gpio_line *line, struct dm_gpio_edge *edges, int capacity) {
  size_t room = capacity < DM_GPIO_BATCH ? (size_t)capacity : DM_GPIO_BATCH;
  errno = 0;
  int count = gpiod_line_request_read_edge_events(line->request, line->buffer, room);
  if (count < 0) return errno == EAGAIN ? 0 : failure();
  for (int i = 0; i < count; i++) {
    struct gpiod_edge_event *event = gpiod_edge_event_buffer_get_event(line->buffer, (unsigned long)i);
    edges[i].timestamp_ns = (int64_t)gpiod_edge_event_get_timestamp_ns(event);
    // The count over all lines of the request; with one line the kernel gives the line's own, which is the same.
    edges[i].sequence = (int64_t)gpiod_edge_event_get_global_seqno(event);
    edges[i].rising = gpiod_edge_event_get_event_type(event) == GPIOD_EDGE_EVENT_RISING_EDGE;
    edges[i].line = dm_index_of(line->offsets, line->count, gpiod_edge_event_get_line_offset(event));
    if (edges[i].line < 0) return -EPROTO;
  }
  return count;
}

int dm_library_level(struct dm_gpio_line *line, int index) {
  errno = 0;
  enum gpiod_line_value value = gpiod_line_request_get_value(line->request, line->offsets[index]);
  return value == GPIOD_LINE_VALUE_ERROR ? failure() : value == GPIOD_LINE_VALUE_ACTIVE;
}

void dm_library_close(struct dm_gpio_line *line) {
  if (line->buffer) gpiod_edge_event_buffer_free(line->buffer);
  if (line->request) gpiod_line_request_release(line->request);
  line->buffer = NULL;
  line->request = NULL;
}

const char *dm_library_name(void) {
  static char name[40];
  snprintf(name, sizeof name, "libgpiod %s", gpiod_api_version());
  return name;
}

#endif
