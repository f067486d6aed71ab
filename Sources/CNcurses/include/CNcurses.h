// SPDX-License-Identifier: Apache-2.0
//
// Owns: the few things asked of ncursesw and of a terminal, as functions. The library's macros, its global screen and
// the signal handlers stay behind them. All of it from one thread, but for what the handlers do.
#ifndef DEADMILL_CNCURSES_H
#define DEADMILL_CNCURSES_H

// Keys beyond characters.
enum {
  DM_KEY_NONE = -1,
  DM_KEY_LEFT = -2,
  DM_KEY_RIGHT = -3,
  DM_KEY_UP = -4,
  DM_KEY_DOWN = -5,
  DM_KEY_OTHER = -6,
};

// Opens the screen; 0 where the terminal cannot place a cursor.
int dm_screen_open(void);

// Gives the terminal back.
void dm_screen_close(void);

// Whether this locale shows more than ASCII. Right only after the screen was opened.
int dm_screen_is_unicode(void);

// Places that a character takes as the library counts them; -1 where it knows none.
int dm_screen_width(unsigned int scalar);

// How many colours there are: 0, 8, 16, 256 or more. Begins to use them.
int dm_screen_colours(void);

// Sees whether the terminal has another size now, and fits the screen.
void dm_screen_fit(void);
int dm_screen_rows(void);
int dm_screen_columns(void);

// The next key within so many milliseconds: a character or one of the above.
int dm_screen_key(int milliseconds);

// Makes a pair of colours, by their numbers; -1 is the terminal's own. 0 where there are no more pairs.
int dm_screen_pair(int pair, int foreground, int background);

// How what follows looks.
void dm_screen_style(int pair, int bold, int faint, int reverse);
void dm_screen_put(int row, int column, const char *text);
void dm_screen_erase(void);
void dm_screen_refresh(void);

// Redraws the whole screen.
void dm_screen_redraw(void);
void dm_screen_beep(void);

// If the user asked to suspend the program (Ctrl-Z): restores the terminal, suspends, and takes the terminal again when
// the program goes on. Whether that happened.
int dm_screen_stop_if_asked(void);

// From restore.c: what a crash does to the terminal.
void dm_restore_arm(int terminal, const char *text);
void dm_restore_disarm(void);
void dm_restore_save(int terminal);

#endif
