// SPDX-License-Identifier: Apache-2.0
// The least that a program can do between a GPIO line and a reader of its socket, to compare the daemon with: one
// thread waits for edges and hands their timestamps over, another one waits for those and tells the reader.
//   relay SOCKET   one line of /dev/gpiochip0, one reader; ends when the reader has gone

#include <fcntl.h>
#include <linux/gpio.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int line = -1, handed[2];

static int fail(const char *what) {
  perror(what);
  return 1;
}

static void *pulses(void *unused) {
  (void)unused;
  struct pollfd watched = {.fd = line, .events = POLLIN};
  while (poll(&watched, 1, -1) >= 0) {
    struct gpio_v2_line_event events[64];
    ssize_t count = read(line, events, sizeof events);
    for (ssize_t i = 0; i * (ssize_t)sizeof *events < count; i++) {
      uint64_t stamp = events[i].timestamp_ns;
      if (write(handed[1], &stamp, sizeof stamp) < 0) return NULL;
    }
  }
  return NULL;
}

static int request_line(void) {
  struct gpio_v2_line_request asked;
  memset(&asked, 0, sizeof asked);
  asked.num_lines = 1;
  asked.config.flags = GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_FALLING;
  int chip = open("/dev/gpiochip0", O_RDONLY | O_CLOEXEC);
  if (chip < 0 || ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &asked)) return -1;
  return asked.fd;
}

static int listen_on(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  if (strlen(path) >= sizeof address.sun_path) return -1;
  strcpy(address.sun_path, path);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1)) return -1;
  return listener;
}

int main(int argc, char **argv) {
  pthread_t thread;
  if (argc != 2) return 2;
  int listener = listen_on(argv[1]);
  if (listener < 0 || pipe(handed)) return fail(argv[1]);
  line = request_line();
  if (line < 0) return fail("/dev/gpiochip0");
  if (pthread_create(&thread, NULL, pulses, NULL)) return fail("thread");
  int reader = accept(listener, NULL, NULL);
  struct pollfd watched = {.fd = handed[0], .events = POLLIN};
  for (long pulse = 1; poll(&watched, 1, -1) >= 0; pulse++) {
    uint64_t stamp;
    char text[96];
    if (read(handed[0], &stamp, sizeof stamp) != sizeof stamp) break;
    int length = snprintf(text, sizeof text, "{\"type\":\"pulse\",\"edgeNs\":%llu,\"pulse\":%ld}\n",
                          (unsigned long long)stamp, pulse);
    if (send(reader, text, (size_t)length, MSG_NOSIGNAL) < 0) break;
  }
  return 0;
}
