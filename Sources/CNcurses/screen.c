// SPDX-License-Identifier: Apache-2.0
//
// Owns: ncursesw, and stopping on Ctrl-Z.

#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "CNcurses.h"

#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

static volatile sig_atomic_t stop_is_asked;
static struct sigaction former_stop;

static void asked_to_stop(int number) {
  (void)number;
  stop_is_asked = 1;
}

static void install_stop(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = asked_to_stop;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGTSTP, &action, NULL);
}

// Appends a capability without its padding, `$<5>`: no terminal of today needs it.
static void append(char *text, size_t room, const char *name) {
  const char *value = tigetstr(name);
  if (!value || value == (char *)-1) return;
  size_t length = strlen(text);
  while (*value && length + 1 < room) {
    if (value[0] == '$' && value[1] == '<') {
      const char *end = strchr(value, '>');
      if (end) {
        value = end + 1;
        continue;
      }
    }
    text[length++] = *value++;
  }
  text[length] = 0;
}

// The locale's characters; where the one asked for is UTF-8 and not installed, any other UTF-8. Numbers stay as they
// are in C: other parts of the program write them for machines.
static void choose_characters(void) {
  if (setlocale(LC_CTYPE, "")) return;
  const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  for (int index = 0; index < 3; index++) {
    const char *value = getenv(names[index]);
    if (!value || !*value) continue;
    if (strcasestr(value, "utf-8") || strcasestr(value, "utf8")) setlocale(LC_CTYPE, "C.UTF-8");
    return;
  }
}

int dm_screen_is_unicode(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

int dm_screen_width(unsigned int scalar) { return wcwidth((wchar_t)scalar); }

int dm_screen_open(void) {
  choose_characters();
  dm_restore_save(STDOUT_FILENO);
  sigaction(SIGTSTP, NULL, &former_stop);
  // Before the library looks: it never touches the signal again if a handler is installed. Else it ignores it during
  // each update of the screen, and a Ctrl-Z at that moment is lost.
  if (former_stop.sa_handler != SIG_IGN) install_stop();
  SCREEN *screen = newterm(NULL, stdout, stdin);
  if (!screen) {
    sigaction(SIGTSTP, &former_stop, NULL);
    return 0;
  }
  set_term(screen);
  const char *place = tigetstr("cup");
  if (place == (char *)-1 || !place) {
    endwin();
    delscreen(screen);
    sigaction(SIGTSTP, &former_stop, NULL);
    return 0;
  }
  char text[512] = "";
  const char *names[] = {"rmkx", "sgr0", "op", "cnorm", "rmcup"};
  for (int index = 0; index < 5; index++) append(text, sizeof text, names[index]);
  dm_restore_arm(STDOUT_FILENO, text);
  cbreak();
  noecho();
  curs_set(0);
  set_escdelay(50);
  // A picture goes out in one piece; the library would look for keys after each row.
  typeahead(-1);
  keypad(stdscr, TRUE);
  return 1;
}

void dm_screen_close(void) {
  endwin();
  dm_restore_disarm();
  sigaction(SIGTSTP, &former_stop, NULL);
}

int dm_screen_colours(void) {
  if (!has_colors()) return 0;
  start_color();
  use_default_colors();
  return COLORS;
}

void dm_screen_fit(void) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_row || !size.ws_col) return;
  if (is_term_resized(size.ws_row, size.ws_col)) {
    resizeterm(size.ws_row, size.ws_col);
    clearok(curscr, TRUE);
  }
}

int dm_screen_rows(void) { return getmaxy(stdscr); }
int dm_screen_columns(void) { return getmaxx(stdscr); }

int dm_screen_key(int milliseconds) {
  wtimeout(stdscr, milliseconds);
  int key = wgetch(stdscr);
  switch (key) {
  case ERR: return DM_KEY_NONE;
  case KEY_LEFT: return DM_KEY_LEFT;
  case KEY_RIGHT: return DM_KEY_RIGHT;
  case KEY_UP: return DM_KEY_UP;
  case KEY_DOWN: return DM_KEY_DOWN;
  case KEY_ENTER: return '\r';
  case KEY_BACKSPACE: return 127;
  // Above 127 it is one byte of a letter.
  default: return key >= 0 && key < 256 ? key : DM_KEY_OTHER;
  }
}

int dm_screen_pair(int pair, int foreground, int background) {
  return pair < COLOR_PAIRS && init_extended_pair(pair, foreground, background) == OK;
}

void dm_screen_style(int pair, int bold, int faint, int reverse) {
  attr_t attributes = A_NORMAL;
  if (bold) attributes |= A_BOLD;
  if (faint) attributes |= A_DIM;
  if (reverse) attributes |= A_REVERSE;
  wattr_set(stdscr, attributes, (short)0, &pair);
}

void dm_screen_put(int row, int column, const char *text) { mvwaddstr(stdscr, row, column, text); }
void dm_screen_erase(void) { werase(stdscr); }
void dm_screen_refresh(void) { wrefresh(stdscr); }
void dm_screen_redraw(void) { clearok(curscr, TRUE); }
void dm_screen_beep(void) { beep(); }

int dm_screen_stop_if_asked(void) {
  if (!stop_is_asked) return 0;
  stop_is_asked = 0;
  endwin();
  struct sigaction plain;
  memset(&plain, 0, sizeof plain);
  plain.sa_handler = SIG_DFL;
  sigemptyset(&plain.sa_mask);
  sigaction(SIGTSTP, &plain, NULL);
  // A thread begun by a dispatch queue has this signal blocked: it would only be kept for later.
  sigset_t stop, former;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, &former);
  raise(SIGTSTP);
  pthread_sigmask(SIG_SETMASK, &former, NULL);
  install_stop();
  dm_screen_fit();
  clearok(curscr, TRUE);
  return 1;
}
