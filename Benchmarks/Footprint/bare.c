// SPDX-License-Identifier: Apache-2.0
// What waking costs on this machine: does nothing else, and prints its share of a processor in per cent.
//   bare WAKES_A_SECOND SECONDS

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv) {
  double rate = argc == 3 ? atof(argv[1]) : 0, seconds = argc == 3 ? atof(argv[2]) : 0;
  if (rate <= 0 || seconds <= 0) return 2;
  struct timespec pause = {.tv_sec = (time_t)(1 / rate)};
  pause.tv_nsec = (long)((1 / rate - (double)pause.tv_sec) * 1e9);
  for (long i = 0; i < (long)(rate * seconds); i++) nanosleep(&pause, NULL);
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  printf("%.3f\n", 100 * ((double)used.tv_sec + (double)used.tv_nsec / 1e9) / seconds);
  return 0;
}
