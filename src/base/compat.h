/*
 * compat.h
 *		Every difference between PostgreSQL 13 and 19 that care_quality meets.
 *
 * No other file tests PG_VERSION_NUM.
 */
#ifndef CARE_COMPAT_H
#define CARE_COMPAT_H

#include "postgres.h"
#include "fmgr.h"

/* Before 16 the varlena macros come with postgres.h. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#include "nodes/miscnodes.h"
#endif

/* Before 16 there are no soft errors: an input function simply throws. */
#if PG_VERSION_NUM < 160000
#define ereturn(escontext, dummy_value, ...) \
	do \
	{ \
		(void) (escontext); \
		ereport(ERROR, __VA_ARGS__); \
		return dummy_value; \
	} while (0)
#define SOFT_ERROR_OCCURRED(escontext) ((void) (escontext), false)
#endif

/* Calls an input function; false when it failed softly. */
#if PG_VERSION_NUM >= 160000
#define cq_input_call(function, string, escontext, result) \
	DirectInputFunctionCallSafe(function, string, InvalidOid, -1, escontext, result)
#else
#define cq_input_call(function, string, escontext, result) \
	((void) (escontext), *(result) = DirectFunctionCall1(function, CStringGetDatum(string)), true)
#endif

/* Before a function that never returns; core has spelt it in another way since 18. */
#if PG_VERSION_NUM >= 180000
#define CARE_NORETURN pg_noreturn
#else
#define CARE_NORETURN pg_attribute_noreturn()
#endif

/* A hint that memory is soon to be read. */
#if defined(__GNUC__)
#define cq_prefetch(address) __builtin_prefetch(address)
#else
#define cq_prefetch(address) ((void) 0)
#endif

/* 18 lets a module say what it is (pg_get_loaded_modules). */
#if PG_VERSION_NUM >= 180000
#define CARE_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "care_quality", .version = CARE_VERSION)
#else
#define CARE_MODULE_MAGIC PG_MODULE_MAGIC
#endif

#endif
