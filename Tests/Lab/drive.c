// SPDX-License-Identifier: Apache-2.0
// What the lab does inside the guest, in one static program:
//   drive play FILE [FROM_S TO_S]  plays a recording's falling edges on the simulated line, at their times, each with a
//                                  rising one soon after
//   drive levels FILE              plays both transitions of a recording at their times, from its first falling edge on
//   drive fan LINES RATE SECONDS   RATE falling edges a second, each with a rising one, on each of so many lines
//   drive burst N                  N falling and N rising edges as fast as they go
//   drive quadrature F B US        F magnets forward past two switches, then B back, an edge each US microseconds
//   drive hold SECONDS             requests the line and keeps it, as another program would
//   drive freeze TID SECONDS       holds one thread of a program where it stands, and no other
//   drive listen SOCKET FILE       copies a daemon's feed into a file until it ends
//   drive clock sure|unsure|SECONDS  what the kernel says of its wall clock; or sets it so many seconds ahead
// The line is number 0 of the chip that the lab calls `a`, or as CHIP and LINE in the environment say; the second switch
// is on number 1. `written` counts edges of both transitions.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/gpio.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// A falling edge needs the line high again before the next one: half-way to it, and never later than this.
#define LONGEST_LOW_NS 20000000

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void sleep_until(int64_t ns) {
  struct timespec t = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {
  }
}

static int fail(const char *what) {
  fprintf(stderr, "drive: %s: %s\n", what, strerror(errno));
  return 1;
}

static int open_pull(int line) {
  glob_t found;
  int fd = -1;
  char pattern[160], path[128], device[32] = "gpio-sim.*";
  const char *chip = getenv("CHIP");
  // The device's number goes by the order of plugging.
  snprintf(path, sizeof path, "/sys/kernel/config/gpio-sim/%s/dev_name", chip ? chip : "a");
  FILE *name = fopen(path, "r");
  if (name) {
    if (fscanf(name, "%31s", device) != 1) strcpy(device, "gpio-sim.*");
    fclose(name);
  }
  snprintf(pattern, sizeof pattern, "/sys/devices/platform/%s/gpiochip*/sim_gpio%d/pull", device, line);
  if (glob(pattern, 0, NULL, &found) == 0)
    fd = open(found.gl_pathv[0], O_WRONLY | O_CLOEXEC);
  globfree(&found);
  return fd;
}

static int pull(int fd, int up) {
  const char *word = up ? "pull-up" : "pull-down";
  return pwrite(fd, word, strlen(word), 0) < 0 ? -1 : 0;
}

// The line that a recording or a burst is played on.
static int open_line(void) {
  const char *line = getenv("LINE");
  return open_pull(line ? atoi(line) : 0);
}

static int levels(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) return fail(path);
  int fd = open_line();
  if (fd < 0) return fail("no simulated line");
  size_t room = 1 << 20, count = 0;
  int64_t *stamps = malloc(room * sizeof *stamps);
  char *ups = malloc(room);
  char line[256], kind;
  long long stamp;
  int index;
  while (stamps && ups && fgets(line, sizeof line, file))
    if (sscanf(line, "%lld %d %c", &stamp, &index, &kind) == 3 && count < room && (count > 0 || kind == 'F')) {
      ups[count] = kind == 'R';
      stamps[count++] = stamp;
    }
  fclose(file);
  if (!stamps || !ups || count == 0) {
    fprintf(stderr, "drive: no edges in %s\n", path);
    return 1;
  }
  if (pull(fd, 1)) return fail("pull");
  int64_t shift = now() + 100000000 - stamps[0], latest = 0;
  for (size_t i = 0; i < count; i++) {
    sleep_until(stamps[i] + shift);
    int64_t late = now() - stamps[i] - shift;
    if (late > latest) latest = late;
    if (pull(fd, ups[i])) return fail("pull");
  }
  printf("{\"written\":%zu,\"latestUs\":%lld}\n", count, (long long)latest / 1000);
  return 0;
}

