MODULE_big = care_quality
OBJS = src/args.o src/asked.o src/assessment.o src/day.o src/day_counts.o src/events.o \
	src/json.o src/module.o src/rating.o src/rating_label.o src/row.o src/sort.o \
	src/stats.o src/tally.o src/tally_read.o src/waiting.o src/waiting_build.o \
	src/waiting_read.o
EXTENSION = care_quality
DATA = sql/care_quality--1.0.sql
PG_CFLAGS = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -DCARE_VERSION='"1.0"'
PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)
