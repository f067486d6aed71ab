// SPDX-License-Identifier: Apache-2.0
//
// Owns: giving the terminal back when the program crashes. Everything is computed beforehand: a handler of a signal may
// only call what signal-safety(7) allows, and write(2) and tcsetattr(3) are allowed.

#define _GNU_SOURCE
#include "CNcurses.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT};
enum { CRASHES = sizeof crashes / sizeof crashes[0] };

static struct sigaction former[CRASHES];
static volatile sig_atomic_t is_armed;
static int is_installed;
// The screen's descriptor, a second one of the same terminal, and one that swallows what is written.
static int screen = -1;
static int terminal = -1;
static int sink = -1;
static int is_saved;
static struct termios saved;
static char text[512];
static size_t length;

static void crashed(int number) {
  int code = errno;
  if (is_armed) {
    is_armed = 0;
    // Another thread may be drawing: what it has not sent yet must not come after what gives the terminal back.
    if (sink >= 0 && terminal != screen) dup2(sink, screen);
    size_t done = 0;
    while (done < length) {
      ssize_t count = write(terminal, text + done, length - done);
      if (count <= 0) break;
      done += (size_t)count;
    }
    if (is_saved) tcsetattr(terminal, TCSANOW, &saved);
  }
  // What was to happen before happens now: the runtime's own report, or the end.
  for (int index = 0; index < CRASHES; index++)
    if (crashes[index] == number) sigaction(number, &former[index], NULL);
  errno = code;
  raise(number);
}

void dm_restore_save(int descriptor) { is_saved = tcgetattr(descriptor, &saved) == 0; }

void dm_restore_arm(int descriptor, const char *restores) {
  screen = descriptor;
  if (terminal < 0) terminal = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  if (terminal < 0) terminal = descriptor;
  if (sink < 0) sink = open("/dev/null", O_WRONLY | O_CLOEXEC);
  length = strlen(restores);
  if (length >= sizeof text) length = 0;
  memcpy(text, restores, length);
  if (!is_installed) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = crashed;
    action.sa_flags = SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (int index = 0; index < CRASHES; index++) sigaction(crashes[index], &action, &former[index]);
    is_installed = 1;
  }
  is_armed = 1;
}

void dm_restore_disarm(void) { is_armed = 0; }