static int play(const char *path, double from_s, double to_s) {
  FILE *file = fopen(path, "r");
  if (!file) return fail(path);
  int fd = open_line();
  if (fd < 0) return fail("no simulated line");
  size_t room = 1 << 20, count = 0;
  int64_t *stamps = malloc(room * sizeof *stamps);
  char line[256], kind;
  long long stamp;
  int index;
  while (stamps && fgets(line, sizeof line, file))
    if (sscanf(line, "%lld %d %c", &stamp, &index, &kind) == 3 && kind == 'F' && stamp >= from_s * 1e9 &&
        stamp < to_s * 1e9 && count < room)
      stamps[count++] = stamp;
  fclose(file);
  if (!stamps || count == 0) {
    fprintf(stderr, "drive: no edges in %s\n", path);
    return 1;
  }
  if (pull(fd, 1)) return fail("pull");
  int64_t shift = now() + 100000000 - stamps[0];
  for (size_t i = 0; i < count; i++) {
    sleep_until(stamps[i] + shift);
    if (pull(fd, 0)) return fail("pull");
    int64_t low = i + 1 < count ? (stamps[i + 1] - stamps[i]) / 2 : LONGEST_LOW_NS;
    sleep_until(stamps[i] + shift + (low < LONGEST_LOW_NS ? low : LONGEST_LOW_NS));
    if (pull(fd, 1)) return fail("pull");
  }
  printf("{\"written\":%zu,\"shiftNs\":%lld}\n", 2 * count, (long long)shift);
  return 0;
}

static int burst(long count) {
  int fd = open_line();
  if (fd < 0) return fail("no simulated line");
  int64_t begun = now();
  for (long i = 0; i < count; i++)
    if (pull(fd, 0) || pull(fd, 1)) return fail("pull");
  printf("{\"written\":%ld,\"tookS\":%.3f}\n", 2 * count, (double)(now() - begun) / 1e9);
  return 0;
}

// One after the other, evenly spread over the time between two edges of a line.
static int fan(int lines, double rate, double seconds) {
  int fds[64];
  if (lines < 1 || lines > 64 || rate <= 0) return fail("fan");
  for (int line = 0; line < lines; line++) {
    fds[line] = open_pull(line);
    if (fds[line] < 0 || pull(fds[line], 1)) return fail("no simulated line");
  }
  int64_t begun = now() + 100000000, step = (int64_t)(1e9 / rate / lines);
  long count = (long)(rate * seconds) * lines, late = 0;
  for (long i = 0; i < count; i++) {
    sleep_until(begun + i * step);
    if (now() > begun + (i + lines) * step) late++;
    if (pull(fds[i % lines], 0)) return fail("pull");
    // High again half-way to its next turn, when another line is due, or at once where there is none.
    if (lines > 1 && i >= lines / 2 && pull(fds[(i - lines / 2) % lines], 1)) return fail("pull");
    if (lines == 1) {
      sleep_until(begun + i * step + step / 2);
      if (pull(fds[0], 1)) return fail("pull");
    }
  }
  for (int line = 0; line < lines; line++)
    if (pull(fds[line], 1)) return fail("pull");
  printf("{\"written\":%ld,\"late\":%ld,\"tookS\":%.3f}\n", 2 * count, late, (double)(now() - begun) / 1e9);
  return 0;
}

// Both switches are on (low) together for a moment: forward is the first on before the second, back the other way.
static int quadrature(long forward, long back, long step_us) {
  int first = open_pull(0), second = open_pull(1);
  if (first < 0 || second < 0) return fail("no two simulated lines");
  if (pull(first, 1) || pull(second, 1)) return fail("pull");
  int64_t at = now() + 100000000;
  long edges = 0;
  for (long magnet = 0; magnet < forward + back; magnet++) {
    int leading = magnet < forward ? first : second, trailing = magnet < forward ? second : first;
    int order[4] = {leading, trailing, leading, trailing};
    for (int i = 0; i < 4; i++, edges++) {
      // Without a step as fast as it goes.
      if (step_us) sleep_until(at += step_us * 1000);
      if (pull(order[i], i >= 2)) return fail("pull");
    }
  }
  printf("{\"written\":%ld}\n", edges);
  return 0;
}

static int hold(double seconds) {
  glob_t found;
  if (glob("/dev/gpiochip*", 0, NULL, &found)) return fail("no chip");
  for (size_t i = 0; i < found.gl_pathc; i++) {
    int chip = open(found.gl_pathv[i], O_RDWR | O_CLOEXEC);
    struct gpiochip_info info;
    if (chip < 0 || ioctl(chip, GPIO_GET_CHIPINFO_IOCTL, &info) || strcmp(info.label, "deadmill-sim")) continue;
    struct gpio_v2_line_request request;
    memset(&request, 0, sizeof request);
    request.num_lines = 1;
    strcpy(request.consumer, "other-program");
    request.config.flags = GPIO_V2_LINE_FLAG_INPUT;
    if (ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request)) return fail("request");
    printf("held\n");
    fflush(stdout);
    sleep_until(now() + (int64_t)(seconds * 1e9));
    return 0;
  }
  return fail("no chip deadmill-sim");
}

