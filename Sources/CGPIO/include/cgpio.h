// SPDX-License-Identifier: Apache-2.0
//
// One small interface over three ways to a GPIO line: libgpiod 1.x, libgpiod 2.x (whichever this was compiled with)
// and the kernel's own character-device interface, version 2 (Linux 5.10 and later).
//
// Every function returns 0 or a count on success and a negative errno on failure. Nothing here allocates while reading.
// Differences that show: libgpiod 1.x gives no sequence numbers and has a fixed kernel buffer of 16 events.

#ifndef DEADMILL_CGPIO_H
#define DEADMILL_CGPIO_H

#include <stdint.h>

#define DM_GPIO_NAME_SIZE 32
// A machine has one sensor line, or two in quadrature.
#define DM_GPIO_LINES 2

enum dm_gpio_backend {
  DM_GPIO_LIBGPIOD = 0, // the library this was compiled with
  DM_GPIO_KERNEL = 1,   // <linux/gpio.h> v2
};

enum dm_gpio_bias {
  DM_GPIO_BIAS_AS_IS = 0,
  DM_GPIO_BIAS_PULL_UP = 1,
  DM_GPIO_BIAS_PULL_DOWN = 2,
  DM_GPIO_BIAS_DISABLED = 3,
};

enum dm_gpio_edges {
  DM_GPIO_FALLING = 1,
  DM_GPIO_RISING = 2,
  DM_GPIO_BOTH = 3,
};

struct dm_gpio_chip_info {
  char name[DM_GPIO_NAME_SIZE];
  char label[DM_GPIO_NAME_SIZE];
  uint32_t lines;
};

struct dm_gpio_line_info {
  char name[DM_GPIO_NAME_SIZE];
  char consumer[DM_GPIO_NAME_SIZE];
  int used;
};

struct dm_gpio_edge {
  int64_t timestamp_ns; // CLOCK_MONOTONIC
  int64_t sequence;     // from 1 since the request, over all its lines; 0 where the interface gives none
  int rising;
  int line; // which of the requested offsets, from 0
};

// A request for one or two lines. Opaque: each back end keeps what it needs.
struct dm_gpio_line;

// What a chip is called and how many lines it has. Works on every kernel.
int dm_gpio_chip_info(const char *path, struct dm_gpio_chip_info *info);

// What a line is called and who holds it.
int dm_gpio_line_info(enum dm_gpio_backend backend, const char *path, uint32_t offset, struct dm_gpio_line_info *info);

// Requests `count` (1 or 2) different lines of one chip for edge events, time stamps from CLOCK_MONOTONIC, no kernel
// debounce (it moves the timestamps). Either all are granted or none.
// The descriptor does not block: a blocking read would hold up the removal of the chip.
int dm_gpio_open(enum dm_gpio_backend backend, const char *path, const uint32_t *offsets, int count,
                 enum dm_gpio_bias bias, enum dm_gpio_edges edges, const char *consumer, struct dm_gpio_line **line);

// For poll(2): one descriptor, however many lines. Only to be polled; read through dm_gpio_read.
int dm_gpio_fd(const struct dm_gpio_line *line);

// Reads up to `capacity` events that are there, of all lines; 0 where none is, -ENODEV where the chip is gone.
int dm_gpio_read(struct dm_gpio_line *line, struct dm_gpio_edge *edges, int capacity);

// The level now, 0 or 1, of line `index` of the request.
int dm_gpio_level(struct dm_gpio_line *line, int index);

void dm_gpio_close(struct dm_gpio_line *line);

// "libgpiod 1.6.3", "libgpiod 2.2.1" or "kernel v2".
const char *dm_gpio_backend_name(enum dm_gpio_backend backend);

// Decodes events of the kernel's version 2 from any descriptor: what the kernel back end reads with. An event of an
// offset that is not among the `count` given is -EPROTO.
int dm_gpio_read_v2(int fd, const uint32_t *offsets, int count, struct dm_gpio_edge *edges, int capacity);

#endif
