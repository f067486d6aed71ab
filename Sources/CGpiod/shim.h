// libgpiod's own header. 1.x and 2.x share the file name and almost nothing else; CGPIO tells them apart.
#include <gpiod.h>
