/*
 * module.c
 *		The magic block, and nothing else.
 */
#include "compat.h"

CARE_MODULE_MAGIC;
