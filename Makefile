# care_quality, a PostgreSQL extension
#
#   make && sudo make install   build and install for the PostgreSQL of PG_CONFIG
#   make installcheck           run the tests on a running server that has it installed
#   make check                  build and run every test on a throw-away server; installs what is missing
#   make check TESTS='a b'      only these, e.g. TESTS='rating 001_install'
#   make check-clients          the drivers of BI tools (ODBC, JDBC, node-postgres), pg_cron, the Debian package
#   make check-dashboard        the page of make dashboard in Chromium
#   make check-sanitize         the same under AddressSanitizer and UndefinedBehaviorSanitizer
#   make fuzz [CASES=n] [SEED=n] [SURFACE='a b']  hostile input, a million cases, under the same
#   make lint                   compile with every warning an error, clang-tidy, cppcheck, wings, format
#   make format                 lay the C source out as make lint wants it
#   make demo [DATA=folder]     a report from sample data, or from your own, on a throw-away server
#   make dashboard [DATA=folder]    the same as a web page, dashboard.html
#   make bench [CASES='a b']    speed against SQL written by hand and DuckDB, on a throw-away server
#
# WERROR=1 (or CI=true) makes warnings errors.

EXTENSION = care_quality
EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(EXTENSION).control)

MODULE_big = $(EXTENSION)

# Each wing of src/ may include only those before it; waiting only base and statistics (tools/lint.sh holds it).
WINGS = base statistics rating tally history ledger trend waiting
OBJS = $(patsubst %.c,%.o,$(foreach wing,$(WINGS),$(sort $(wildcard src/$(wing)/*.c))))

# These bring their own server, and must work before there is any PostgreSQL here.
HARNESS = bench check check-clients check-dashboard check-sanitize dashboard demo format fuzz lint

ifeq ($(filter $(HARNESS),$(MAKECMDGOALS)),)

# The script is written without a version in its name and copied to one that has it; released scripts and the
# way from each version to the next stand beside it.
DATA_built = sql/$(EXTENSION)--$(EXTVERSION).sql
DATA = $(filter-out $(DATA_built),$(sort $(wildcard sql/$(EXTENSION)--*.sql)))

# Every test/sql/*.sql is a test, which finds the extension created; what it prints is in expected/.
REGRESS = $(sort $(basename $(notdir $(wildcard test/sql/*.sql))))
REGRESS_OPTS = --inputdir=test --load-extension=$(EXTENSION)

# TAP tests start servers of their own; without IPC::Run they cannot, and installcheck leaves them out.
ifeq ($(shell perl -MIPC::Run -e 'print "yes"' 2>/dev/null),yes)
TAP_TESTS = 1
PROVE_TESTS = test/t/*.pl
endif

PG_CPPFLAGS = -Isrc -DCARE_VERSION='"$(EXTVERSION)"'

# Every SQL-callable function has fcinfo, used or not; PostgreSQL's macros mix signed and unsigned.
PG_CFLAGS = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare
ifneq ($(filter true 1,$(CI) $(WERROR)),)
PG_CFLAGS += -Werror
endif

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
ifeq ($(wildcard $(PGXS)),)
$(error $(PG_CONFIG) leads to no PostgreSQL server headers: install postgresql-server-dev-NN, set PG_CONFIG, or run make check, which does it all)
endif

# A server built with LLVM wants bitcode beside the library, but its clang need not be here.
ifeq ($(shell command -v $$(sed -n 's/^CLANG *= *//p' $(dir $(PGXS))../Makefile.global)),)
override with_llvm = no
endif

include $(PGXS)

$(OBJS): $(wildcard src/*/*.h)

sql/$(EXTENSION)--$(EXTVERSION).sql: sql/$(EXTENSION).sql
	cp $< $@

else

.PHONY: $(MAKECMDGOALS)

check:
	@tools/check.sh $(TESTS)

check-dashboard:
	@tools/dashboard.sh

check-clients:
	@tools/clients.sh $(TESTS)

check-sanitize:
	@SANITIZE=1 tools/check.sh $(TESTS)

fuzz:
	@tools/fuzz.sh "$(CASES)" "$(SEED)" $(SURFACE)

lint:
	@tools/lint.sh

format:
	@clang-format -i src/*/*.[ch]

demo:
	@examples/demo.sh "$(DATA)"

bench:
	@bench/bench.sh $(CASES)

dashboard:
	@examples/dashboard/dashboard.sh "$(DATA)"

# Whatever else is asked for in the same command
$(filter-out $(HARNESS),$(MAKECMDGOALS)):
	@$(MAKE) $@

endif
