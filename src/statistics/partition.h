/*
 * partition.h
 *		Reading the partition of a window function, whatever its frame.
 */
#ifndef CARE_PARTITION_H
#define CARE_PARTITION_H

#include "base/compat.h"

#include "windowapi.h"

/* A partition being read. */
typedef struct CarePartition
{
	WindowObject window;
	FmgrInfo *function;
	MemoryContext memory;  /* lives as long as the partition */
	MemoryContext scratch; /* for the values of arguments, emptied for each */
	int64 nrows;
} CarePartition;

extern void cq_partition_begin(CarePartition *partition, FunctionCallInfo fcinfo, void *local);
extern void cq_partition_end(CarePartition *partition);

extern bool cq_partition_is_fixed(const CarePartition *partition, int arg);
extern Datum cq_partition_get(CarePartition *partition, int arg, int64 row, bool *isnull);
extern bool cq_partition_number(CarePartition *partition, int arg, int64 row, const char *name,
								double *number);
extern bool cq_partition_proportion(CarePartition *partition, int64 row, double *x, double *n);
extern bool cq_partition_boolean(CarePartition *partition, int arg, int64 row, bool when_null);
extern bool cq_partition_flag(CarePartition *partition, int arg, int64 row, const char *name);

extern bool cq_window_proportion(WindowObject window, double *x, double *n);
extern Datum cq_window_word(FunctionCallInfo fcinfo, const char *const *words, int nwords, int i);

#endif
