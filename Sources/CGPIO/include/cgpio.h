// SPDX-License-Identifier: Apache-2.0
#ifndef DEADMILL_CGPIO_H
#define DEADMILL_CGPIO_H
#endif
