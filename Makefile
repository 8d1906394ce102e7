# care_quality, a PostgreSQL extension
#
#   make && sudo make install   build and install for the PostgreSQL of PG_CONFIG
#   make installcheck           run the tests on a running server that has it installed
#   make check                  build and run every test on a throw-away server; installs what is missing
#   make check TESTS='a b'      only these, e.g. TESTS='rating 001_install'
#   make check-clients          drivers, R, Python, Jupyter, Calc, PostGIS, pgbouncer, pg_cron, the Debian package
#   make check-dashboard        the page of make dashboard in Chromium
#   make coverage               the tests, and which lines and branches none of them reaches
#   make check-sanitize         the same under AddressSanitizer and UndefinedBehaviorSanitizer
#   make check-fresh            make demo and make check on machines that have never seen them, in private Debian roots
#   make fuzz [CASES=n] [SEED=n] [SURFACE='a b']  hostile input, a million cases, under the same
#   make lint                   compile with every warning an error, clang-tidy, cppcheck, wings, format
#   make dist                   the archive for PGXN, of what is committed, in the folder dist
#   make format                 lay the C source out as make lint wants it
#   make demo [DATA=folder] [COUNCIL=name]    a report from sample data, or from the regulator's files
#   make dashboard [DATA=folder] [COUNCIL=name]    the same as a web page, dashboard.html
#   make load DATA=folder [COUNCIL=name]    the files into the database of PGDATABASE, PGHOST, …
#   make bench [CASES='a b']    speed against SQL written by hand and DuckDB, on a throw-away server
#   make backtest               how well forecasts would have done on real data, on a throw-away server
#
# WERROR=1 (or CI=true) makes warnings errors. To build in another folder: make -f /path/to/Makefile there.

EXTENSION = care_quality

# The folder of this Makefile
source := $(patsubst %/,%,$(or $(VPATH),$(dir $(firstword $(MAKEFILE_LIST)))))
ifeq ($(wildcard $(source)/$(EXTENSION).control),)
$(error no $(EXTENSION).control in "$(source)": to build in another folder, the path of the source must have no spaces)
endif

EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(source)/$(EXTENSION).control)

MODULE_big = $(EXTENSION)

