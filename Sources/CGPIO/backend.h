// SPDX-License-Identifier: Apache-2.0
// What the dispatcher asks of each back end. Same rules for results as in cgpio.h. The offsets to open are in the line.

#ifndef DEADMILL_CGPIO_BACKEND_H
#define DEADMILL_CGPIO_BACKEND_H

#include "include/cgpio.h"

#define DM_GPIO_BATCH 64

struct dm_gpio_line {
  enum dm_gpio_backend backend;
  int fd; // what is polled
  uint32_t offsets[DM_GPIO_LINES];
  int count;
  void *chip;                 // libgpiod 1.x: its chip
  void *lines[DM_GPIO_LINES]; // libgpiod 1.x: its lines
  int watch;                  // libgpiod 1.x: stands for the descriptors of two lines; -1 with one
  void *request;              // libgpiod 2.x: its request
  void *buffer;               // libgpiod 2.x: its event buffer
};

int dm_kernel_line_info(const char *path, uint32_t offset, struct dm_gpio_line_info *info);
int dm_kernel_open(const char *path, enum dm_gpio_bias bias, enum dm_gpio_edges edges, const char *consumer,
                   struct dm_gpio_line *line);
int dm_kernel_read(struct dm_gpio_line *line, struct dm_gpio_edge *edges, int capacity);
int dm_kernel_level(struct dm_gpio_line *line, int index);
void dm_kernel_close(struct dm_gpio_line *line);

int dm_library_line_info(const char *path, uint32_t offset, struct dm_gpio_line_info *info);
int dm_library_open(const char *path, enum dm_gpio_bias bias, enum dm_gpio_edges edges, const char *consumer,
                    struct dm_gpio_line *line);
int dm_library_read(struct dm_gpio_line *line, struct dm_gpio_edge *edges, int capacity);
int dm_library_level(struct dm_gpio_line *line, int index);
void dm_library_close(struct dm_gpio_line *line);
const char *dm_library_name(void);

// Copies a name that may be missing or too long.
void dm_copy_name(char *to, const char *from);

// Which of the requested lines an offset is; -1 for none.
int dm_index_of(const uint32_t *offsets, int count, uint32_t offset);

// Makes reads return instead of wait.
int dm_set_nonblocking(int fd);

#endif
