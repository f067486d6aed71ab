// SPDX-License-Identifier: Apache-2.0
// Sends each call to its back end, and holds what the back ends share.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "backend.h"

void dm_copy_name(char *to, const char *from) {
  memset(to, 0, DM_GPIO_NAME_SIZE);
  if (from) memcpy(to, from, strnlen(from, DM_GPIO_NAME_SIZE - 1));
}

int dm_index_of(const uint32_t *offsets, int count, uint32_t offset) {
  for (int i = 0; i < count; i++)
    if (offsets[i] == offset) return i;
  return -1;
}

int dm_set_nonblocking(int fd) {
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) return -errno;
  return 0;
}

// The one call that both versions of the kernel's interface share, so it needs no back end.
int dm_gpio_chip_info(const char *path, struct dm_gpio_chip_info *info) {
  int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return -errno;
  struct gpiochip_info chip;
  memset(&chip, 0, sizeof chip);
  int result = ioctl(fd, GPIO_GET_CHIPINFO_IOCTL, &chip) < 0 ? -errno : 0;
  close(fd);
  if (result < 0) return result;
  dm_copy_name(info->name, chip.name);
  dm_copy_name(info->label, chip.label);
  info->lines = chip.lines;
  return 0;
}

int dm_gpio_line_info(enum dm_gpio_backend backend, const char *path, uint32_t offset, struct dm_gpio_line_info *info) {
  memset(info, 0, sizeof *info);
  return backend == DM_GPIO_KERNEL ? dm_kernel_line_info(path, offset, info) : dm_library_line_info(path, offset, info);
}

int dm_gpio_open(enum dm_gpio_backend backend, const char *path, const uint32_t *offsets, int count,
                 enum dm_gpio_bias bias, enum dm_gpio_edges edges, const char *consumer, struct dm_gpio_line **line) {
  // Not EINVAL, which means a kernel that refuses the interface.
  if (count < 1 || count > DM_GPIO_LINES || (count == 2 && offsets[0] == offsets[1])) return -EDOM;
  struct dm_gpio_line *opened = calloc(1, sizeof *opened);
  if (!opened) return -ENOMEM;
  opened->backend = backend;
  opened->fd = -1;
  opened->watch = -1;
  opened->count = count;
  memcpy(opened->offsets, offsets, (size_t)count * sizeof *offsets);
  int result = backend == DM_GPIO_KERNEL ? dm_kernel_open(path, bias, edges, consumer, opened)
                                         : dm_library_open(path, bias, edges, consumer, opened);
  if (result < 0) {
    free(opened);
    return result;
  }
  *line = opened;
  return 0;
}

int dm_gpio_fd(const struct dm_gpio_line *line) { return line->fd; }

int dm_gpio_read(struct dm_gpio_line *line, struct dm_gpio_edge *edges, int capacity) {
  return line->backend == DM_GPIO_KERNEL ? dm_kernel_read(line, edges, capacity)
                                         : dm_library_read(line, edges, capacity);
}

int dm_gpio_level(struct dm_gpio_line *line, int index) {
  if (index < 0 || index >= line->count) return -EDOM;
  return line->backend == DM_GPIO_KERNEL ? dm_kernel_level(line, index) : dm_library_level(line, index);
}

void dm_gpio_close(struct dm_gpio_line *line) {
  if (!line) return;
  if (line->backend == DM_GPIO_KERNEL)
    dm_kernel_close(line);
  else
    dm_library_close(line);
  free(line);
}

const char *dm_gpio_backend_name(enum dm_gpio_backend backend) {
  return backend == DM_GPIO_KERNEL ? "kernel v2" : dm_library_name();
}