static int freeze(pid_t thread, double seconds) {
  // The thread stands still until this process ends.
  if (ptrace(PTRACE_SEIZE, thread, NULL, NULL)) return fail("seize");
  if (ptrace(PTRACE_INTERRUPT, thread, NULL, NULL)) return fail("interrupt");
  if (waitpid(thread, NULL, __WALL) < 0) return fail("wait");
  printf("frozen\n");
  fflush(stdout);
  // A program that starts a thread must end it as well, or it cannot exit.
  for (int64_t end = now() + (int64_t)(seconds * 1e9); now() < end; sleep_until(now() + 50000000))
    if (waitpid(thread, NULL, __WALL | WNOHANG) != 0) break;
  return 0;
}

static int listen_to(const char *path, const char *to) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd < 0 || out < 0) return fail(to);
  // The daemon may still be starting.
  for (int tries = 0; connect(fd, (struct sockaddr *)&address, sizeof address); tries++) {
    if (tries == 200) return fail(path);
    sleep_until(now() + 50000000);
  }
  const char *watch = "{\"type\":\"watch\",\"kinds\":[\"live\",\"changes\"]}\n";
  if (write(fd, watch, strlen(watch)) < 0) return fail(path);
  char bytes[65536];
  ssize_t count;
  while ((count = read(fd, bytes, sizeof bytes)) > 0)
    if (write(out, bytes, (size_t)count) != count) return fail(to);
  return 0;
}

// Sets the clock like a time service, or like a person by hand. Prints both clocks.
static int set_clock(const char *how) {
  struct timespec wall;
  if (!strcmp(how, "sure") || !strcmp(how, "unsure")) {
    struct timex state = {.modes = ADJ_STATUS | ADJ_MAXERROR | ADJ_ESTERROR};
    state.status = strcmp(how, "sure") ? STA_UNSYNC : 0;
    if (adjtimex(&state) < 0) return fail("adjtimex");
  } else {
    clock_gettime(CLOCK_REALTIME, &wall);
    wall.tv_sec += atol(how);
    if (clock_settime(CLOCK_REALTIME, &wall)) return fail("clock_settime");
  }
  clock_gettime(CLOCK_REALTIME, &wall);
  printf("{\"monotonicNs\":%lld,\"wallNs\":%lld}\n", (long long)now(),
         (long long)wall.tv_sec * 1000000000LL + wall.tv_nsec);
  return 0;
}

int main(int argc, char **argv) {
  // PRIORITY=N: a belt does not slow down because the computer is busy. Below the daemon's pulse thread.
  if (getenv("PRIORITY")) {
    struct sched_param turn = {.sched_priority = atoi(getenv("PRIORITY"))};
    if (sched_setscheduler(0, SCHED_FIFO, &turn)) return fail("sched_setscheduler");
  }
  if (argc >= 3 && !strcmp(argv[1], "play"))
    return play(argv[2], argc > 4 ? atof(argv[3]) : 0, argc > 4 ? atof(argv[4]) : 1e9);
  if (argc == 3 && !strcmp(argv[1], "levels")) return levels(argv[2]);
  if (argc == 5 && !strcmp(argv[1], "fan")) return fan(atoi(argv[2]), atof(argv[3]), atof(argv[4]));
  if (argc == 3 && !strcmp(argv[1], "burst")) return burst(atol(argv[2]));
  if (argc == 5 && !strcmp(argv[1], "quadrature")) return quadrature(atol(argv[2]), atol(argv[3]), atol(argv[4]));
  if (argc == 3 && !strcmp(argv[1], "hold")) return hold(atof(argv[2]));
  if (argc == 4 && !strcmp(argv[1], "freeze")) return freeze((pid_t)atol(argv[2]), atof(argv[3]));
  if (argc == 4 && !strcmp(argv[1], "listen")) return listen_to(argv[2], argv[3]);
  if (argc == 3 && !strcmp(argv[1], "clock")) return set_clock(argv[2]);
  fprintf(stderr, "usage: drive play FILE [FROM_S TO_S] | levels FILE | fan LINES RATE SECONDS | burst N | quadrature F B US | hold SECONDS | "
                  "freeze TID SECONDS | listen SOCKET FILE | clock sure|unsure|SECONDS\n");
  return 2;
}
