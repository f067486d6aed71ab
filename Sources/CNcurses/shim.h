// Functions, not macros: Swift cannot call a macro. And the library's global screen behind functions,
// since a global that C may change has no place in Swift's concurrency.
#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <locale.h>
#include <ncurses.h>
#include <stdlib.h>
#include <unistd.h>

// Opens the screen; 0 where the terminal cannot place a cursor.
static inline int dm_screen_open(int colours) {
  setlocale(LC_ALL, "");
  SCREEN *screen = newterm(NULL, stdout, stdin);
  if (!screen) return 0;
  set_term(screen);
  if (tigetstr("cup") == (char *)-1 || tigetstr("cup") == NULL) {
    endwin();
    delscreen(screen);
    return 0;
  }
  cbreak();
  noecho();
  curs_set(0);
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  if (colours && has_colors()) {
    start_color();
    use_default_colors();
    init_pair(1, COLOR_GREEN, -1);
    init_pair(2, COLOR_CYAN, -1);
    init_pair(3, COLOR_YELLOW, -1);
    init_pair(4, COLOR_WHITE, COLOR_RED);
  }
  return 1;
}

static inline void dm_screen_close(void) { endwin(); }

static inline int dm_screen_rows(void) { return getmaxy(stdscr); }
static inline int dm_screen_columns(void) { return getmaxx(stdscr); }
static inline int dm_screen_key(void) { return wgetch(stdscr); }
static inline void dm_screen_clear(void) { werase(stdscr); }
static inline void dm_screen_refresh(void) { wrefresh(stdscr); }
static inline void dm_screen_put(int row, int column, const char *text) { mvwaddstr(stdscr, row, column, text); }

// Sets how what follows looks: a colour pair (0: none) and bold, faint, reverse.
static inline void dm_screen_style(int pair, int bold, int faint, int reverse) {
  attr_t attributes = A_NORMAL;
  if (bold) attributes |= A_BOLD;
  if (faint) attributes |= A_DIM;
  if (reverse) attributes |= A_REVERSE;
  wattr_set(stdscr, attributes, (short)pair, NULL);
}
