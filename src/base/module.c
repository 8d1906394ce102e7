/*
 * module.c
 *		The magic block, and nothing else.
 */
#include "base/compat.h"

CARE_MODULE_MAGIC;
