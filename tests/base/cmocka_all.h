/* tests/base/cmocka_all.h - cmocka with the headers that it wants first. */
#ifndef AMAN_TESTS_BASE_CMOCKA_ALL_H
#define AMAN_TESTS_BASE_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