# Each wing of src/ may include only those before it; waiting only base and statistics (tools/lint.sh holds it).
WINGS = base statistics rating tally history ledger trend waiting
OBJS = $(patsubst $(source)/%.c,%.o,$(foreach wing,$(WINGS),$(sort $(wildcard $(source)/src/$(wing)/*.c))))

# These bring their own server, and must work before there is any PostgreSQL here.
HARNESS = backtest bench check check-clients check-dashboard check-fresh check-sanitize coverage dashboard demo dist format fuzz lint load

ifeq ($(filter $(HARNESS),$(MAKECMDGOALS)),)

# The script is written without a version in its name and copied to one that has it, until that version is released:
# then it is frozen, and stands beside those before it and the way from each version to the next.
script := sql/$(EXTENSION)--$(EXTVERSION).sql
DATA_built := $(filter-out $(shell sed 's/.* //' $(source)/sql/released.sha256),$(script))
DATA = $(filter-out $(DATA_built),$(patsubst $(source)/%,%,$(sort $(wildcard $(source)/sql/$(EXTENSION)--*.sql))))
ifeq ($(DATA_built),)
ifneq ($(shell cmp $(source)/sql/$(EXTENSION).sql $(source)/$(script) 2>&1),)
$(error $(EXTVERSION) is released, so $(script) stays as it is: a changed sql/$(EXTENSION).sql wants the next default_version in $(EXTENSION).control)
endif
endif

# Every test/sql/*.sql is a test, which finds the extension created; what it prints is in expected/. The database
# is the same whatever the server's default encoding and locale are.
REGRESS = $(sort $(basename $(notdir $(wildcard $(source)/test/sql/*.sql))))
REGRESS_OPTS = --inputdir=$(source)/test --load-extension=$(EXTENSION) --encoding=UTF8 --no-locale

# TAP tests start servers of their own; without IPC::Run they cannot, and installcheck leaves them out.
ifeq ($(shell perl -MIPC::Run -e 'print "yes"' 2>/dev/null),yes)
TAP_TESTS = 1
PROVE_TESTS = test/t/*.pl
endif

PG_CPPFLAGS = -I$(source)/src -DCARE_VERSION='"$(EXTVERSION)"'

# Every SQL-callable function has fcinfo, used or not; PostgreSQL's macros mix signed and unsigned.
PG_CFLAGS = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare
ifneq ($(filter true 1,$(CI) $(WERROR)),)
PG_CFLAGS += -Werror
endif
# PostgreSQL's own flags are those of the compiler that built it.
PG_CFLAGS += $(if $(findstring clang,$(CC)),-Wno-unknown-warning-option -Wno-ignored-optimization-argument -Wno-ignored-attributes)

# On 32-bit x86 the old floating point unit computes with more bits than a double has, and figures would differ in
# the last digit from those of other machines.
PG_CFLAGS += $(if $(filter i386 i486 i586 i686,$(firstword $(subst -, ,$(shell $(or $(CC),cc) -dumpmachine 2>/dev/null)))),-msse2 -mfpmath=sse)

# Calls from file to file lead straight there, not through a table in which another library could take their place.
SHLIB_LINK = $(if $(filter linux freebsd netbsd openbsd,$(PORTNAME)),-Wl$(comma)-Bsymbolic-functions)
comma = ,

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
# Debian's server package brings pgxs.mk without the headers.
ifeq ($(and $(wildcard $(PGXS)),$(wildcard $(shell $(PG_CONFIG) --includedir-server 2>/dev/null)/postgres.h)),)
major := $(shell $(PG_CONFIG) --version 2>/dev/null | sed 's/[^0-9]*\([0-9]*\).*/\1/')
$(error $(PG_CONFIG) leads to no PostgreSQL server headers: install postgresql-server-dev-$(or $(major),NN), set PG_CONFIG, or run make check, which does it all)
endif

# A server built with LLVM wants bitcode beside the library, but its clang need not be here.
ifeq ($(shell command -v $$(sed -n 's/^CLANG *= *//p' $(dir $(PGXS))../Makefile.global)),)
override with_llvm = no
endif

ifneq ($(source),.)
# In another folder: with the same folders in it, and the expected output where pg_regress looks for it
$(shell mkdir -p $(sort $(dir $(OBJS) $(DATA_built))))
REGRESS_PREP = $(CURDIR)/expected
EXTRA_CLEAN += expected
all:
$(CURDIR)/expected:
	ln -s $(realpath $(source)/expected) $@
endif

include $(PGXS)

$(OBJS): $(wildcard $(source)/src/*/*.h)

$(DATA_built): sql/$(EXTENSION).sql
	cp $< $@

else

.PHONY: $(MAKECMDGOALS)

# Not every shell makes a home of the ~ in DATA=~/folder.
folder = "$(patsubst ~/%,$(HOME)/%,$(DATA))"

check:
	@$(source)/tools/check.sh $(TESTS)

check-dashboard:
	@$(source)/tools/dashboard.sh

check-clients:
	@$(source)/tools/clients.sh $(TESTS)

check-fresh:
	@TESTS="$(TESTS)" $(source)/tools/fresh.sh $(STATES)

check-sanitize:
	@SANITIZE=1 $(source)/tools/check.sh $(TESTS)

coverage:
	@COVERAGE=1 $(source)/tools/check.sh $(TESTS)

fuzz:
	@$(source)/tools/fuzz.sh "$(CASES)" "$(SEED)" $(SURFACE)

lint:
	@$(source)/tools/lint.sh

format:
	@clang-format -i src/*/*.[ch]

# The name of the archive and of the folder in it
dist: release = $(EXTENSION)-$(shell sed -n 's/^  "version": "\(.*\)",/\1/p' $(source)/META.json)
dist:
	@cd $(source) && mkdir -p dist && git archive --format=zip --prefix=$(release)/ -o dist/$(release).zip HEAD

demo:
	@$(source)/examples/demo.sh $(folder)

backtest:
	@$(source)/bench/backtest.sh

bench:
	@$(source)/bench/bench.sh $(CASES)

dashboard:
	@$(source)/examples/dashboard/dashboard.sh $(folder)

load:
	@$(source)/examples/load.sh $(folder)

# Whatever else is asked for in the same command
$(filter-out $(HARNESS),$(MAKECMDGOALS)):
	@$(MAKE) $@

endif
