/*
 * history_type.h
 *		care_history_summary: between the stored form and the struct.
 */
#ifndef CARE_HISTORY_TYPE_H
#define CARE_HISTORY_TYPE_H

#include "history/history.h"

extern struct varlena *cq_history_store(const CareHistory *history);
extern void cq_history_read(Datum datum, CareHistory *history);

#endif
