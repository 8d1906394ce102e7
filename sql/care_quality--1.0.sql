-- care_quality: types, functions and aggregates for care quality ratings.
--
-- In the order of the wings of src/, each of which builds on those before it:
--
--   statistics  intervals, comparisons, rates and ratios from counts
--   statistics  control charts and funnels, over the rows of a window
--   statistics  care_survival_summary, how long things last
--   rating      care_rating
--   rating      assessments and CQC's documents
--   tally       care_tally_summary, how many locations hold each rating at one moment
--   tally       how sure a tally is
--   history     care_history_summary, the ratings of one location through time
--   trend       care_trend_summary, many locations month by month
--   trend       what moved: causes, changes, forecasts
--   trend       care_ages_summary, how old ratings are month by month
--   waiting     care_waiting_summary, a waiting list month by month
--
-- A support function stands before the first aggregate that uses it, a row type before its function. A function
-- whose symbol in the library has another name says so.

\echo Use "CREATE EXTENSION care_quality" to load this file. \quit


-- --------------------------------------------------------------------------
-- statistics: intervals, comparisons, rates and ratios from counts
-- --------------------------------------------------------------------------

CREATE TYPE care_limits_row AS (
  lower double precision,
  upper double precision
);
COMMENT ON TYPE care_limits_row IS
  'Lower and upper limits, percent.';
COMMENT ON COLUMN care_limits_row.lower IS 'Lower limit, percent.';
COMMENT ON COLUMN care_limits_row.upper IS 'Upper limit, percent.';

CREATE FUNCTION care_interval(successes double precision, n double precision, confidence double precision DEFAULT 0.95) RETURNS care_limits_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_interval(successes double precision, n double precision, confidence double precision) IS
  'Wilson limits of successes in n, percent; NULL if n is 0.';

CREATE FUNCTION care_compare(successes double precision, n double precision, benchmark double precision, confidence double precision DEFAULT 0.95) RETURNS text
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_compare(successes double precision, n double precision, benchmark double precision, confidence double precision) IS
  'Whether successes in n are better than, similar to or worse than a benchmark (percent), by their Wilson limits.';

CREATE TYPE care_difference_row AS (
  points double precision,
  lower double precision,
  upper double precision
);
COMMENT ON TYPE care_difference_row IS
  'A row of care_difference: percentage points with limits.';
COMMENT ON COLUMN care_difference_row.points IS 'The first less the second, percentage points.';
COMMENT ON COLUMN care_difference_row.lower IS 'Lower Newcombe limit of the difference, points.';
COMMENT ON COLUMN care_difference_row.upper IS 'Upper Newcombe limit of the difference, points.';

CREATE FUNCTION care_difference(successes double precision, n double precision, other_successes double precision, other_n double precision, confidence double precision DEFAULT 0.95) RETURNS care_difference_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_difference(successes double precision, n double precision, other_successes double precision, other_n double precision, confidence double precision) IS
  'The difference of two independent shares in percentage points, with Newcombe limits; NULL if either n is 0.';

CREATE TYPE care_rate_row AS (
  rate double precision,
  lower double precision,
  upper double precision
);
COMMENT ON TYPE care_rate_row IS
  'A row of care_rate.';
COMMENT ON COLUMN care_rate_row.rate IS 'Events in so many people as asked.';
COMMENT ON COLUMN care_rate_row.lower IS 'Lower limit of the rate.';
COMMENT ON COLUMN care_rate_row.upper IS 'Upper limit of the rate.';

CREATE FUNCTION care_rate(events double precision, population double precision, per double precision DEFAULT 100000, confidence double precision DEFAULT 0.95) RETURNS care_rate_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_rate(events double precision, population double precision, per double precision, confidence double precision) IS
  'Events in so many people of a population, with limits: exact Poisson below 10 events, Byar''s from 10; NULL if there is nobody.';

CREATE TYPE care_ratio_row AS (
  ratio double precision,
  lower double precision,
  upper double precision
);
COMMENT ON TYPE care_ratio_row IS
  'A row of care_ratio.';
COMMENT ON COLUMN care_ratio_row.ratio IS 'Observed by expected: 1 is as expected.';
COMMENT ON COLUMN care_ratio_row.lower IS 'Lower limit of the ratio.';
COMMENT ON COLUMN care_ratio_row.upper IS 'Upper limit of the ratio.';

CREATE FUNCTION care_ratio(observed double precision, expected double precision, confidence double precision DEFAULT 0.95) RETURNS care_ratio_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_ratio(observed double precision, expected double precision, confidence double precision) IS
  'Observed events by those that were expected, with limits: exact Poisson below 10 observed, Byar''s from 10; NULL if none were expected.';


-- --------------------------------------------------------------------------
-- statistics: control charts and funnels, over the rows of a window
-- --------------------------------------------------------------------------

CREATE FUNCTION care_funnel_limits(n double precision, benchmark double precision, confidence double precision DEFAULT 0.95) RETURNS care_limits_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_funnel_limits(n double precision, benchmark double precision, confidence double precision) IS
  'The shares of n that are compatible with a benchmark, percent; NULL if n is 0.';

CREATE TYPE care_funnel_row AS (
  percent double precision,
  benchmark double precision,
  z double precision,
  dispersion double precision,
  tau_squared double precision,
  adjusted_z double precision,
  lower_95 double precision,
  upper_95 double precision,
  lower_998 double precision,
  upper_998 double precision,
  verdict text
);
COMMENT ON TYPE care_funnel_row IS
  'A row of care_funnel.';
COMMENT ON COLUMN care_funnel_row.percent IS 'Successes as a share of n.';
COMMENT ON COLUMN care_funnel_row.benchmark IS 'What the areas are compared with, percent: as given, or all successes as a share of all n.';
COMMENT ON COLUMN care_funnel_row.z IS 'Standard errors of chance from the benchmark, on the arcsine scale.';
COMMENT ON COLUMN care_funnel_row.dispersion IS 'Mean square of the z of all areas, winsorised at the 10th and the 90th percentile: 1 if chance were all.';
COMMENT ON COLUMN care_funnel_row.tau_squared IS 'Variance between areas beyond chance, on the arcsine scale; 0 if there is none or adjust is false.';
COMMENT ON COLUMN care_funnel_row.adjusted_z IS 'z with the variance between areas taken into account: the verdict follows it.';
COMMENT ON COLUMN care_funnel_row.lower_95 IS 'Lower 95% limit of an area with this n, percent.';
COMMENT ON COLUMN care_funnel_row.upper_95 IS 'Upper 95% limit of an area with this n, percent.';
COMMENT ON COLUMN care_funnel_row.lower_998 IS 'Lower 99.8% limit of an area with this n, percent.';
COMMENT ON COLUMN care_funnel_row.upper_998 IS 'Upper 99.8% limit of an area with this n, percent.';
COMMENT ON COLUMN care_funnel_row.verdict IS 'within limits, above 95%, above 99.8%, below 95% or below 99.8%.';

CREATE FUNCTION care_funnel(successes double precision, n double precision, benchmark double precision DEFAULT NULL, adjust boolean DEFAULT true) RETURNS care_funnel_row
  AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 15;
COMMENT ON FUNCTION care_funnel(successes double precision, n double precision, benchmark double precision, adjust boolean) IS
  'A funnel plot of the areas of the partition, with limits adjusted for overdispersion: how each stands to the benchmark (percent).';

CREATE TYPE care_xmr_row AS (
  mean double precision,
  lower double precision,
  upper double precision,
  near_lower double precision,
  near_upper double precision,
  moving_range double precision,
  points bigint,
  signal text,
  variation text
);
COMMENT ON TYPE care_xmr_row IS
  'A row of care_xmr, in the unit of its values.';
COMMENT ON COLUMN care_xmr_row.mean IS 'Centre line of the segment.';
COMMENT ON COLUMN care_xmr_row.lower IS 'Lower control limit.';
COMMENT ON COLUMN care_xmr_row.upper IS 'Upper control limit.';
COMMENT ON COLUMN care_xmr_row.near_lower IS 'Two thirds of the way to the lower limit: beyond it a point counts for two of three.';
COMMENT ON COLUMN care_xmr_row.near_upper IS 'Two thirds of the way to the upper limit.';
COMMENT ON COLUMN care_xmr_row.moving_range IS 'Mean moving range behind the limits.';
COMMENT ON COLUMN care_xmr_row.points IS 'How many values made the limits; below 13 they are provisional.';
COMMENT ON COLUMN care_xmr_row.signal IS 'What the point says: common cause, or the rule that it meets.';
COMMENT ON COLUMN care_xmr_row.variation IS 'What that means: common cause, special cause improvement or concern; special cause high or low if nobody said which is better.';

CREATE FUNCTION care_xmr(value double precision, rebase boolean DEFAULT false, baseline integer DEFAULT NULL, higher_is_better boolean DEFAULT NULL, run_length integer DEFAULT 7, screen boolean DEFAULT true) RETURNS care_xmr_row
  AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_xmr(value double precision, rebase boolean, baseline integer, higher_is_better boolean, run_length integer, screen boolean) IS
  'An XmR control chart of the partition: limits and signal of each value, with new limits from each row where rebase is true, from the first baseline values.';

CREATE TYPE care_p_chart_row AS (
  percent double precision,
  mean double precision,
  lower double precision,
  upper double precision,
  points bigint,
  signal text,
  variation text
);
COMMENT ON TYPE care_p_chart_row IS
  'A row of care_p_chart, percent.';
COMMENT ON COLUMN care_p_chart_row.percent IS 'Successes as a share of n.';
COMMENT ON COLUMN care_p_chart_row.mean IS 'Centre line of the segment: all successes as a share of all n.';
COMMENT ON COLUMN care_p_chart_row.lower IS 'Lower control limit of a point with this n.';
COMMENT ON COLUMN care_p_chart_row.upper IS 'Upper control limit of a point with this n.';
COMMENT ON COLUMN care_p_chart_row.points IS 'How many points made the centre line and the limits; below 13 they are provisional.';
COMMENT ON COLUMN care_p_chart_row.signal IS 'What the point says: common cause, or the rule that it meets.';
COMMENT ON COLUMN care_p_chart_row.variation IS 'What that means: common cause, special cause improvement or concern; special cause high or low if nobody said which is better.';

CREATE FUNCTION care_p_chart(successes double precision, n double precision, rebase boolean DEFAULT false, baseline integer DEFAULT NULL, higher_is_better boolean DEFAULT NULL, prime boolean DEFAULT true, run_length integer DEFAULT 7) RETURNS care_p_chart_row
  AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 15;
COMMENT ON FUNCTION care_p_chart(successes double precision, n double precision, rebase boolean, baseline integer, higher_is_better boolean, prime boolean, run_length integer) IS
  'A control chart of a percentage whose n changes: Laney''s p'' chart of the partition, or with prime false the plain p chart.';

CREATE FUNCTION care_assurance(value double precision, target double precision, higher_is_better boolean DEFAULT true, rebase boolean DEFAULT false, baseline integer DEFAULT NULL) RETURNS text
  AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_assurance(value double precision, target double precision, higher_is_better boolean, rebase boolean, baseline integer) IS
  'Whether the process of an XmR control chart will pass, fail or hit or miss its last target.';


-- --------------------------------------------------------------------------
-- statistics: care_survival_summary, how long things last
-- --------------------------------------------------------------------------

CREATE TYPE care_survival_summary;

CREATE FUNCTION care_survival_summary_in(cstring) RETURNS care_survival_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_summary_in(cstring) IS
  'Reads a survival summary from its JSON text form.';

CREATE FUNCTION care_survival_summary_out(care_survival_summary) RETURNS cstring
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_summary_out(care_survival_summary) IS
  'Prints a survival summary as JSON text.';

CREATE FUNCTION care_survival_summary_recv(internal) RETURNS care_survival_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_summary_recv(internal) IS
  'Reads a survival summary from its binary form.';

CREATE FUNCTION care_survival_summary_send(care_survival_summary) RETURNS bytea
  AS 'byteasend' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_summary_send(care_survival_summary) IS
  'Writes a survival summary in its binary form.';

CREATE TYPE care_survival_summary (
  INPUT = care_survival_summary_in, OUTPUT = care_survival_summary_out, RECEIVE = care_survival_summary_recv, SEND = care_survival_summary_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE care_survival_summary IS
  'How long things lasted, in days, those that have not ended yet too, as care_survival builds it.';

CREATE FUNCTION care_survival_summary_eq(care_survival_summary, care_survival_summary) RETURNS boolean
  AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_summary_eq(care_survival_summary, care_survival_summary) IS
  'Implements the operator = of care_survival_summary.';

CREATE FUNCTION care_survival_summary_ne(care_survival_summary, care_survival_summary) RETURNS boolean
  AS 'byteane' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_summary_ne(care_survival_summary, care_survival_summary) IS
  'Implements the operator <> of care_survival_summary.';

CREATE FUNCTION care_survival_summary_lt(care_survival_summary, care_survival_summary) RETURNS boolean
  AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_summary_lt(care_survival_summary, care_survival_summary) IS
  'Implements the operator < of care_survival_summary.';

CREATE FUNCTION care_survival_summary_le(care_survival_summary, care_survival_summary) RETURNS boolean
  AS 'byteale' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_summary_le(care_survival_summary, care_survival_summary) IS
  'Implements the operator <= of care_survival_summary.';

CREATE FUNCTION care_survival_summary_gt(care_survival_summary, care_survival_summary) RETURNS boolean
  AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_summary_gt(care_survival_summary, care_survival_summary) IS
  'Implements the operator > of care_survival_summary.';

CREATE FUNCTION care_survival_summary_ge(care_survival_summary, care_survival_summary) RETURNS boolean
  AS 'byteage' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_summary_ge(care_survival_summary, care_survival_summary) IS
  'Implements the operator >= of care_survival_summary.';

CREATE FUNCTION care_survival_summary_cmp(care_survival_summary, care_survival_summary) RETURNS integer
  AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_summary_cmp(care_survival_summary, care_survival_summary) IS
  'B-tree comparison of care_survival_summary.';

CREATE FUNCTION care_survival_summary_hash(care_survival_summary) RETURNS integer
  AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_summary_hash(care_survival_summary) IS
  'Hash of care_survival_summary.';

CREATE FUNCTION care_survival_summary_hash_extended(care_survival_summary, bigint) RETURNS bigint
  AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_summary_hash_extended(care_survival_summary, bigint) IS
  '64-bit hash of care_survival_summary.';

CREATE OPERATOR = (
  LEFTARG = care_survival_summary, RIGHTARG = care_survival_summary, FUNCTION = care_survival_summary_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (care_survival_summary, care_survival_summary) IS
  'equal';

CREATE OPERATOR <> (
  LEFTARG = care_survival_summary, RIGHTARG = care_survival_summary, FUNCTION = care_survival_summary_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (care_survival_summary, care_survival_summary) IS
  'not equal';

CREATE OPERATOR < (
  LEFTARG = care_survival_summary, RIGHTARG = care_survival_summary, FUNCTION = care_survival_summary_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (care_survival_summary, care_survival_summary) IS
  'less than';

CREATE OPERATOR <= (
  LEFTARG = care_survival_summary, RIGHTARG = care_survival_summary, FUNCTION = care_survival_summary_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (care_survival_summary, care_survival_summary) IS
  'less than or equal';

CREATE OPERATOR > (
  LEFTARG = care_survival_summary, RIGHTARG = care_survival_summary, FUNCTION = care_survival_summary_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (care_survival_summary, care_survival_summary) IS
  'greater than';

CREATE OPERATOR >= (
  LEFTARG = care_survival_summary, RIGHTARG = care_survival_summary, FUNCTION = care_survival_summary_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (care_survival_summary, care_survival_summary) IS
  'greater than or equal';

CREATE OPERATOR CLASS care_survival_summary_ops DEFAULT FOR TYPE care_survival_summary USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 care_survival_summary_cmp(care_survival_summary, care_survival_summary),
  FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS care_survival_summary_ops USING btree IS 'an arbitrary order';
COMMENT ON OPERATOR FAMILY care_survival_summary_ops USING btree IS 'an arbitrary order';

CREATE OPERATOR CLASS care_survival_summary_ops DEFAULT FOR TYPE care_survival_summary USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 care_survival_summary_hash(care_survival_summary),
  FUNCTION 2 care_survival_summary_hash_extended(care_survival_summary, bigint);
COMMENT ON OPERATOR CLASS care_survival_summary_ops USING hash IS 'hash of care_survival_summary';
COMMENT ON OPERATOR FAMILY care_survival_summary_ops USING hash IS 'hash of care_survival_summary';

CREATE CAST (care_survival_summary AS jsonb) WITH INOUT;
COMMENT ON CAST (care_survival_summary AS jsonb) IS
  'the text form as jsonb';

CREATE FUNCTION care_survival_add(state bytea, days integer, ended boolean) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_survival_add(state bytea, days integer, ended boolean) IS
  'Transition function of care_survival.';

CREATE FUNCTION care_survival_add_summary(state bytea, survival care_survival_summary) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_survival_add_summary(state bytea, survival care_survival_summary) IS
  'Transition function of care_rollup(care_survival_summary).';

CREATE FUNCTION care_survival_combine(state bytea, other bytea) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_survival_combine(state bytea, other bytea) IS
  'Combine function of care_survival and of care_rollup(care_survival_summary).';

CREATE FUNCTION care_survival_final(state bytea) RETURNS care_survival_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_survival_final(state bytea) IS
  'Final function of care_survival and of care_rollup(care_survival_summary).';

CREATE AGGREGATE care_survival(days integer, ended boolean) (
  SFUNC = care_survival_add,
  STYPE = bytea,
  FINALFUNC = care_survival_final,
  COMBINEFUNC = care_survival_combine,
  SSPACE = 4096,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_survival(days integer, ended boolean) IS
  'How long things last: one row for each, with the days until it ended, or until it was last seen if ended is false.';

CREATE AGGREGATE care_rollup(survival care_survival_summary) (
  SFUNC = care_survival_add_summary,
  STYPE = bytea,
  FINALFUNC = care_survival_final,
  COMBINEFUNC = care_survival_combine,
  SSPACE = 16384,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_rollup(survival care_survival_summary) IS
  'Several survival summaries as one.';

CREATE FUNCTION care_survival_at(survival care_survival_summary, days integer) RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_survival_at(survival care_survival_summary, days integer) IS
  'How many percent have not ended after so many days (Kaplan-Meier); NULL beyond the last day that anything was seen, unless all had ended.';

CREATE FUNCTION care_survival_days(survival care_survival_summary, percent double precision DEFAULT 50) RETURNS integer
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_survival_days(survival care_survival_summary, percent double precision) IS
  'After how many days at most so many percent have not ended, by default the median; NULL if that is never reached.';

CREATE TYPE care_survival_curve_row AS (
  days integer,
  at_risk bigint,
  ended bigint,
  percent double precision,
  lower double precision,
  upper double precision
);
COMMENT ON TYPE care_survival_curve_row IS
  'A row of care_survival_curve: a day on which some ended.';
COMMENT ON COLUMN care_survival_curve_row.days IS 'Days since the beginning.';
COMMENT ON COLUMN care_survival_curve_row.at_risk IS 'How many had lasted that long and were still in sight.';
COMMENT ON COLUMN care_survival_curve_row.ended IS 'How many of them ended on this day.';
COMMENT ON COLUMN care_survival_curve_row.percent IS 'How many percent have not ended after it.';
COMMENT ON COLUMN care_survival_curve_row.lower IS 'Lower limit of the percentage; NULL when all have ended.';
COMMENT ON COLUMN care_survival_curve_row.upper IS 'Upper limit of the percentage; NULL when all have ended.';

CREATE FUNCTION care_survival_curve(survival care_survival_summary, confidence double precision DEFAULT 0.95) RETURNS SETOF care_survival_curve_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 500;
COMMENT ON FUNCTION care_survival_curve(survival care_survival_summary, confidence double precision) IS
  'The survival curve of Kaplan and Meier, a row for each day on which some ended, with limits (Greenwood, log-log).';


-- --------------------------------------------------------------------------
-- rating: care_rating
-- --------------------------------------------------------------------------

CREATE TYPE care_rating;

CREATE FUNCTION care_rating_in(cstring) RETURNS care_rating
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_in(cstring) IS
  'Reads a rating label, ignoring case, white space, "_" and "-".';

CREATE FUNCTION care_rating_out(care_rating) RETURNS cstring
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_out(care_rating) IS
  'Prints a rating in CQC''s spelling.';

CREATE FUNCTION care_rating_recv(internal) RETURNS care_rating
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_recv(internal) IS
  'Reads a rating from its binary form, the label.';

CREATE FUNCTION care_rating_send(care_rating) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_send(care_rating) IS
  'Writes a rating in its binary form, the label.';

CREATE TYPE care_rating (
  INPUT = care_rating_in, OUTPUT = care_rating_out, RECEIVE = care_rating_recv, SEND = care_rating_send,
  INTERNALLENGTH = 1, PASSEDBYVALUE, ALIGNMENT = char
);
COMMENT ON TYPE care_rating IS
  'A care quality rating: Not rated < Inadequate < Requires improvement < Good < Outstanding.';

CREATE FUNCTION care_rating_eq(care_rating, care_rating) RETURNS boolean
  AS 'chareq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_eq(care_rating, care_rating) IS
  'Implements the operator = of care_rating.';

CREATE FUNCTION care_rating_ne(care_rating, care_rating) RETURNS boolean
  AS 'charne' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_ne(care_rating, care_rating) IS
  'Implements the operator <> of care_rating.';

CREATE FUNCTION care_rating_lt(care_rating, care_rating) RETURNS boolean
  AS 'charlt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_lt(care_rating, care_rating) IS
  'Implements the operator < of care_rating.';

CREATE FUNCTION care_rating_le(care_rating, care_rating) RETURNS boolean
  AS 'charle' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_le(care_rating, care_rating) IS
  'Implements the operator <= of care_rating.';

CREATE FUNCTION care_rating_gt(care_rating, care_rating) RETURNS boolean
  AS 'chargt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_gt(care_rating, care_rating) IS
  'Implements the operator > of care_rating.';

CREATE FUNCTION care_rating_ge(care_rating, care_rating) RETURNS boolean
  AS 'charge' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_ge(care_rating, care_rating) IS
  'Implements the operator >= of care_rating.';

CREATE FUNCTION care_rating_cmp(care_rating, care_rating) RETURNS integer
  AS 'btcharcmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_cmp(care_rating, care_rating) IS
  'B-tree comparison of care_rating.';

CREATE FUNCTION care_rating_hash(care_rating) RETURNS integer
  AS 'hashchar' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_hash(care_rating) IS
  'Hash of care_rating.';

CREATE FUNCTION care_rating_hash_extended(care_rating, bigint) RETURNS bigint
  AS 'hashcharextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_hash_extended(care_rating, bigint) IS
  '64-bit hash of care_rating.';

CREATE OPERATOR = (
  LEFTARG = care_rating, RIGHTARG = care_rating, FUNCTION = care_rating_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (care_rating, care_rating) IS
  'equal';

CREATE OPERATOR <> (
  LEFTARG = care_rating, RIGHTARG = care_rating, FUNCTION = care_rating_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (care_rating, care_rating) IS
  'not equal';

CREATE OPERATOR < (
  LEFTARG = care_rating, RIGHTARG = care_rating, FUNCTION = care_rating_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (care_rating, care_rating) IS
  'less than';

CREATE OPERATOR <= (
  LEFTARG = care_rating, RIGHTARG = care_rating, FUNCTION = care_rating_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (care_rating, care_rating) IS
  'less than or equal';

CREATE OPERATOR > (
  LEFTARG = care_rating, RIGHTARG = care_rating, FUNCTION = care_rating_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (care_rating, care_rating) IS
  'greater than';

CREATE OPERATOR >= (
  LEFTARG = care_rating, RIGHTARG = care_rating, FUNCTION = care_rating_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (care_rating, care_rating) IS
  'greater than or equal';

CREATE OPERATOR CLASS care_rating_ops DEFAULT FOR TYPE care_rating USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 care_rating_cmp(care_rating, care_rating),
  FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS care_rating_ops USING btree IS 'from Not rated up to Outstanding';
COMMENT ON OPERATOR FAMILY care_rating_ops USING btree IS 'from Not rated up to Outstanding';

CREATE OPERATOR CLASS care_rating_ops DEFAULT FOR TYPE care_rating USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 care_rating_hash(care_rating),
  FUNCTION 2 care_rating_hash_extended(care_rating, bigint);
COMMENT ON OPERATOR CLASS care_rating_ops USING hash IS 'hash of care_rating';
COMMENT ON OPERATOR FAMILY care_rating_ops USING hash IS 'hash of care_rating';

CREATE CAST (care_rating AS text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (care_rating AS text) IS
  'the rating in CQC''s spelling';
CREATE CAST (text AS care_rating) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (text AS care_rating) IS
  'the rating that the text reads as; an error if none';

CREATE CAST (care_rating AS varchar) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (care_rating AS varchar) IS
  'the rating in CQC''s spelling';
CREATE CAST (varchar AS care_rating) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (varchar AS care_rating) IS
  'the rating that the text reads as; an error if none';

CREATE CAST (care_rating AS bpchar) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (care_rating AS bpchar) IS
  'the rating in CQC''s spelling';
CREATE CAST (bpchar AS care_rating) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (bpchar AS care_rating) IS
  'the rating that the text reads as; an error if none';

CREATE FUNCTION care_rating_from_smallint(smallint) RETURNS care_rating
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_from_smallint(smallint) IS
  'The rating of a number from 0 (Not rated) to 4 (Outstanding).';

CREATE FUNCTION care_rating_from_bigint(bigint) RETURNS care_rating
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_from_bigint(bigint) IS
  'The rating of a number from 0 (Not rated) to 4 (Outstanding).';

CREATE FUNCTION care_rating_from_integer(integer) RETURNS care_rating
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_from_integer(integer) IS
  'The rating of a number from 0 (Not rated) to 4 (Outstanding).';

CREATE FUNCTION care_rating_to_integer(care_rating) RETURNS integer
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_to_integer(care_rating) IS
  'The number of a rating, from 0 (Not rated) to 4 (Outstanding).';

CREATE CAST (integer AS care_rating) WITH FUNCTION care_rating_from_integer(integer);
COMMENT ON CAST (integer AS care_rating) IS
  '0 (Not rated) to 4 (Outstanding)';
CREATE CAST (smallint AS care_rating) WITH FUNCTION care_rating_from_smallint(smallint);
COMMENT ON CAST (smallint AS care_rating) IS
  '0 (Not rated) to 4 (Outstanding)';
CREATE CAST (bigint AS care_rating) WITH FUNCTION care_rating_from_bigint(bigint);
COMMENT ON CAST (bigint AS care_rating) IS
  '0 (Not rated) to 4 (Outstanding)';
CREATE CAST (care_rating AS integer) WITH FUNCTION care_rating_to_integer(care_rating);
COMMENT ON CAST (care_rating AS integer) IS
  '0 (Not rated) to 4 (Outstanding)';

CREATE FUNCTION to_care_rating(rating care_rating) RETURNS care_rating
  AS 'MODULE_PATHNAME', 'to_care_rating_rating' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION to_care_rating(rating care_rating) IS
  'The rating that a label reads as; NULL if it is none.';

CREATE FUNCTION to_care_rating(rating text) RETURNS care_rating
  AS 'MODULE_PATHNAME', 'to_care_rating_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION to_care_rating(rating text) IS
  'The rating that a label reads as; NULL if it is none.';

CREATE FUNCTION to_care_rating(rating anyenum) RETURNS care_rating
  AS 'MODULE_PATHNAME', 'to_care_rating_enum' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION to_care_rating(rating anyenum) IS
  'The rating that a label reads as; NULL if it is none.';

CREATE FUNCTION care_is_rated(rating care_rating) RETURNS boolean
  AS 'MODULE_PATHNAME', 'care_is_rated_rating' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_is_rated(rating care_rating) IS
  'Whether it is one of the four ratings.';

CREATE FUNCTION care_is_rated(rating text) RETURNS boolean
  AS 'MODULE_PATHNAME', 'care_is_rated_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_is_rated(rating text) IS
  'Whether it is one of the four ratings.';

CREATE FUNCTION care_is_rated(rating anyenum) RETURNS boolean
  AS 'MODULE_PATHNAME', 'care_is_rated_enum' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_is_rated(rating anyenum) IS
  'Whether it is one of the four ratings.';

CREATE FUNCTION care_is_good_or_better(rating care_rating) RETURNS boolean
  AS 'MODULE_PATHNAME', 'care_is_good_or_better_rating' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_is_good_or_better(rating care_rating) IS
  'Whether it is Good or Outstanding.';

CREATE FUNCTION care_is_good_or_better(rating text) RETURNS boolean
  AS 'MODULE_PATHNAME', 'care_is_good_or_better_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_is_good_or_better(rating text) IS
  'Whether it is Good or Outstanding.';

CREATE FUNCTION care_is_good_or_better(rating anyenum) RETURNS boolean
  AS 'MODULE_PATHNAME', 'care_is_good_or_better_enum' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_is_good_or_better(rating anyenum) IS
  'Whether it is Good or Outstanding.';

CREATE FUNCTION care_rating_smaller(care_rating, care_rating) RETURNS care_rating
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_smaller(care_rating, care_rating) IS
  'The lower of two ratings: the state of min.';

CREATE FUNCTION care_rating_larger(care_rating, care_rating) RETURNS care_rating
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_rating_larger(care_rating, care_rating) IS
  'The higher of two ratings: the state of max.';

CREATE AGGREGATE min(care_rating) (
  SFUNC = care_rating_smaller,
  STYPE = care_rating,
  COMBINEFUNC = care_rating_smaller,
  SORTOP = <,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(care_rating) IS
  'The lowest rating; Not rated is the lowest of all (see care_worst).';

CREATE AGGREGATE max(care_rating) (
  SFUNC = care_rating_larger,
  STYPE = care_rating,
  COMBINEFUNC = care_rating_larger,
  SORTOP = >,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(care_rating) IS
  'The highest rating.';

CREATE FUNCTION care_worst_add(state care_rating, rating care_rating) RETURNS care_rating
  AS 'MODULE_PATHNAME', 'care_worst_add_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_worst_add(state care_rating, rating care_rating) IS
  'Transition function of care_worst.';

CREATE FUNCTION care_worst_add(state care_rating, rating text) RETURNS care_rating
  AS 'MODULE_PATHNAME', 'care_worst_add_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_worst_add(state care_rating, rating text) IS
  'Transition function of care_worst.';

CREATE FUNCTION care_worst_add(state care_rating, rating anyenum) RETURNS care_rating
  AS 'MODULE_PATHNAME', 'care_worst_add_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_worst_add(state care_rating, rating anyenum) IS
  'Transition function of care_worst.';

CREATE FUNCTION care_worst_combine(state care_rating, other care_rating) RETURNS care_rating
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_worst_combine(care_rating, care_rating) IS
  'Combine function of care_worst.';

CREATE AGGREGATE care_worst(rating care_rating) (
  SFUNC = care_worst_add,
  STYPE = care_rating,
  COMBINEFUNC = care_worst_combine,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_worst(rating care_rating) IS
  'The lowest actual rating; Not rated only if there is none.';

CREATE AGGREGATE care_worst(rating text) (
  SFUNC = care_worst_add,
  STYPE = care_rating,
  COMBINEFUNC = care_worst_combine,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_worst(rating text) IS
  'The lowest actual rating; Not rated only if there is none.';

CREATE AGGREGATE care_worst(rating anyenum) (
  SFUNC = care_worst_add,
  STYPE = care_rating,
  COMBINEFUNC = care_worst_combine,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_worst(rating anyenum) IS
  'The lowest actual rating; Not rated only if there is none.';


-- --------------------------------------------------------------------------
-- rating: assessments and CQC's documents
-- --------------------------------------------------------------------------

CREATE FUNCTION care_overall(safe care_rating, effective care_rating, caring care_rating, responsive care_rating, well_led care_rating, breach boolean DEFAULT false) RETURNS care_rating
  AS 'MODULE_PATHNAME', 'care_overall_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_overall(safe care_rating, effective care_rating, caring care_rating, responsive care_rating, well_led care_rating, breach boolean) IS
  'The overall rating by CQC''s aggregation rules; Not rated if one of the five questions is.';

CREATE FUNCTION care_overall(safe text, effective text, caring text, responsive text, well_led text, breach boolean DEFAULT false) RETURNS care_rating
  AS 'MODULE_PATHNAME', 'care_overall_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_overall(safe text, effective text, caring text, responsive text, well_led text, breach boolean) IS
  'The overall rating by CQC''s aggregation rules; Not rated if one of the five questions is.';

CREATE FUNCTION care_overall(safe "any", effective "any", caring "any", responsive "any", well_led "any", breach boolean DEFAULT false) RETURNS care_rating
  AS 'MODULE_PATHNAME', 'care_overall_any' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_overall(safe "any", effective "any", caring "any", responsive "any", well_led "any", breach boolean) IS
  'The overall rating by CQC''s aggregation rules; Not rated if one of the five questions is.';

CREATE FUNCTION care_assessment_percent(scores integer[]) RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_assessment_percent(scores integer[]) IS
  'The scores of quality statements, 1 to 4, as a percentage of the highest possible; not rounded.';

CREATE FUNCTION care_assessment_rating(scores integer[]) RETURNS care_rating
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_assessment_rating(scores integer[]) IS
  'The rating that the scores of quality statements make: thresholds on the whole percentage, no limiter.';

CREATE TYPE care_events_row AS (
  location_id text,
  service text,
  question text,
  rating text,
  rating_text text,
  published date,
  status text,
  ended date,
  organisation_id text
);
COMMENT ON TYPE care_events_row IS
  'A row of care_events.';
COMMENT ON COLUMN care_events_row.location_id IS 'The location of the document.';
COMMENT ON COLUMN care_events_row.service IS 'The service that was rated; NULL for the location as a whole.';
COMMENT ON COLUMN care_events_row.question IS 'Overall, or the key question.';
COMMENT ON COLUMN care_events_row.rating IS 'What care_rating makes of it; NULL if it is not recognised.';
COMMENT ON COLUMN care_events_row.rating_text IS 'The rating as published.';
COMMENT ON COLUMN care_events_row.published IS 'When it was published.';
COMMENT ON COLUMN care_events_row.status IS 'Current or Historic, as the document has it; NULL where it has none.';
COMMENT ON COLUMN care_events_row.ended IS 'When the service, or its rating, ended; NULL where the document has no such day.';
COMMENT ON COLUMN care_events_row.organisation_id IS 'The organisation that was rated, of an inherited rating the earlier location; NULL where the document has none.';

CREATE FUNCTION care_events(document jsonb) RETURNS SETOF care_events_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 30;
COMMENT ON FUNCTION care_events(document jsonb) IS
  'The rating events in one location document of CQC''s public interface: current, historic and of assessments.';

CREATE TYPE care_location_row AS (
  location_id text,
  name text,
  type text,
  provider_id text,
  provider_name text,
  brand_id text,
  brand_name text,
  local_authority text,
  region text,
  constituency text,
  postcode text,
  uprn text,
  latitude double precision,
  longitude double precision,
  beds integer,
  care_home boolean,
  dormant boolean,
  registered date,
  deregistered date,
  services text[],
  inspection_directorate text
);
COMMENT ON TYPE care_location_row IS
  'A row of care_location; what the document does not have is NULL.';
COMMENT ON COLUMN care_location_row.location_id IS 'The location of the document.';
COMMENT ON COLUMN care_location_row.name IS 'Its name.';
COMMENT ON COLUMN care_location_row.type IS 'Its type or sector, such as Social Care Org.';
COMMENT ON COLUMN care_location_row.provider_id IS 'The provider that runs it.';
COMMENT ON COLUMN care_location_row.provider_name IS 'The provider''s name.';
COMMENT ON COLUMN care_location_row.brand_id IS 'The brand that it belongs to.';
COMMENT ON COLUMN care_location_row.brand_name IS 'The brand''s name.';
COMMENT ON COLUMN care_location_row.local_authority IS 'The council, by name.';
COMMENT ON COLUMN care_location_row.region IS 'The region.';
COMMENT ON COLUMN care_location_row.constituency IS 'The parliamentary constituency.';
COMMENT ON COLUMN care_location_row.postcode IS 'The postcode.';
COMMENT ON COLUMN care_location_row.uprn IS 'The unique property reference number.';
COMMENT ON COLUMN care_location_row.latitude IS 'Degrees north.';
COMMENT ON COLUMN care_location_row.longitude IS 'Degrees east.';
COMMENT ON COLUMN care_location_row.beds IS 'Beds of a care home.';
COMMENT ON COLUMN care_location_row.care_home IS 'Whether it is a care home.';
COMMENT ON COLUMN care_location_row.dormant IS 'Whether it is registered without giving care.';
COMMENT ON COLUMN care_location_row.registered IS 'When it was registered.';
COMMENT ON COLUMN care_location_row.deregistered IS 'When its registration ended.';
COMMENT ON COLUMN care_location_row.services IS 'Its types of service, as CQC''s files name them.';
COMMENT ON COLUMN care_location_row.inspection_directorate IS 'The directorate that inspects it, such as Adult social care.';

CREATE FUNCTION care_location(document jsonb) RETURNS care_location_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION care_location(document jsonb) IS
  'What one location document of CQC''s public interface says of the location: name, provider, place, beds, dates, services.';

CREATE TYPE care_relationships_row AS (
  location_id text,
  related_location_id text,
  type text,
  reason text
);
COMMENT ON TYPE care_relationships_row IS
  'A row of care_relationships.';
COMMENT ON COLUMN care_relationships_row.location_id IS 'The location of the document.';
COMMENT ON COLUMN care_relationships_row.related_location_id IS 'The location before or after it.';
COMMENT ON COLUMN care_relationships_row.type IS 'HSCA Predecessor or HSCA Successor, as the document has it.';
COMMENT ON COLUMN care_relationships_row.reason IS 'Why, as the document has it.';

CREATE FUNCTION care_relationships(document jsonb) RETURNS SETOF care_relationships_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 ROWS 2;
COMMENT ON FUNCTION care_relationships(document jsonb) IS
  'The relationships of one location document of CQC''s public interface: the locations that the registration came from or went to.';

CREATE FUNCTION care_site(location_id text, related_location_id text) RETURNS text
  AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_site(location_id text, related_location_id text) IS
  'The site of a location: the least of all locations that the links of the partition join with it, the location itself if there are none.';


-- --------------------------------------------------------------------------
-- tally: care_tally_summary, how many locations hold each rating at one moment
-- --------------------------------------------------------------------------

CREATE TYPE care_tally_summary;

CREATE FUNCTION care_tally_summary_in(cstring) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_summary_in(cstring) IS
  'Reads a tally from its JSON text form.';

CREATE FUNCTION care_tally_summary_out(care_tally_summary) RETURNS cstring
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_summary_out(care_tally_summary) IS
  'Prints a tally as JSON text.';

CREATE FUNCTION care_tally_summary_recv(internal) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_summary_recv(internal) IS
  'Reads a tally from its binary form.';

CREATE FUNCTION care_tally_summary_send(care_tally_summary) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_summary_send(care_tally_summary) IS
  'Writes a tally in its binary form.';

CREATE TYPE care_tally_summary (
  INPUT = care_tally_summary_in, OUTPUT = care_tally_summary_out, RECEIVE = care_tally_summary_recv, SEND = care_tally_summary_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = main
);
COMMENT ON TYPE care_tally_summary IS
  'How many locations hold each rating at one moment, as care_tally builds it.';

CREATE FUNCTION care_tally_summary_eq(care_tally_summary, care_tally_summary) RETURNS boolean
  AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_summary_eq(care_tally_summary, care_tally_summary) IS
  'Implements the operator = of care_tally_summary.';

CREATE FUNCTION care_tally_summary_ne(care_tally_summary, care_tally_summary) RETURNS boolean
  AS 'byteane' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_summary_ne(care_tally_summary, care_tally_summary) IS
  'Implements the operator <> of care_tally_summary.';

CREATE FUNCTION care_tally_summary_lt(care_tally_summary, care_tally_summary) RETURNS boolean
  AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_summary_lt(care_tally_summary, care_tally_summary) IS
  'Implements the operator < of care_tally_summary.';

CREATE FUNCTION care_tally_summary_le(care_tally_summary, care_tally_summary) RETURNS boolean
  AS 'byteale' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_summary_le(care_tally_summary, care_tally_summary) IS
  'Implements the operator <= of care_tally_summary.';

CREATE FUNCTION care_tally_summary_gt(care_tally_summary, care_tally_summary) RETURNS boolean
  AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_summary_gt(care_tally_summary, care_tally_summary) IS
  'Implements the operator > of care_tally_summary.';

CREATE FUNCTION care_tally_summary_ge(care_tally_summary, care_tally_summary) RETURNS boolean
  AS 'byteage' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_summary_ge(care_tally_summary, care_tally_summary) IS
  'Implements the operator >= of care_tally_summary.';

CREATE FUNCTION care_tally_summary_cmp(care_tally_summary, care_tally_summary) RETURNS integer
  AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_summary_cmp(care_tally_summary, care_tally_summary) IS
  'B-tree comparison of care_tally_summary.';

CREATE FUNCTION care_tally_summary_hash(care_tally_summary) RETURNS integer
  AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_summary_hash(care_tally_summary) IS
  'Hash of care_tally_summary.';

CREATE FUNCTION care_tally_summary_hash_extended(care_tally_summary, bigint) RETURNS bigint
  AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_summary_hash_extended(care_tally_summary, bigint) IS
  '64-bit hash of care_tally_summary.';

CREATE OPERATOR = (
  LEFTARG = care_tally_summary, RIGHTARG = care_tally_summary, FUNCTION = care_tally_summary_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (care_tally_summary, care_tally_summary) IS
  'equal';

CREATE OPERATOR <> (
  LEFTARG = care_tally_summary, RIGHTARG = care_tally_summary, FUNCTION = care_tally_summary_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (care_tally_summary, care_tally_summary) IS
  'not equal';

CREATE OPERATOR < (
  LEFTARG = care_tally_summary, RIGHTARG = care_tally_summary, FUNCTION = care_tally_summary_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (care_tally_summary, care_tally_summary) IS
  'less than';

CREATE OPERATOR <= (
  LEFTARG = care_tally_summary, RIGHTARG = care_tally_summary, FUNCTION = care_tally_summary_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (care_tally_summary, care_tally_summary) IS
  'less than or equal';

CREATE OPERATOR > (
  LEFTARG = care_tally_summary, RIGHTARG = care_tally_summary, FUNCTION = care_tally_summary_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (care_tally_summary, care_tally_summary) IS
  'greater than';

CREATE OPERATOR >= (
  LEFTARG = care_tally_summary, RIGHTARG = care_tally_summary, FUNCTION = care_tally_summary_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (care_tally_summary, care_tally_summary) IS
  'greater than or equal';

CREATE OPERATOR CLASS care_tally_summary_ops DEFAULT FOR TYPE care_tally_summary USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 care_tally_summary_cmp(care_tally_summary, care_tally_summary),
  FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS care_tally_summary_ops USING btree IS 'an arbitrary order';
COMMENT ON OPERATOR FAMILY care_tally_summary_ops USING btree IS 'an arbitrary order';

CREATE OPERATOR CLASS care_tally_summary_ops DEFAULT FOR TYPE care_tally_summary USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 care_tally_summary_hash(care_tally_summary),
  FUNCTION 2 care_tally_summary_hash_extended(care_tally_summary, bigint);
COMMENT ON OPERATOR CLASS care_tally_summary_ops USING hash IS 'hash of care_tally_summary';
COMMENT ON OPERATOR FAMILY care_tally_summary_ops USING hash IS 'hash of care_tally_summary';

CREATE CAST (care_tally_summary AS jsonb) WITH INOUT;
COMMENT ON CAST (care_tally_summary AS jsonb) IS
  'the text form as jsonb';

CREATE FUNCTION care_tally_add(state care_tally_summary, rating care_rating) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_add_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_add(state care_tally_summary, rating care_rating) IS
  'Transition function of care_tally(rating).';

CREATE FUNCTION care_tally_add(state care_tally_summary, rating text) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_add_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_add(state care_tally_summary, rating text) IS
  'Transition function of care_tally(rating).';

CREATE FUNCTION care_tally_add(state care_tally_summary, rating anyenum) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_add_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_add(state care_tally_summary, rating anyenum) IS
  'Transition function of care_tally(rating).';

CREATE FUNCTION care_tally_remove(state care_tally_summary, rating care_rating) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_remove_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_remove(state care_tally_summary, rating care_rating) IS
  'Inverse transition function of care_tally(rating).';

CREATE FUNCTION care_tally_remove(state care_tally_summary, rating text) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_remove_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_remove(state care_tally_summary, rating text) IS
  'Inverse transition function of care_tally(rating).';

CREATE FUNCTION care_tally_remove(state care_tally_summary, rating anyenum) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_remove_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_remove(state care_tally_summary, rating anyenum) IS
  'Inverse transition function of care_tally(rating).';

CREATE FUNCTION care_tally_add(state care_tally_summary, rating care_rating, weight bigint) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_add_weighted_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_add(state care_tally_summary, rating care_rating, weight bigint) IS
  'Transition function of care_tally(rating, weight).';

CREATE FUNCTION care_tally_add(state care_tally_summary, rating text, weight bigint) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_add_weighted_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_add(state care_tally_summary, rating text, weight bigint) IS
  'Transition function of care_tally(rating, weight).';

CREATE FUNCTION care_tally_add(state care_tally_summary, rating anyenum, weight bigint) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_add_weighted_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_add(state care_tally_summary, rating anyenum, weight bigint) IS
  'Transition function of care_tally(rating, weight).';

CREATE FUNCTION care_tally_remove(state care_tally_summary, rating care_rating, weight bigint) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_remove_weighted_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_remove(state care_tally_summary, rating care_rating, weight bigint) IS
  'Inverse transition function of care_tally(rating, weight).';

CREATE FUNCTION care_tally_remove(state care_tally_summary, rating text, weight bigint) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_remove_weighted_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_remove(state care_tally_summary, rating text, weight bigint) IS
  'Inverse transition function of care_tally(rating, weight).';

CREATE FUNCTION care_tally_remove(state care_tally_summary, rating anyenum, weight bigint) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_remove_weighted_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_remove(state care_tally_summary, rating anyenum, weight bigint) IS
  'Inverse transition function of care_tally(rating, weight).';

CREATE FUNCTION care_tally_combine(state care_tally_summary, tally care_tally_summary) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_combine(state care_tally_summary, tally care_tally_summary) IS
  'Adds a tally to the state of an aggregate: care_rollup, and combine function.';

CREATE FUNCTION care_tally_uncombine(state care_tally_summary, tally care_tally_summary) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_uncombine(state care_tally_summary, tally care_tally_summary) IS
  'Takes a tally off the state of an aggregate: the inverse of care_tally_combine.';

CREATE FUNCTION care_percent_good_or_better(tally care_tally_summary, denominator text DEFAULT 'rated') RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_percent_good_or_better(tally care_tally_summary, denominator text) IS
  'The share of a tally rated Good or Outstanding, percent of the ''rated'' or of ''all''.';

CREATE FUNCTION care_percent_good_or_better_final(state care_tally_summary) RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_percent_good_or_better_final(state care_tally_summary) IS
  'Final function of care_percent_good_or_better(rating).';

CREATE AGGREGATE care_tally(rating care_rating) (
  SFUNC = care_tally_add,
  STYPE = care_tally_summary,
  INITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  COMBINEFUNC = care_tally_combine,
  MSFUNC = care_tally_add,
  MINVFUNC = care_tally_remove,
  MSTYPE = care_tally_summary,
  MINITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_tally(rating care_rating) IS
  'How many rows hold each rating; a NULL rating is not rated.';

CREATE AGGREGATE care_tally(rating text) (
  SFUNC = care_tally_add,
  STYPE = care_tally_summary,
  INITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  COMBINEFUNC = care_tally_combine,
  MSFUNC = care_tally_add,
  MINVFUNC = care_tally_remove,
  MSTYPE = care_tally_summary,
  MINITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_tally(rating text) IS
  'How many rows hold each rating; a NULL rating is not rated.';

CREATE AGGREGATE care_tally(rating anyenum) (
  SFUNC = care_tally_add,
  STYPE = care_tally_summary,
  INITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  COMBINEFUNC = care_tally_combine,
  MSFUNC = care_tally_add,
  MINVFUNC = care_tally_remove,
  MSTYPE = care_tally_summary,
  MINITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_tally(rating anyenum) IS
  'How many rows hold each rating; a NULL rating is not rated.';

CREATE AGGREGATE care_tally(rating care_rating, weight bigint) (
  SFUNC = care_tally_add,
  STYPE = care_tally_summary,
  INITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  COMBINEFUNC = care_tally_combine,
  MSFUNC = care_tally_add,
  MINVFUNC = care_tally_remove,
  MSTYPE = care_tally_summary,
  MINITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_tally(rating care_rating, weight bigint) IS
  'The sum of weights (beds, people) for each rating; a NULL weight is 0.';

CREATE AGGREGATE care_tally(rating text, weight bigint) (
  SFUNC = care_tally_add,
  STYPE = care_tally_summary,
  INITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  COMBINEFUNC = care_tally_combine,
  MSFUNC = care_tally_add,
  MINVFUNC = care_tally_remove,
  MSTYPE = care_tally_summary,
  MINITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_tally(rating text, weight bigint) IS
  'The sum of weights (beds, people) for each rating; a NULL weight is 0.';

CREATE AGGREGATE care_tally(rating anyenum, weight bigint) (
  SFUNC = care_tally_add,
  STYPE = care_tally_summary,
  INITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  COMBINEFUNC = care_tally_combine,
  MSFUNC = care_tally_add,
  MINVFUNC = care_tally_remove,
  MSTYPE = care_tally_summary,
  MINITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_tally(rating anyenum, weight bigint) IS
  'The sum of weights (beds, people) for each rating; a NULL weight is 0.';

CREATE AGGREGATE care_rollup(tally care_tally_summary) (
  SFUNC = care_tally_combine,
  STYPE = care_tally_summary,
  INITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  COMBINEFUNC = care_tally_combine,
  MSFUNC = care_tally_combine,
  MINVFUNC = care_tally_uncombine,
  MSTYPE = care_tally_summary,
  MINITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_rollup(tally care_tally_summary) IS
  'The sum of tallies.';

CREATE AGGREGATE care_percent_good_or_better(rating care_rating) (
  SFUNC = care_tally_add,
  STYPE = care_tally_summary,
  FINALFUNC = care_percent_good_or_better_final,
  INITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  COMBINEFUNC = care_tally_combine,
  MSFUNC = care_tally_add,
  MINVFUNC = care_tally_remove,
  MSTYPE = care_tally_summary,
  MFINALFUNC = care_percent_good_or_better_final,
  MINITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_percent_good_or_better(rating care_rating) IS
  'The share of the rated that is Good or Outstanding, percent.';

CREATE AGGREGATE care_percent_good_or_better(rating text) (
  SFUNC = care_tally_add,
  STYPE = care_tally_summary,
  FINALFUNC = care_percent_good_or_better_final,
  INITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  COMBINEFUNC = care_tally_combine,
  MSFUNC = care_tally_add,
  MINVFUNC = care_tally_remove,
  MSTYPE = care_tally_summary,
  MFINALFUNC = care_percent_good_or_better_final,
  MINITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_percent_good_or_better(rating text) IS
  'The share of the rated that is Good or Outstanding, percent.';

CREATE AGGREGATE care_percent_good_or_better(rating anyenum) (
  SFUNC = care_tally_add,
  STYPE = care_tally_summary,
  FINALFUNC = care_percent_good_or_better_final,
  INITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  COMBINEFUNC = care_tally_combine,
  MSFUNC = care_tally_add,
  MINVFUNC = care_tally_remove,
  MSTYPE = care_tally_summary,
  MFINALFUNC = care_percent_good_or_better_final,
  MINITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_percent_good_or_better(rating anyenum) IS
  'The share of the rated that is Good or Outstanding, percent.';

CREATE FUNCTION care_one_step_percent_add(state bytea, rating care_rating, denominator text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_percent_add_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_percent_add(state bytea, rating care_rating, denominator text) IS
  'Transition function of care_percent_good_or_better(rating, denominator).';

CREATE FUNCTION care_one_step_percent_add(state bytea, rating text, denominator text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_percent_add_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_percent_add(state bytea, rating text, denominator text) IS
  'Transition function of care_percent_good_or_better(rating, denominator).';

CREATE FUNCTION care_one_step_percent_add(state bytea, rating anyenum, denominator text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_percent_add_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_percent_add(state bytea, rating anyenum, denominator text) IS
  'Transition function of care_percent_good_or_better(rating, denominator).';

CREATE FUNCTION care_one_step_gap_add(state bytea, rating care_rating, target double precision) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_gap_add_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_gap_add(state bytea, rating care_rating, target double precision) IS
  'Transition function of care_target_gap(rating, target).';

CREATE FUNCTION care_one_step_gap_add(state bytea, rating text, target double precision) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_gap_add_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_gap_add(state bytea, rating text, target double precision) IS
  'Transition function of care_target_gap(rating, target).';

CREATE FUNCTION care_one_step_gap_add(state bytea, rating anyenum, target double precision) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_gap_add_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_gap_add(state bytea, rating anyenum, target double precision) IS
  'Transition function of care_target_gap(rating, target).';

CREATE FUNCTION care_one_step_gap_add(state bytea, rating care_rating, target double precision, denominator text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_gap_add_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_gap_add(state bytea, rating care_rating, target double precision, denominator text) IS
  'Transition function of care_target_gap(rating, target, denominator).';

CREATE FUNCTION care_one_step_gap_add(state bytea, rating text, target double precision, denominator text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_gap_add_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_gap_add(state bytea, rating text, target double precision, denominator text) IS
  'Transition function of care_target_gap(rating, target, denominator).';

CREATE FUNCTION care_one_step_gap_add(state bytea, rating anyenum, target double precision, denominator text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_gap_add_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_gap_add(state bytea, rating anyenum, target double precision, denominator text) IS
  'Transition function of care_target_gap(rating, target, denominator).';

CREATE FUNCTION care_one_step_remove(state bytea, rating care_rating, denominator text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_remove_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_remove(state bytea, rating care_rating, denominator text) IS
  'Inverse transition function of care_percent_good_or_better(rating, denominator).';

CREATE FUNCTION care_one_step_remove(state bytea, rating text, denominator text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_remove_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_remove(state bytea, rating text, denominator text) IS
  'Inverse transition function of care_percent_good_or_better(rating, denominator).';

CREATE FUNCTION care_one_step_remove(state bytea, rating anyenum, denominator text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_remove_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_remove(state bytea, rating anyenum, denominator text) IS
  'Inverse transition function of care_percent_good_or_better(rating, denominator).';

CREATE FUNCTION care_one_step_remove(state bytea, rating care_rating, target double precision) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_remove_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_remove(state bytea, rating care_rating, target double precision) IS
  'Inverse transition function of care_target_gap(rating, target).';

CREATE FUNCTION care_one_step_remove(state bytea, rating text, target double precision) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_remove_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_remove(state bytea, rating text, target double precision) IS
  'Inverse transition function of care_target_gap(rating, target).';

CREATE FUNCTION care_one_step_remove(state bytea, rating anyenum, target double precision) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_remove_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_remove(state bytea, rating anyenum, target double precision) IS
  'Inverse transition function of care_target_gap(rating, target).';

CREATE FUNCTION care_one_step_remove(state bytea, rating care_rating, target double precision, denominator text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_remove_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_remove(state bytea, rating care_rating, target double precision, denominator text) IS
  'Inverse transition function of care_target_gap(rating, target, denominator).';

CREATE FUNCTION care_one_step_remove(state bytea, rating text, target double precision, denominator text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_remove_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_remove(state bytea, rating text, target double precision, denominator text) IS
  'Inverse transition function of care_target_gap(rating, target, denominator).';

CREATE FUNCTION care_one_step_remove(state bytea, rating anyenum, target double precision, denominator text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_one_step_remove_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_remove(state bytea, rating anyenum, target double precision, denominator text) IS
  'Inverse transition function of care_target_gap(rating, target, denominator).';

CREATE FUNCTION care_one_step_combine(state bytea, other bytea) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_combine(bytea, bytea) IS
  'Combine function of the one-step percentages and gaps.';

CREATE FUNCTION care_one_step_percent_final(state bytea) RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_percent_final(state bytea) IS
  'Final function of care_percent_good_or_better(rating, denominator).';

CREATE FUNCTION care_one_step_gap_final(state bytea) RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_one_step_gap_final(state bytea) IS
  'Final function of care_target_gap(rating, target).';

CREATE AGGREGATE care_percent_good_or_better(rating care_rating, denominator text) (
  SFUNC = care_one_step_percent_add,
  STYPE = bytea,
  FINALFUNC = care_one_step_percent_final,
  COMBINEFUNC = care_one_step_combine,
  MSFUNC = care_one_step_percent_add,
  MINVFUNC = care_one_step_remove,
  MSTYPE = bytea,
  MFINALFUNC = care_one_step_percent_final,
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_percent_good_or_better(rating care_rating, denominator text) IS
  'The share of the ''rated'' or of ''all'' that is Good or Outstanding, percent.';

CREATE AGGREGATE care_percent_good_or_better(rating text, denominator text) (
  SFUNC = care_one_step_percent_add,
  STYPE = bytea,
  FINALFUNC = care_one_step_percent_final,
  COMBINEFUNC = care_one_step_combine,
  MSFUNC = care_one_step_percent_add,
  MINVFUNC = care_one_step_remove,
  MSTYPE = bytea,
  MFINALFUNC = care_one_step_percent_final,
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_percent_good_or_better(rating text, denominator text) IS
  'The share of the ''rated'' or of ''all'' that is Good or Outstanding, percent.';

CREATE AGGREGATE care_percent_good_or_better(rating anyenum, denominator text) (
  SFUNC = care_one_step_percent_add,
  STYPE = bytea,
  FINALFUNC = care_one_step_percent_final,
  COMBINEFUNC = care_one_step_combine,
  MSFUNC = care_one_step_percent_add,
  MINVFUNC = care_one_step_remove,
  MSTYPE = bytea,
  MFINALFUNC = care_one_step_percent_final,
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_percent_good_or_better(rating anyenum, denominator text) IS
  'The share of the ''rated'' or of ''all'' that is Good or Outstanding, percent.';

CREATE AGGREGATE care_target_gap(rating care_rating, target double precision) (
  SFUNC = care_one_step_gap_add,
  STYPE = bytea,
  FINALFUNC = care_one_step_gap_final,
  COMBINEFUNC = care_one_step_combine,
  MSFUNC = care_one_step_gap_add,
  MINVFUNC = care_one_step_remove,
  MSTYPE = bytea,
  MFINALFUNC = care_one_step_gap_final,
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_target_gap(rating care_rating, target double precision) IS
  'Points above (+) or below (-) a target, one for each group, of the share of the rated that is Good or Outstanding.';

CREATE AGGREGATE care_target_gap(rating text, target double precision) (
  SFUNC = care_one_step_gap_add,
  STYPE = bytea,
  FINALFUNC = care_one_step_gap_final,
  COMBINEFUNC = care_one_step_combine,
  MSFUNC = care_one_step_gap_add,
  MINVFUNC = care_one_step_remove,
  MSTYPE = bytea,
  MFINALFUNC = care_one_step_gap_final,
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_target_gap(rating text, target double precision) IS
  'Points above (+) or below (-) a target, one for each group, of the share of the rated that is Good or Outstanding.';

CREATE AGGREGATE care_target_gap(rating anyenum, target double precision) (
  SFUNC = care_one_step_gap_add,
  STYPE = bytea,
  FINALFUNC = care_one_step_gap_final,
  COMBINEFUNC = care_one_step_combine,
  MSFUNC = care_one_step_gap_add,
  MINVFUNC = care_one_step_remove,
  MSTYPE = bytea,
  MFINALFUNC = care_one_step_gap_final,
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_target_gap(rating anyenum, target double precision) IS
  'Points above (+) or below (-) a target, one for each group, of the share of the rated that is Good or Outstanding.';

CREATE AGGREGATE care_target_gap(rating care_rating, target double precision, denominator text) (
  SFUNC = care_one_step_gap_add,
  STYPE = bytea,
  FINALFUNC = care_one_step_gap_final,
  COMBINEFUNC = care_one_step_combine,
  MSFUNC = care_one_step_gap_add,
  MINVFUNC = care_one_step_remove,
  MSTYPE = bytea,
  MFINALFUNC = care_one_step_gap_final,
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_target_gap(rating care_rating, target double precision, denominator text) IS
  'Points above (+) or below (-) a target, one for each group, of the share of the ''rated'' or of ''all'' that is Good or Outstanding.';

CREATE AGGREGATE care_target_gap(rating text, target double precision, denominator text) (
  SFUNC = care_one_step_gap_add,
  STYPE = bytea,
  FINALFUNC = care_one_step_gap_final,
  COMBINEFUNC = care_one_step_combine,
  MSFUNC = care_one_step_gap_add,
  MINVFUNC = care_one_step_remove,
  MSTYPE = bytea,
  MFINALFUNC = care_one_step_gap_final,
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_target_gap(rating text, target double precision, denominator text) IS
  'Points above (+) or below (-) a target, one for each group, of the share of the ''rated'' or of ''all'' that is Good or Outstanding.';

CREATE AGGREGATE care_target_gap(rating anyenum, target double precision, denominator text) (
  SFUNC = care_one_step_gap_add,
  STYPE = bytea,
  FINALFUNC = care_one_step_gap_final,
  COMBINEFUNC = care_one_step_combine,
  MSFUNC = care_one_step_gap_add,
  MINVFUNC = care_one_step_remove,
  MSTYPE = bytea,
  MFINALFUNC = care_one_step_gap_final,
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_target_gap(rating anyenum, target double precision, denominator text) IS
  'Points above (+) or below (-) a target, one for each group, of the share of the ''rated'' or of ''all'' that is Good or Outstanding.';

CREATE FUNCTION care_tally_of(outstanding numeric, good numeric, requires_improvement numeric, inadequate numeric, not_rated numeric DEFAULT 0) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_of(outstanding numeric, good numeric, requires_improvement numeric, inadequate numeric, not_rated numeric) IS
  'A tally from published counts.';

CREATE FUNCTION care_tally_plus(care_tally_summary, care_tally_summary) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_plus(care_tally_summary, care_tally_summary) IS
  'The sum of two tallies.';

CREATE FUNCTION care_tally_minus(care_tally_summary, care_tally_summary) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_minus(care_tally_summary, care_tally_summary) IS
  'The difference of two tallies; an error below zero.';

CREATE OPERATOR + (LEFTARG = care_tally_summary, RIGHTARG = care_tally_summary, FUNCTION = care_tally_plus, COMMUTATOR = +);
COMMENT ON OPERATOR + (care_tally_summary, care_tally_summary) IS
  'the sum of two tallies';
CREATE OPERATOR - (LEFTARG = care_tally_summary, RIGHTARG = care_tally_summary, FUNCTION = care_tally_minus);
COMMENT ON OPERATOR - (care_tally_summary, care_tally_summary) IS
  'the difference of two tallies; an error below zero';

CREATE FUNCTION care_locations(tally care_tally_summary) RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_locations(tally care_tally_summary) IS
  'All locations of a tally, rated or not.';

CREATE FUNCTION care_rated(tally care_tally_summary) RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_rated(tally care_tally_summary) IS
  'The locations of a tally with one of the four ratings.';

CREATE FUNCTION care_good_or_better(tally care_tally_summary) RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_good_or_better(tally care_tally_summary) IS
  'The locations of a tally rated Good or Outstanding.';

CREATE FUNCTION care_count(tally care_tally_summary, rating care_rating) RETURNS bigint
  AS 'MODULE_PATHNAME', 'care_count_rating' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_count(tally care_tally_summary, rating care_rating) IS
  'The locations of a tally that hold a rating.';

CREATE FUNCTION care_count(tally care_tally_summary, rating text) RETURNS bigint
  AS 'MODULE_PATHNAME', 'care_count_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_count(tally care_tally_summary, rating text) IS
  'The locations of a tally that hold a rating.';

CREATE FUNCTION care_count(tally care_tally_summary, rating anyenum) RETURNS bigint
  AS 'MODULE_PATHNAME', 'care_count_enum' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_count(tally care_tally_summary, rating anyenum) IS
  'The locations of a tally that hold a rating.';

CREATE FUNCTION care_percent(tally care_tally_summary, rating care_rating, denominator text DEFAULT 'rated') RETURNS double precision
  AS 'MODULE_PATHNAME', 'care_percent_rating' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_percent(tally care_tally_summary, rating care_rating, denominator text) IS
  'The share of a tally that holds a rating, percent of the ''rated'' or of ''all''.';

CREATE FUNCTION care_percent(tally care_tally_summary, rating text, denominator text DEFAULT 'rated') RETURNS double precision
  AS 'MODULE_PATHNAME', 'care_percent_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_percent(tally care_tally_summary, rating text, denominator text) IS
  'The share of a tally that holds a rating, percent of the ''rated'' or of ''all''.';

CREATE FUNCTION care_percent(tally care_tally_summary, rating anyenum, denominator text DEFAULT 'rated') RETURNS double precision
  AS 'MODULE_PATHNAME', 'care_percent_enum' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_percent(tally care_tally_summary, rating anyenum, denominator text) IS
  'The share of a tally that holds a rating, percent of the ''rated'' or of ''all''.';

CREATE FUNCTION care_target_gap(tally care_tally_summary, target double precision, denominator text DEFAULT 'rated') RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_target_gap(tally care_tally_summary, target double precision, denominator text) IS
  'Points above (+) or below (-) a target of the share of a tally rated Good or Outstanding.';

CREATE FUNCTION care_locations_to_target(tally care_tally_summary, target double precision, denominator text DEFAULT 'rated') RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_locations_to_target(tally care_tally_summary, target double precision, denominator text) IS
  'How many more locations of a tally must become Good or Outstanding to reach a target.';

CREATE TYPE care_summary_row AS (
  locations bigint,
  rated bigint,
  outstanding bigint,
  good bigint,
  requires_improvement bigint,
  inadequate bigint,
  not_rated bigint,
  good_or_better bigint,
  percent_good_or_better double precision,
  lower double precision,
  upper double precision,
  target double precision,
  target_gap_points double precision,
  locations_to_target bigint
);
COMMENT ON TYPE care_summary_row IS
  'A row of care_summary.';
COMMENT ON COLUMN care_summary_row.locations IS 'All locations, rated or not (or the sum of their weights).';
COMMENT ON COLUMN care_summary_row.rated IS 'Locations with one of the four ratings.';
COMMENT ON COLUMN care_summary_row.outstanding IS 'Locations rated Outstanding.';
COMMENT ON COLUMN care_summary_row.good IS 'Locations rated Good.';
COMMENT ON COLUMN care_summary_row.requires_improvement IS 'Locations rated Requires improvement.';
COMMENT ON COLUMN care_summary_row.inadequate IS 'Locations rated Inadequate.';
COMMENT ON COLUMN care_summary_row.not_rated IS 'Locations without an actual rating.';
COMMENT ON COLUMN care_summary_row.good_or_better IS 'Locations rated Good or Outstanding.';
COMMENT ON COLUMN care_summary_row.percent_good_or_better IS 'Share rated Good or Outstanding, percent of the denominator; NULL if that is empty.';
COMMENT ON COLUMN care_summary_row.lower IS 'Lower Wilson limit of the percentage.';
COMMENT ON COLUMN care_summary_row.upper IS 'Upper Wilson limit of the percentage.';
COMMENT ON COLUMN care_summary_row.target IS 'The target, percent.';
COMMENT ON COLUMN care_summary_row.target_gap_points IS 'Percentage points above (+) or below (-) the target.';
COMMENT ON COLUMN care_summary_row.locations_to_target IS 'How many more locations must become good or better to reach the target.';

CREATE FUNCTION care_summary(tally care_tally_summary, target double precision DEFAULT NULL, confidence double precision DEFAULT 0.95, denominator text DEFAULT 'rated') RETURNS care_summary_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_summary(tally care_tally_summary, target double precision, confidence double precision, denominator text) IS
  'Everything about a tally in one row, with Wilson limits of the percentage.';


-- --------------------------------------------------------------------------
-- tally: how sure a tally is
-- --------------------------------------------------------------------------

CREATE FUNCTION care_interval(tally care_tally_summary, confidence double precision DEFAULT 0.95, denominator text DEFAULT 'rated') RETURNS care_limits_row
  AS 'MODULE_PATHNAME', 'care_interval_tally' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_interval(tally care_tally_summary, confidence double precision, denominator text) IS
  'Wilson limits of the share of a tally rated Good or Outstanding, percent; NULL if there are none.';

CREATE FUNCTION care_compare(tally care_tally_summary, benchmark double precision, confidence double precision DEFAULT 0.95, denominator text DEFAULT 'rated') RETURNS text
  AS 'MODULE_PATHNAME', 'care_compare_tally' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_compare(tally care_tally_summary, benchmark double precision, confidence double precision, denominator text) IS
  'Whether the share of a tally rated Good or Outstanding is better than, similar to or worse than a benchmark (percent), by its Wilson limits.';

CREATE FUNCTION care_difference(tally care_tally_summary, other care_tally_summary, confidence double precision DEFAULT 0.95, denominator text DEFAULT 'rated') RETURNS care_difference_row
  AS 'MODULE_PATHNAME', 'care_difference_tally' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_difference(tally care_tally_summary, other care_tally_summary, confidence double precision, denominator text) IS
  'The difference of two areas in the share rated Good or Outstanding, percentage points with Newcombe limits; for two dates of one area use care_change.';

CREATE FUNCTION care_standardise_add(state bytea, tally care_tally_summary, reference care_tally_summary) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_standardise_add(state bytea, tally care_tally_summary, reference care_tally_summary) IS
  'Transition function of care_standardise(tally, reference).';

CREATE FUNCTION care_standardise_add(state bytea, tally care_tally_summary, reference care_tally_summary, confidence double precision) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_standardise_add(state bytea, tally care_tally_summary, reference care_tally_summary, confidence double precision) IS
  'Transition function of care_standardise(tally, reference, confidence).';

CREATE FUNCTION care_standardise_combine(state bytea, other bytea) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_standardise_combine(state bytea, other bytea) IS
  'Combine function of care_standardise.';

CREATE TYPE care_standardise_row AS (
  rated bigint,
  good_or_better bigint,
  expected double precision,
  ratio double precision,
  lower double precision,
  upper double precision,
  percent double precision,
  indirect_percent double precision,
  direct_percent double precision,
  reference_percent double precision,
  mix_points double precision,
  rating_points double precision
);
COMMENT ON TYPE care_standardise_row IS
  'The result of care_standardise: an area beside a reference.';
COMMENT ON COLUMN care_standardise_row.rated IS 'Rated locations of the area.';
COMMENT ON COLUMN care_standardise_row.good_or_better IS 'Those of them rated Good or Outstanding.';
COMMENT ON COLUMN care_standardise_row.expected IS 'How many would be if each stratum were rated as in the reference.';
COMMENT ON COLUMN care_standardise_row.ratio IS 'Good or better by expected: 1 is as the reference with this mix.';
COMMENT ON COLUMN care_standardise_row.lower IS 'Lower limit of the ratio: exact Poisson below 10, Byar''s from 10.';
COMMENT ON COLUMN care_standardise_row.upper IS 'Upper limit of the ratio.';
COMMENT ON COLUMN care_standardise_row.percent IS 'Share of the area rated Good or Outstanding, percent, as it is.';
COMMENT ON COLUMN care_standardise_row.indirect_percent IS 'The ratio times the percentage of the reference.';
COMMENT ON COLUMN care_standardise_row.direct_percent IS 'The percentage that the area''s ratings would make with the mix of the reference.';
COMMENT ON COLUMN care_standardise_row.reference_percent IS 'Share of the reference rated Good or Outstanding, percent.';
COMMENT ON COLUMN care_standardise_row.mix_points IS 'What of the difference to the reference is the mix of strata, percentage points.';
COMMENT ON COLUMN care_standardise_row.rating_points IS 'What of the difference is the ratings within strata; both add up to percent less reference_percent.';

CREATE FUNCTION care_standardise_final(state bytea) RETURNS care_standardise_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_standardise_final(state bytea) IS
  'Final function of care_standardise.';

CREATE AGGREGATE care_standardise(tally care_tally_summary, reference care_tally_summary) (
  SFUNC = care_standardise_add,
  STYPE = bytea,
  FINALFUNC = care_standardise_final,
  COMBINEFUNC = care_standardise_combine,
  SSPACE = 128,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_standardise(tally care_tally_summary, reference care_tally_summary) IS
  'An area beside a reference, one row for each stratum with the tally of both: what it would be with the mix of the reference, and what of the difference is mix and what ratings.';

CREATE AGGREGATE care_standardise(tally care_tally_summary, reference care_tally_summary, confidence double precision) (
  SFUNC = care_standardise_add,
  STYPE = bytea,
  FINALFUNC = care_standardise_final,
  COMBINEFUNC = care_standardise_combine,
  SSPACE = 128,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_standardise(tally care_tally_summary, reference care_tally_summary, confidence double precision) IS
  'An area beside a reference, one row for each stratum with the tally of both: what it would be with the mix of the reference, and what of the difference is mix and what ratings, with limits of that confidence.';


-- --------------------------------------------------------------------------
-- history: care_history_summary, the ratings of one location through time
-- --------------------------------------------------------------------------

CREATE TYPE care_history_summary;

CREATE FUNCTION care_history_summary_in(cstring) RETURNS care_history_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_history_summary_in(cstring) IS
  'Reads a history from its JSON text form.';

CREATE FUNCTION care_history_summary_out(care_history_summary) RETURNS cstring
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_history_summary_out(care_history_summary) IS
  'Prints a history as JSON text.';

CREATE FUNCTION care_history_summary_recv(internal) RETURNS care_history_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_history_summary_recv(internal) IS
  'Reads a history from its binary form.';

CREATE FUNCTION care_history_summary_send(care_history_summary) RETURNS bytea
  AS 'byteasend' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_history_summary_send(care_history_summary) IS
  'Writes a history in its binary form.';

CREATE TYPE care_history_summary (
  INPUT = care_history_summary_in, OUTPUT = care_history_summary_out, RECEIVE = care_history_summary_recv, SEND = care_history_summary_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE care_history_summary IS
  'The ratings of one location through time, as care_history builds it.';

CREATE FUNCTION care_history_summary_eq(care_history_summary, care_history_summary) RETURNS boolean
  AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_history_summary_eq(care_history_summary, care_history_summary) IS
  'Implements the operator = of care_history_summary.';

CREATE FUNCTION care_history_summary_ne(care_history_summary, care_history_summary) RETURNS boolean
  AS 'byteane' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_history_summary_ne(care_history_summary, care_history_summary) IS
  'Implements the operator <> of care_history_summary.';

CREATE FUNCTION care_history_summary_lt(care_history_summary, care_history_summary) RETURNS boolean
  AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_history_summary_lt(care_history_summary, care_history_summary) IS
  'Implements the operator < of care_history_summary.';

CREATE FUNCTION care_history_summary_le(care_history_summary, care_history_summary) RETURNS boolean
  AS 'byteale' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_history_summary_le(care_history_summary, care_history_summary) IS
  'Implements the operator <= of care_history_summary.';

CREATE FUNCTION care_history_summary_gt(care_history_summary, care_history_summary) RETURNS boolean
  AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_history_summary_gt(care_history_summary, care_history_summary) IS
  'Implements the operator > of care_history_summary.';

CREATE FUNCTION care_history_summary_ge(care_history_summary, care_history_summary) RETURNS boolean
  AS 'byteage' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_history_summary_ge(care_history_summary, care_history_summary) IS
  'Implements the operator >= of care_history_summary.';

CREATE FUNCTION care_history_summary_cmp(care_history_summary, care_history_summary) RETURNS integer
  AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_history_summary_cmp(care_history_summary, care_history_summary) IS
  'B-tree comparison of care_history_summary.';

CREATE FUNCTION care_history_summary_hash(care_history_summary) RETURNS integer
  AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_history_summary_hash(care_history_summary) IS
  'Hash of care_history_summary.';

CREATE FUNCTION care_history_summary_hash_extended(care_history_summary, bigint) RETURNS bigint
  AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_history_summary_hash_extended(care_history_summary, bigint) IS
  '64-bit hash of care_history_summary.';

CREATE OPERATOR = (
  LEFTARG = care_history_summary, RIGHTARG = care_history_summary, FUNCTION = care_history_summary_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (care_history_summary, care_history_summary) IS
  'equal';

CREATE OPERATOR <> (
  LEFTARG = care_history_summary, RIGHTARG = care_history_summary, FUNCTION = care_history_summary_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (care_history_summary, care_history_summary) IS
  'not equal';

CREATE OPERATOR < (
  LEFTARG = care_history_summary, RIGHTARG = care_history_summary, FUNCTION = care_history_summary_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (care_history_summary, care_history_summary) IS
  'less than';

CREATE OPERATOR <= (
  LEFTARG = care_history_summary, RIGHTARG = care_history_summary, FUNCTION = care_history_summary_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (care_history_summary, care_history_summary) IS
  'less than or equal';

CREATE OPERATOR > (
  LEFTARG = care_history_summary, RIGHTARG = care_history_summary, FUNCTION = care_history_summary_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (care_history_summary, care_history_summary) IS
  'greater than';

CREATE OPERATOR >= (
  LEFTARG = care_history_summary, RIGHTARG = care_history_summary, FUNCTION = care_history_summary_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (care_history_summary, care_history_summary) IS
  'greater than or equal';

CREATE OPERATOR CLASS care_history_summary_ops DEFAULT FOR TYPE care_history_summary USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 care_history_summary_cmp(care_history_summary, care_history_summary),
  FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS care_history_summary_ops USING btree IS 'an arbitrary order';
COMMENT ON OPERATOR FAMILY care_history_summary_ops USING btree IS 'an arbitrary order';

CREATE OPERATOR CLASS care_history_summary_ops DEFAULT FOR TYPE care_history_summary USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 care_history_summary_hash(care_history_summary),
  FUNCTION 2 care_history_summary_hash_extended(care_history_summary, bigint);
COMMENT ON OPERATOR CLASS care_history_summary_ops USING hash IS 'hash of care_history_summary';
COMMENT ON OPERATOR FAMILY care_history_summary_ops USING hash IS 'hash of care_history_summary';

CREATE CAST (care_history_summary AS jsonb) WITH INOUT;
COMMENT ON CAST (care_history_summary AS jsonb) IS
  'the text form as jsonb';

CREATE FUNCTION care_history_add(state bytea, rating care_rating, published date, registered date, deregistered date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_history_add_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_history_add(state bytea, rating care_rating, published date, registered date, deregistered date) IS
  'Transition function of care_history.';

CREATE FUNCTION care_history_add(state bytea, rating text, published date, registered date, deregistered date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_history_add_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_history_add(state bytea, rating text, published date, registered date, deregistered date) IS
  'Transition function of care_history.';

CREATE FUNCTION care_history_add(state bytea, rating anyenum, published date, registered date, deregistered date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_history_add_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_history_add(state bytea, rating anyenum, published date, registered date, deregistered date) IS
  'Transition function of care_history.';

CREATE FUNCTION care_history_add_summary(state bytea, history care_history_summary) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_history_add_summary(state bytea, history care_history_summary) IS
  'Transition function of care_rollup(history).';

CREATE FUNCTION care_history_combine(state bytea, other bytea) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_history_combine(bytea, bytea) IS
  'Combine function of care_history and care_rollup(history).';

CREATE FUNCTION care_history_final(state bytea) RETURNS care_history_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_history_final(state bytea) IS
  'Final function of care_history and care_rollup(history).';

CREATE AGGREGATE care_history(rating care_rating, published date, registered date, deregistered date) (
  SFUNC = care_history_add,
  STYPE = bytea,
  FINALFUNC = care_history_final,
  COMBINEFUNC = care_history_combine,
  SSPACE = 128,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_history(rating care_rating, published date, registered date, deregistered date) IS
  'The ratings of one location through time, from its rows in any order.';

CREATE AGGREGATE care_history(rating text, published date, registered date, deregistered date) (
  SFUNC = care_history_add,
  STYPE = bytea,
  FINALFUNC = care_history_final,
  COMBINEFUNC = care_history_combine,
  SSPACE = 128,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_history(rating text, published date, registered date, deregistered date) IS
  'The ratings of one location through time, from its rows in any order.';

CREATE AGGREGATE care_history(rating anyenum, published date, registered date, deregistered date) (
  SFUNC = care_history_add,
  STYPE = bytea,
  FINALFUNC = care_history_final,
  COMBINEFUNC = care_history_combine,
  SSPACE = 128,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_history(rating anyenum, published date, registered date, deregistered date) IS
  'The ratings of one location through time, from its rows in any order.';

CREATE AGGREGATE care_rollup(history care_history_summary) (
  SFUNC = care_history_add_summary,
  STYPE = bytea,
  FINALFUNC = care_history_final,
  COMBINEFUNC = care_history_combine,
  SSPACE = 128,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_rollup(history care_history_summary) IS
  'Pieces of one location''s history merged into one.';

CREATE FUNCTION care_history_worst_add(state bytea, history care_history_summary) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_history_worst_add(state bytea, history care_history_summary) IS
  'Transition function of care_worst(history).';

CREATE FUNCTION care_history_worst_combine(state bytea, other bytea) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_history_worst_combine(bytea, bytea) IS
  'Combine function of care_worst(history).';

CREATE FUNCTION care_history_worst_final(state bytea) RETURNS care_history_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION care_history_worst_final(state bytea) IS
  'Final function of care_worst(history).';

CREATE AGGREGATE care_worst(history care_history_summary) (
  SFUNC = care_history_worst_add,
  STYPE = bytea,
  FINALFUNC = care_history_worst_final,
  COMBINEFUNC = care_history_worst_combine,
  SSPACE = 256,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_worst(history care_history_summary) IS
  'At every moment the lowest actual rating in force of a location''s services.';

CREATE FUNCTION care_rating_at(history care_history_summary, as_at date) RETURNS care_rating
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION care_rating_at(history care_history_summary, as_at date) IS
  'The rating in force on a day; NULL if the location does not exist then.';

CREATE FUNCTION care_published_at(history care_history_summary, as_at date) RETURNS date
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION care_published_at(history care_history_summary, as_at date) IS
  'When the rating in force on a day was published.';

CREATE FUNCTION care_conflicts(history care_history_summary) RETURNS bigint
  AS 'MODULE_PATHNAME', 'care_history_conflicts_count' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_conflicts(history care_history_summary) IS
  'The publication dates with two different actual ratings of one location.';

CREATE TYPE care_periods_row AS (
  rating text,
  valid_from date,
  valid_to date,
  published date
);
COMMENT ON TYPE care_periods_row IS
  'A row of care_periods.';
COMMENT ON COLUMN care_periods_row.rating IS 'The rating in force.';
COMMENT ON COLUMN care_periods_row.valid_from IS 'The first day of the period.';
COMMENT ON COLUMN care_periods_row.valid_to IS 'The first day after it; NULL while it holds.';
COMMENT ON COLUMN care_periods_row.published IS 'When this rating was published.';

CREATE FUNCTION care_periods(history care_history_summary) RETURNS SETOF care_periods_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 ROWS 5;
COMMENT ON FUNCTION care_periods(history care_history_summary) IS
  'The rating in force through time: a row for each publication, valid_to NULL while it holds.';

CREATE FUNCTION care_tally_add_history(state care_tally_summary, history care_history_summary, as_at date) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_add_history(state care_tally_summary, history care_history_summary, as_at date) IS
  'Transition function of care_tally(history, as_at).';

CREATE FUNCTION care_tally_add_history(state care_tally_summary, history care_history_summary, as_at date, weight bigint) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_add_history_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_add_history(state care_tally_summary, history care_history_summary, as_at date, weight bigint) IS
  'Transition function of care_tally(history, as_at, weight).';

CREATE FUNCTION care_tally_remove_history(state care_tally_summary, history care_history_summary, as_at date) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_remove_history(state care_tally_summary, history care_history_summary, as_at date) IS
  'Inverse transition function of care_tally(history, as_at).';

CREATE FUNCTION care_tally_remove_history(state care_tally_summary, history care_history_summary, as_at date, weight bigint) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME', 'care_tally_remove_history_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_tally_remove_history(state care_tally_summary, history care_history_summary, as_at date, weight bigint) IS
  'Inverse transition function of care_tally(history, as_at, weight).';

CREATE AGGREGATE care_tally(history care_history_summary, as_at date) (
  SFUNC = care_tally_add_history,
  STYPE = care_tally_summary,
  INITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  COMBINEFUNC = care_tally_combine,
  MSFUNC = care_tally_add_history,
  MINVFUNC = care_tally_remove_history,
  MSTYPE = care_tally_summary,
  MINITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_tally(history care_history_summary, as_at date) IS
  'How many locations hold each rating on a day, those that exist then and nobody else.';

CREATE AGGREGATE care_tally(history care_history_summary, as_at date, weight bigint) (
  SFUNC = care_tally_add_history,
  STYPE = care_tally_summary,
  INITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  COMBINEFUNC = care_tally_combine,
  MSFUNC = care_tally_add_history,
  MINVFUNC = care_tally_remove_history,
  MSTYPE = care_tally_summary,
  MINITCOND = '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}',
  SSPACE = 64,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_tally(history care_history_summary, as_at date, weight bigint) IS
  'The sum of weights (beds, people) for each rating on a day, of the locations that exist then.';


-- --------------------------------------------------------------------------
-- trend: care_trend_summary, many locations month by month
-- --------------------------------------------------------------------------

CREATE TYPE care_trend_summary;

CREATE FUNCTION care_trend_summary_in(cstring) RETURNS care_trend_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_trend_summary_in(cstring) IS
  'Reads a trend from its JSON text form.';

CREATE FUNCTION care_trend_summary_out(care_trend_summary) RETURNS cstring
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_trend_summary_out(care_trend_summary) IS
  'Prints a trend as JSON text.';

CREATE FUNCTION care_trend_summary_recv(internal) RETURNS care_trend_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION care_trend_summary_recv(internal) IS
  'Reads a trend from its binary form.';

CREATE FUNCTION care_trend_summary_send(care_trend_summary) RETURNS bytea
  AS 'byteasend' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_trend_summary_send(care_trend_summary) IS
  'Writes a trend in its binary form.';

CREATE TYPE care_trend_summary (
  INPUT = care_trend_summary_in, OUTPUT = care_trend_summary_out, RECEIVE = care_trend_summary_recv, SEND = care_trend_summary_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE care_trend_summary IS
  'Many locations month by month: levels, movements, publications, as care_trend builds it.';

CREATE FUNCTION care_trend_summary_eq(care_trend_summary, care_trend_summary) RETURNS boolean
  AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_trend_summary_eq(care_trend_summary, care_trend_summary) IS
  'Implements the operator = of care_trend_summary.';

CREATE FUNCTION care_trend_summary_ne(care_trend_summary, care_trend_summary) RETURNS boolean
  AS 'byteane' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_trend_summary_ne(care_trend_summary, care_trend_summary) IS
  'Implements the operator <> of care_trend_summary.';

CREATE FUNCTION care_trend_summary_lt(care_trend_summary, care_trend_summary) RETURNS boolean
  AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_trend_summary_lt(care_trend_summary, care_trend_summary) IS
  'Implements the operator < of care_trend_summary.';

CREATE FUNCTION care_trend_summary_le(care_trend_summary, care_trend_summary) RETURNS boolean
  AS 'byteale' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_trend_summary_le(care_trend_summary, care_trend_summary) IS
  'Implements the operator <= of care_trend_summary.';

CREATE FUNCTION care_trend_summary_gt(care_trend_summary, care_trend_summary) RETURNS boolean
  AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_trend_summary_gt(care_trend_summary, care_trend_summary) IS
  'Implements the operator > of care_trend_summary.';

CREATE FUNCTION care_trend_summary_ge(care_trend_summary, care_trend_summary) RETURNS boolean
  AS 'byteage' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_trend_summary_ge(care_trend_summary, care_trend_summary) IS
  'Implements the operator >= of care_trend_summary.';

CREATE FUNCTION care_trend_summary_cmp(care_trend_summary, care_trend_summary) RETURNS integer
  AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_trend_summary_cmp(care_trend_summary, care_trend_summary) IS
  'B-tree comparison of care_trend_summary.';

CREATE FUNCTION care_trend_summary_hash(care_trend_summary) RETURNS integer
  AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_trend_summary_hash(care_trend_summary) IS
  'Hash of care_trend_summary.';

CREATE FUNCTION care_trend_summary_hash_extended(care_trend_summary, bigint) RETURNS bigint
  AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_trend_summary_hash_extended(care_trend_summary, bigint) IS
  '64-bit hash of care_trend_summary.';

CREATE OPERATOR = (
  LEFTARG = care_trend_summary, RIGHTARG = care_trend_summary, FUNCTION = care_trend_summary_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (care_trend_summary, care_trend_summary) IS
  'equal';

CREATE OPERATOR <> (
  LEFTARG = care_trend_summary, RIGHTARG = care_trend_summary, FUNCTION = care_trend_summary_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (care_trend_summary, care_trend_summary) IS
  'not equal';

CREATE OPERATOR < (
  LEFTARG = care_trend_summary, RIGHTARG = care_trend_summary, FUNCTION = care_trend_summary_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (care_trend_summary, care_trend_summary) IS
  'less than';

CREATE OPERATOR <= (
  LEFTARG = care_trend_summary, RIGHTARG = care_trend_summary, FUNCTION = care_trend_summary_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (care_trend_summary, care_trend_summary) IS
  'less than or equal';

CREATE OPERATOR > (
  LEFTARG = care_trend_summary, RIGHTARG = care_trend_summary, FUNCTION = care_trend_summary_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (care_trend_summary, care_trend_summary) IS
  'greater than';

CREATE OPERATOR >= (
  LEFTARG = care_trend_summary, RIGHTARG = care_trend_summary, FUNCTION = care_trend_summary_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (care_trend_summary, care_trend_summary) IS
  'greater than or equal';

CREATE OPERATOR CLASS care_trend_summary_ops DEFAULT FOR TYPE care_trend_summary USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 care_trend_summary_cmp(care_trend_summary, care_trend_summary),
  FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS care_trend_summary_ops USING btree IS 'an arbitrary order';
COMMENT ON OPERATOR FAMILY care_trend_summary_ops USING btree IS 'an arbitrary order';

CREATE OPERATOR CLASS care_trend_summary_ops DEFAULT FOR TYPE care_trend_summary USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 care_trend_summary_hash(care_trend_summary),
  FUNCTION 2 care_trend_summary_hash_extended(care_trend_summary, bigint);
COMMENT ON OPERATOR CLASS care_trend_summary_ops USING hash IS 'hash of care_trend_summary';
COMMENT ON OPERATOR FAMILY care_trend_summary_ops USING hash IS 'hash of care_trend_summary';

CREATE CAST (care_trend_summary AS jsonb) WITH INOUT;
COMMENT ON CAST (care_trend_summary AS jsonb) IS
  'the text form as jsonb';

CREATE FUNCTION care_ledger_add_rating(state bytea, location anycompatiblenonarray, rating care_rating, published date, registered date, deregistered date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_rating_rating' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_rating(state bytea, location anycompatiblenonarray, rating care_rating, published date, registered date, deregistered date) IS
  'Transition function of care_trend(location, rating, ...).';

CREATE FUNCTION care_ledger_add_rating(state bytea, location anycompatiblenonarray, rating text, published date, registered date, deregistered date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_rating_text' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_rating(state bytea, location anycompatiblenonarray, rating text, published date, registered date, deregistered date) IS
  'Transition function of care_trend(location, rating, ...).';

CREATE FUNCTION care_ledger_add_rating(state bytea, location anycompatiblenonarray, rating anyenum, published date, registered date, deregistered date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_rating_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_rating(state bytea, location anycompatiblenonarray, rating anyenum, published date, registered date, deregistered date) IS
  'Transition function of care_trend(location, rating, ...).';

CREATE FUNCTION care_ledger_add_rating(state bytea, location anycompatiblenonarray, rating care_rating, published date, registered date, deregistered date, weight bigint) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_rating_weighted_rating' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_rating(state bytea, location anycompatiblenonarray, rating care_rating, published date, registered date, deregistered date, weight bigint) IS
  'Transition function of care_trend(location, rating, ..., weight).';

CREATE FUNCTION care_ledger_add_rating(state bytea, location anycompatiblenonarray, rating text, published date, registered date, deregistered date, weight bigint) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_rating_weighted_text' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_rating(state bytea, location anycompatiblenonarray, rating text, published date, registered date, deregistered date, weight bigint) IS
  'Transition function of care_trend(location, rating, ..., weight).';

CREATE FUNCTION care_ledger_add_rating(state bytea, location anycompatiblenonarray, rating anyenum, published date, registered date, deregistered date, weight bigint) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_rating_weighted_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_rating(state bytea, location anycompatiblenonarray, rating anyenum, published date, registered date, deregistered date, weight bigint) IS
  'Transition function of care_trend(location, rating, ..., weight).';

CREATE FUNCTION care_ledger_add_snapshot(state bytea, location anycompatiblenonarray, rating care_rating, as_at date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_snapshot_rating' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_snapshot(state bytea, location anycompatiblenonarray, rating care_rating, as_at date) IS
  'Transition function of care_trend_of_snapshots.';

CREATE FUNCTION care_ledger_add_snapshot(state bytea, location anycompatiblenonarray, rating text, as_at date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_snapshot_text' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_snapshot(state bytea, location anycompatiblenonarray, rating text, as_at date) IS
  'Transition function of care_trend_of_snapshots.';

CREATE FUNCTION care_ledger_add_snapshot(state bytea, location anycompatiblenonarray, rating anyenum, as_at date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_snapshot_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_snapshot(state bytea, location anycompatiblenonarray, rating anyenum, as_at date) IS
  'Transition function of care_trend_of_snapshots.';

CREATE FUNCTION care_ledger_add_period(state bytea, location anycompatiblenonarray, rating care_rating, valid_from date, valid_to date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_period_rating' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_period(state bytea, location anycompatiblenonarray, rating care_rating, valid_from date, valid_to date) IS
  'Transition function of care_trend_of_periods.';

CREATE FUNCTION care_ledger_add_period(state bytea, location anycompatiblenonarray, rating text, valid_from date, valid_to date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_period_text' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_period(state bytea, location anycompatiblenonarray, rating text, valid_from date, valid_to date) IS
  'Transition function of care_trend_of_periods.';

CREATE FUNCTION care_ledger_add_period(state bytea, location anycompatiblenonarray, rating anyenum, valid_from date, valid_to date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_period_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_period(state bytea, location anycompatiblenonarray, rating anyenum, valid_from date, valid_to date) IS
  'Transition function of care_trend_of_periods.';

-- The same with a location of type text: the commonest, and the only one that Citus can send to its nodes.
CREATE FUNCTION care_ledger_add_rating(state bytea, location text, rating care_rating, published date, registered date, deregistered date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_rating_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_rating(state bytea, location text, rating care_rating, published date, registered date, deregistered date) IS
  'Transition function of care_trend(location, rating, ...).';

CREATE FUNCTION care_ledger_add_rating(state bytea, location text, rating text, published date, registered date, deregistered date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_rating_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_rating(state bytea, location text, rating text, published date, registered date, deregistered date) IS
  'Transition function of care_trend(location, rating, ...).';

CREATE FUNCTION care_ledger_add_rating(state bytea, location text, rating care_rating, published date, registered date, deregistered date, weight bigint) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_rating_weighted_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_rating(state bytea, location text, rating care_rating, published date, registered date, deregistered date, weight bigint) IS
  'Transition function of care_trend(location, rating, ..., weight).';

CREATE FUNCTION care_ledger_add_rating(state bytea, location text, rating text, published date, registered date, deregistered date, weight bigint) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_rating_weighted_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_rating(state bytea, location text, rating text, published date, registered date, deregistered date, weight bigint) IS
  'Transition function of care_trend(location, rating, ..., weight).';

CREATE FUNCTION care_ledger_add_snapshot(state bytea, location text, rating care_rating, as_at date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_snapshot_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_snapshot(state bytea, location text, rating care_rating, as_at date) IS
  'Transition function of care_trend_of_snapshots.';

CREATE FUNCTION care_ledger_add_snapshot(state bytea, location text, rating text, as_at date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_snapshot_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_snapshot(state bytea, location text, rating text, as_at date) IS
  'Transition function of care_trend_of_snapshots.';

CREATE FUNCTION care_ledger_add_period(state bytea, location text, rating care_rating, valid_from date, valid_to date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_period_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_period(state bytea, location text, rating care_rating, valid_from date, valid_to date) IS
  'Transition function of care_trend_of_periods.';

CREATE FUNCTION care_ledger_add_period(state bytea, location text, rating text, valid_from date, valid_to date) RETURNS bytea
  AS 'MODULE_PATHNAME', 'care_ledger_add_period_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_add_period(state bytea, location text, rating text, valid_from date, valid_to date) IS
  'Transition function of care_trend_of_periods.';

CREATE FUNCTION care_ledger_combine(state bytea, other bytea) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_ledger_combine(bytea, bytea) IS
  'Combine function of the trend aggregates that see each location.';

CREATE FUNCTION care_trend_of_ratings_final(state bytea) RETURNS care_trend_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION care_trend_of_ratings_final(state bytea) IS
  'Final function of care_trend(location, rating, ...).';

CREATE FUNCTION care_trend_of_ratings_weighted_final(state bytea) RETURNS care_trend_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION care_trend_of_ratings_weighted_final(state bytea) IS
  'Final function of care_trend(location, rating, ..., weight).';

CREATE FUNCTION care_trend_of_snapshots_final(state bytea) RETURNS care_trend_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION care_trend_of_snapshots_final(state bytea) IS
  'Final function of care_trend_of_snapshots.';

CREATE FUNCTION care_trend_of_periods_final(state bytea) RETURNS care_trend_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION care_trend_of_periods_final(state bytea) IS
  'Final function of care_trend_of_periods.';

CREATE AGGREGATE care_trend(location anycompatiblenonarray, rating care_rating, published date, registered date, deregistered date) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_trend_of_ratings_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend(location anycompatiblenonarray, rating care_rating, published date, registered date, deregistered date) IS
  'Many locations month by month, from a row for each published rating.';

CREATE AGGREGATE care_trend(location anycompatiblenonarray, rating text, published date, registered date, deregistered date) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_trend_of_ratings_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend(location anycompatiblenonarray, rating text, published date, registered date, deregistered date) IS
  'Many locations month by month, from a row for each published rating.';

CREATE AGGREGATE care_trend(location anycompatiblenonarray, rating anyenum, published date, registered date, deregistered date) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_trend_of_ratings_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend(location anycompatiblenonarray, rating anyenum, published date, registered date, deregistered date) IS
  'Many locations month by month, from a row for each published rating.';

CREATE AGGREGATE care_trend(location anycompatiblenonarray, rating care_rating, published date, registered date, deregistered date, weight bigint) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_trend_of_ratings_weighted_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend(location anycompatiblenonarray, rating care_rating, published date, registered date, deregistered date, weight bigint) IS
  'Many locations month by month, each counting with its weight (beds, people).';

CREATE AGGREGATE care_trend(location anycompatiblenonarray, rating text, published date, registered date, deregistered date, weight bigint) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_trend_of_ratings_weighted_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend(location anycompatiblenonarray, rating text, published date, registered date, deregistered date, weight bigint) IS
  'Many locations month by month, each counting with its weight (beds, people).';

CREATE AGGREGATE care_trend(location anycompatiblenonarray, rating anyenum, published date, registered date, deregistered date, weight bigint) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_trend_of_ratings_weighted_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend(location anycompatiblenonarray, rating anyenum, published date, registered date, deregistered date, weight bigint) IS
  'Many locations month by month, each counting with its weight (beds, people).';

CREATE AGGREGATE care_trend_of_snapshots(location anycompatiblenonarray, rating care_rating, as_at date) (
  SFUNC = care_ledger_add_snapshot,
  STYPE = bytea,
  FINALFUNC = care_trend_of_snapshots_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend_of_snapshots(location anycompatiblenonarray, rating care_rating, as_at date) IS
  'Many locations month by month, from a row for each location in each monthly file.';

CREATE AGGREGATE care_trend_of_snapshots(location anycompatiblenonarray, rating text, as_at date) (
  SFUNC = care_ledger_add_snapshot,
  STYPE = bytea,
  FINALFUNC = care_trend_of_snapshots_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend_of_snapshots(location anycompatiblenonarray, rating text, as_at date) IS
  'Many locations month by month, from a row for each location in each monthly file.';

CREATE AGGREGATE care_trend_of_snapshots(location anycompatiblenonarray, rating anyenum, as_at date) (
  SFUNC = care_ledger_add_snapshot,
  STYPE = bytea,
  FINALFUNC = care_trend_of_snapshots_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend_of_snapshots(location anycompatiblenonarray, rating anyenum, as_at date) IS
  'Many locations month by month, from a row for each location in each monthly file.';

CREATE AGGREGATE care_trend_of_periods(location anycompatiblenonarray, rating care_rating, valid_from date, valid_to date) (
  SFUNC = care_ledger_add_period,
  STYPE = bytea,
  FINALFUNC = care_trend_of_periods_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend_of_periods(location anycompatiblenonarray, rating care_rating, valid_from date, valid_to date) IS
  'Many locations month by month, from half-open validity intervals.';

CREATE AGGREGATE care_trend_of_periods(location anycompatiblenonarray, rating text, valid_from date, valid_to date) (
  SFUNC = care_ledger_add_period,
  STYPE = bytea,
  FINALFUNC = care_trend_of_periods_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend_of_periods(location anycompatiblenonarray, rating text, valid_from date, valid_to date) IS
  'Many locations month by month, from half-open validity intervals.';

CREATE AGGREGATE care_trend_of_periods(location anycompatiblenonarray, rating anyenum, valid_from date, valid_to date) (
  SFUNC = care_ledger_add_period,
  STYPE = bytea,
  FINALFUNC = care_trend_of_periods_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend_of_periods(location anycompatiblenonarray, rating anyenum, valid_from date, valid_to date) IS
  'Many locations month by month, from half-open validity intervals.';

CREATE AGGREGATE care_trend(location text, rating care_rating, published date, registered date, deregistered date) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_trend_of_ratings_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend(location text, rating care_rating, published date, registered date, deregistered date) IS
  'Many locations month by month, from a row for each published rating.';

CREATE AGGREGATE care_trend(location text, rating text, published date, registered date, deregistered date) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_trend_of_ratings_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend(location text, rating text, published date, registered date, deregistered date) IS
  'Many locations month by month, from a row for each published rating.';

CREATE AGGREGATE care_trend(location text, rating care_rating, published date, registered date, deregistered date, weight bigint) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_trend_of_ratings_weighted_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend(location text, rating care_rating, published date, registered date, deregistered date, weight bigint) IS
  'Many locations month by month, each counting with its weight (beds, people).';

CREATE AGGREGATE care_trend(location text, rating text, published date, registered date, deregistered date, weight bigint) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_trend_of_ratings_weighted_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend(location text, rating text, published date, registered date, deregistered date, weight bigint) IS
  'Many locations month by month, each counting with its weight (beds, people).';

CREATE AGGREGATE care_trend_of_snapshots(location text, rating care_rating, as_at date) (
  SFUNC = care_ledger_add_snapshot,
  STYPE = bytea,
  FINALFUNC = care_trend_of_snapshots_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend_of_snapshots(location text, rating care_rating, as_at date) IS
  'Many locations month by month, from a row for each location in each monthly file.';

CREATE AGGREGATE care_trend_of_snapshots(location text, rating text, as_at date) (
  SFUNC = care_ledger_add_snapshot,
  STYPE = bytea,
  FINALFUNC = care_trend_of_snapshots_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend_of_snapshots(location text, rating text, as_at date) IS
  'Many locations month by month, from a row for each location in each monthly file.';

CREATE AGGREGATE care_trend_of_periods(location text, rating care_rating, valid_from date, valid_to date) (
  SFUNC = care_ledger_add_period,
  STYPE = bytea,
  FINALFUNC = care_trend_of_periods_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend_of_periods(location text, rating care_rating, valid_from date, valid_to date) IS
  'Many locations month by month, from half-open validity intervals.';

CREATE AGGREGATE care_trend_of_periods(location text, rating text, valid_from date, valid_to date) (
  SFUNC = care_ledger_add_period,
  STYPE = bytea,
  FINALFUNC = care_trend_of_periods_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend_of_periods(location text, rating text, valid_from date, valid_to date) IS
  'Many locations month by month, from half-open validity intervals.';

CREATE TYPE care_trend_state;

CREATE FUNCTION care_trend_state_in(cstring) RETURNS care_trend_state
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION care_trend_state_in(cstring) IS
  'Reads the state of an aggregate from its text form.';

CREATE FUNCTION care_trend_state_out(care_trend_state) RETURNS cstring
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_trend_state_out(care_trend_state) IS
  'Prints the state of an aggregate, packed, in base64.';

CREATE FUNCTION care_trend_state_recv(internal) RETURNS care_trend_state
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION care_trend_state_recv(internal) IS
  'Reads the state of an aggregate from its binary form.';

CREATE FUNCTION care_trend_state_send(care_trend_state) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_trend_state_send(care_trend_state) IS
  'Writes the state of an aggregate, packed, in its binary form.';

CREATE TYPE care_trend_state (
  INPUT = care_trend_state_in, OUTPUT = care_trend_state_out, RECEIVE = care_trend_state_recv, SEND = care_trend_state_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE care_trend_state IS
  'The state of the aggregates that add up trends, which travels packed. Store care_trend_summary instead.';

CREATE FUNCTION care_trend_add_history(state care_trend_state, history care_history_summary) RETURNS care_trend_state
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_trend_add_history(state care_trend_state, history care_history_summary) IS
  'Transition function of care_trend(history).';

CREATE FUNCTION care_trend_add_history(state care_trend_state, history care_history_summary, weight bigint) RETURNS care_trend_state
  AS 'MODULE_PATHNAME', 'care_trend_add_history_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_trend_add_history(state care_trend_state, history care_history_summary, weight bigint) IS
  'Transition function of care_trend(history, weight).';

CREATE FUNCTION care_trend_add_tally(state care_trend_state, tally care_tally_summary, as_at date) RETURNS care_trend_state
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_trend_add_tally(state care_trend_state, tally care_tally_summary, as_at date) IS
  'Transition function of care_trend_of_tallies.';

CREATE FUNCTION care_trend_add_summary(state care_trend_state, trend care_trend_summary) RETURNS care_trend_state
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION care_trend_add_summary(state care_trend_state, trend care_trend_summary) IS
  'Transition function of care_rollup(trend).';

CREATE FUNCTION care_trend_state_combine(state care_trend_state, other care_trend_state) RETURNS care_trend_state
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_trend_state_combine(state care_trend_state, other care_trend_state) IS
  'Combine function of the trend aggregates that add up what is summed already.';

CREATE FUNCTION care_trend_state_final(state care_trend_state) RETURNS care_trend_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_trend_state_final(state care_trend_state) IS
  'Final function of the trend aggregates that add up what is summed already.';

CREATE AGGREGATE care_trend(history care_history_summary) (
  SFUNC = care_trend_add_history,
  STYPE = care_trend_state,
  FINALFUNC = care_trend_state_final,
  COMBINEFUNC = care_trend_state_combine,
  SSPACE = 4096,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend(history care_history_summary) IS
  'Many locations month by month, from the history of each.';

CREATE AGGREGATE care_trend(history care_history_summary, weight bigint) (
  SFUNC = care_trend_add_history,
  STYPE = care_trend_state,
  FINALFUNC = care_trend_state_final,
  COMBINEFUNC = care_trend_state_combine,
  SSPACE = 4096,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend(history care_history_summary, weight bigint) IS
  'Many locations month by month, from the history of each, each counting with its weight (beds, people).';

CREATE AGGREGATE care_trend_of_tallies(tally care_tally_summary, as_at date) (
  SFUNC = care_trend_add_tally,
  STYPE = care_trend_state,
  FINALFUNC = care_trend_state_final,
  COMBINEFUNC = care_trend_state_combine,
  SSPACE = 4096,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_trend_of_tallies(tally care_tally_summary, as_at date) IS
  'Levels month by month from tallies as at the first of a month; movements stay unknown.';

CREATE AGGREGATE care_rollup(trend care_trend_summary) (
  SFUNC = care_trend_add_summary,
  STYPE = care_trend_state,
  FINALFUNC = care_trend_state_final,
  COMBINEFUNC = care_trend_state_combine,
  SSPACE = 4096,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_rollup(trend care_trend_summary) IS
  'The sum of trends of different locations.';

CREATE FUNCTION care_conflicts(trend care_trend_summary) RETURNS bigint
  AS 'MODULE_PATHNAME', 'care_trend_conflicts' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_conflicts(trend care_trend_summary) IS
  'The dates with two different actual ratings of one location.';

CREATE TYPE care_extent_row AS (
  first_as_at date,
  last_as_at date,
  locations bigint,
  departed bigint,
  published bigint
);
COMMENT ON TYPE care_extent_row IS
  'A row of care_extent; NULL is what the kind of trend cannot tell.';
COMMENT ON COLUMN care_extent_row.first_as_at IS 'The first of the first month by which anything had changed or been published.';
COMMENT ON COLUMN care_extent_row.last_as_at IS 'The last such first of a month, up to today''s: how old the data are.';
COMMENT ON COLUMN care_extent_row.locations IS 'How many locations ever existed; who left and came back counts again.';
COMMENT ON COLUMN care_extent_row.departed IS 'How many of them ever ceased to exist.';
COMMENT ON COLUMN care_extent_row.published IS 'How many ratings were published by locations that existed then.';

CREATE FUNCTION care_extent(trend care_trend_summary) RETURNS care_extent_row
  AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_extent(trend care_trend_summary) IS
  'How far the data behind a trend reach, up to today, and how many locations and publications they hold.';

CREATE FUNCTION care_tally_at(trend care_trend_summary, as_at date) RETURNS care_tally_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION care_tally_at(trend care_trend_summary, as_at date) IS
  'The levels of a trend as at the first of a month; NULL if they are not known.';

CREATE TYPE care_monthly_row AS (
  as_at date,
  month date,
  locations bigint,
  rated bigint,
  outstanding bigint,
  good bigint,
  requires_improvement bigint,
  inadequate bigint,
  not_rated bigint,
  good_or_better bigint,
  percent_good_or_better double precision,
  change_points double precision,
  target double precision,
  target_gap_points double precision,
  locations_to_target bigint,
  joined bigint,
  departed bigint,
  improved bigint,
  declined bigint,
  newly_rated bigint,
  published bigint,
  published_good_or_better bigint,
  mean_age_days double precision
);
COMMENT ON TYPE care_monthly_row IS
  'A row of care_monthly.';
COMMENT ON COLUMN care_monthly_row.as_at IS 'The first of a month: levels are as at this day.';
COMMENT ON COLUMN care_monthly_row.month IS 'The month that has just ended: movements and publications are of it.';
COMMENT ON COLUMN care_monthly_row.locations IS 'All locations, rated or not (or the sum of their weights).';
COMMENT ON COLUMN care_monthly_row.rated IS 'Locations with one of the four ratings.';
COMMENT ON COLUMN care_monthly_row.outstanding IS 'Locations rated Outstanding.';
COMMENT ON COLUMN care_monthly_row.good IS 'Locations rated Good.';
COMMENT ON COLUMN care_monthly_row.requires_improvement IS 'Locations rated Requires improvement.';
COMMENT ON COLUMN care_monthly_row.inadequate IS 'Locations rated Inadequate.';
COMMENT ON COLUMN care_monthly_row.not_rated IS 'Locations without an actual rating.';
COMMENT ON COLUMN care_monthly_row.good_or_better IS 'Locations rated Good or Outstanding.';
COMMENT ON COLUMN care_monthly_row.percent_good_or_better IS 'Share rated Good or Outstanding, percent of the denominator; NULL if that is empty.';
COMMENT ON COLUMN care_monthly_row.change_points IS 'Change of the percentage since the first before, points.';
COMMENT ON COLUMN care_monthly_row.target IS 'The target that holds on that day, percent.';
COMMENT ON COLUMN care_monthly_row.target_gap_points IS 'Percentage points above (+) or below (-) the target.';
COMMENT ON COLUMN care_monthly_row.locations_to_target IS 'How many more locations must become good or better to reach the target.';
COMMENT ON COLUMN care_monthly_row.joined IS 'Locations that came into existence in the month.';
COMMENT ON COLUMN care_monthly_row.departed IS 'Locations that ceased to exist in the month.';
COMMENT ON COLUMN care_monthly_row.improved IS 'Locations that went from an actual rating to a higher one.';
COMMENT ON COLUMN care_monthly_row.declined IS 'Locations that went from an actual rating to a lower one.';
COMMENT ON COLUMN care_monthly_row.newly_rated IS 'Locations that went from Not rated to an actual rating.';
COMMENT ON COLUMN care_monthly_row.published IS 'Ratings published in the month by locations that existed then.';
COMMENT ON COLUMN care_monthly_row.published_good_or_better IS 'Those of them that are Good or Outstanding.';
COMMENT ON COLUMN care_monthly_row.mean_age_days IS 'Mean age of the ratings in force, days since their publication.';

CREATE FUNCTION care_monthly(trend care_trend_summary, target double precision DEFAULT NULL, since date DEFAULT NULL, until date DEFAULT NULL, targets jsonb DEFAULT NULL, denominator text DEFAULT 'rated') RETURNS SETOF care_monthly_row
  AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 100 ROWS 120;
COMMENT ON FUNCTION care_monthly(trend care_trend_summary, target double precision, since date, until date, targets jsonb, denominator text) IS
  'A row for every first of a month: levels, percentage, target gap, movements, publications.';

CREATE TYPE care_movements_row AS (
  as_at date,
  month date,
  from_rating text,
  to_rating text,
  locations bigint
);
COMMENT ON TYPE care_movements_row IS
  'A row of care_movements.';
COMMENT ON COLUMN care_movements_row.as_at IS 'The first of the month by which the movement shows.';
COMMENT ON COLUMN care_movements_row.month IS 'The month in which it took place.';
COMMENT ON COLUMN care_movements_row.from_rating IS 'The rating before; NULL is outside the register.';
COMMENT ON COLUMN care_movements_row.to_rating IS 'The rating after; NULL is outside the register.';
COMMENT ON COLUMN care_movements_row.locations IS 'How many locations moved so (or the sum of their weights).';

CREATE FUNCTION care_movements(trend care_trend_summary) RETURNS SETOF care_movements_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 500;
COMMENT ON FUNCTION care_movements(trend care_trend_summary) IS
  'Every net movement of locations between two consecutive firsts of a month; NULL is outside the register.';


-- --------------------------------------------------------------------------
-- trend: what moved: causes, changes, forecasts
-- --------------------------------------------------------------------------

CREATE FUNCTION care_cause(was care_rating, now care_rating) RETURNS text
  AS 'MODULE_PATHNAME', 'care_cause_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_cause(was care_rating, now care_rating) IS
  'Why a location counts differently than before, in the words of care_explain; NULL stands for outside the register.';

CREATE FUNCTION care_cause(was text, now text) RETURNS text
  AS 'MODULE_PATHNAME', 'care_cause_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_cause(was text, now text) IS
  'Why a location counts differently than before, in the words of care_explain; NULL stands for outside the register.';

CREATE FUNCTION care_cause(was "any", now "any") RETURNS text
  AS 'MODULE_PATHNAME', 'care_cause_any' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_cause(was "any", now "any") IS
  'Why a location counts differently than before, in the words of care_explain; NULL stands for outside the register.';

CREATE TYPE care_change_row AS (
  percent_before double precision,
  percent_now double precision,
  points double precision,
  crossed_up bigint,
  crossed_down bigint,
  joined bigint,
  departed bigint,
  p_value double precision
);
COMMENT ON TYPE care_change_row IS
  'A row of care_change.';
COMMENT ON COLUMN care_change_row.percent_before IS 'Share good or better at the earlier date.';
COMMENT ON COLUMN care_change_row.percent_now IS 'Share good or better at the later date.';
COMMENT ON COLUMN care_change_row.points IS 'The later less the earlier, percentage points.';
COMMENT ON COLUMN care_change_row.crossed_up IS 'Moves from below good to good or better.';
COMMENT ON COLUMN care_change_row.crossed_down IS 'Moves from good or better to below good.';
COMMENT ON COLUMN care_change_row.joined IS 'Locations that came into existence between the dates.';
COMMENT ON COLUMN care_change_row.departed IS 'Locations that ceased to exist between the dates.';
COMMENT ON COLUMN care_change_row.p_value IS 'Exact two-sided sign test of the crossings; NULL for weights.';

CREATE FUNCTION care_change(trend care_trend_summary, since date, until date, denominator text DEFAULT 'rated') RETURNS care_change_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_change(trend care_trend_summary, since date, until date, denominator text) IS
  'Whether one area has changed between two firsts of a month: the share rated Good or Outstanding, and the sign test of the locations that crossed the line between Requires improvement and Good (NULL for weights).';

CREATE TYPE care_explain_row AS (
  cause text,
  from_rating text,
  to_rating text,
  moves bigint,
  points double precision
);
COMMENT ON TYPE care_explain_row IS
  'A row of care_explain; NULL ratings are outside the register.';
COMMENT ON COLUMN care_explain_row.cause IS 'improved, declined, newly rated, rating lost, joined or departed.';
COMMENT ON COLUMN care_explain_row.from_rating IS 'The rating before; NULL is outside the register.';
COMMENT ON COLUMN care_explain_row.to_rating IS 'The rating after; NULL is outside the register.';
COMMENT ON COLUMN care_explain_row.moves IS 'How many monthly moves of this kind.';
COMMENT ON COLUMN care_explain_row.points IS 'Percentage points that they are worth; all rows add up to the change.';

CREATE FUNCTION care_explain(trend care_trend_summary, since date, until date, denominator text DEFAULT 'rated') RETURNS SETOF care_explain_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 15;
COMMENT ON FUNCTION care_explain(trend care_trend_summary, since date, until date, denominator text) IS
  'Why the share rated Good or Outstanding changed between two firsts of a month: each kind of move with its percentage points, which add up to the change.';

CREATE TYPE care_forecast_row AS (
  as_at date,
  percent double precision,
  lower double precision,
  upper double precision,
  target double precision,
  probability double precision
);
COMMENT ON TYPE care_forecast_row IS
  'A row of care_forecast: one first of a month to come.';
COMMENT ON COLUMN care_forecast_row.as_at IS 'The first of a month after the one the forecast starts from.';
COMMENT ON COLUMN care_forecast_row.percent IS 'The percentage rated Good or Outstanding that is expected then; NULL if there is none at the start, or if hardly any location is expected to be left.';
COMMENT ON COLUMN care_forecast_row.lower IS 'Lower limit: one time in ten it is below, if confidence is 0.8.';
COMMENT ON COLUMN care_forecast_row.upper IS 'Upper limit: one time in ten it is above, if confidence is 0.8.';
COMMENT ON COLUMN care_forecast_row.target IS 'The target, percent.';
COMMENT ON COLUMN care_forecast_row.probability IS 'How likely the percentage is then at or above the target, percent.';

CREATE FUNCTION care_forecast(trend care_trend_summary, target double precision DEFAULT NULL, ahead integer DEFAULT 24, reference care_trend_summary DEFAULT NULL, history integer DEFAULT 24, as_at date DEFAULT NULL, confidence double precision DEFAULT 0.8, denominator text DEFAULT 'rated') RETURNS SETOF care_forecast_row
  AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 24;
COMMENT ON FUNCTION care_forecast(trend care_trend_summary, target double precision, ahead integer, reference care_trend_summary, history integer, as_at date, confidence double precision, denominator text) IS
  'What the share rated Good or Outstanding will be in the next months, with limits and how likely a target is met, if locations move as in the last months up to as_at (NULL: the last with a change) and as those of a reference where there were few.';


-- --------------------------------------------------------------------------
-- trend: care_ages_summary, how old ratings are month by month
-- --------------------------------------------------------------------------

CREATE TYPE care_ages_summary;

CREATE FUNCTION care_ages_summary_in(cstring) RETURNS care_ages_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_summary_in(cstring) IS
  'Reads ages of ratings from its JSON text form.';

CREATE FUNCTION care_ages_summary_out(care_ages_summary) RETURNS cstring
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_summary_out(care_ages_summary) IS
  'Prints ages of ratings as JSON text.';

CREATE FUNCTION care_ages_summary_recv(internal) RETURNS care_ages_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_summary_recv(internal) IS
  'Reads ages of ratings from its binary form.';

CREATE FUNCTION care_ages_summary_send(care_ages_summary) RETURNS bytea
  AS 'byteasend' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_summary_send(care_ages_summary) IS
  'Writes ages of ratings in its binary form.';

CREATE TYPE care_ages_summary (
  INPUT = care_ages_summary_in, OUTPUT = care_ages_summary_out, RECEIVE = care_ages_summary_recv, SEND = care_ages_summary_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE care_ages_summary IS
  'How old ratings are at every first of a month, as care_ages builds it.';

CREATE FUNCTION care_ages_summary_eq(care_ages_summary, care_ages_summary) RETURNS boolean
  AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_summary_eq(care_ages_summary, care_ages_summary) IS
  'Implements the operator = of care_ages_summary.';

CREATE FUNCTION care_ages_summary_ne(care_ages_summary, care_ages_summary) RETURNS boolean
  AS 'byteane' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_summary_ne(care_ages_summary, care_ages_summary) IS
  'Implements the operator <> of care_ages_summary.';

CREATE FUNCTION care_ages_summary_lt(care_ages_summary, care_ages_summary) RETURNS boolean
  AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_summary_lt(care_ages_summary, care_ages_summary) IS
  'Implements the operator < of care_ages_summary.';

CREATE FUNCTION care_ages_summary_le(care_ages_summary, care_ages_summary) RETURNS boolean
  AS 'byteale' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_summary_le(care_ages_summary, care_ages_summary) IS
  'Implements the operator <= of care_ages_summary.';

CREATE FUNCTION care_ages_summary_gt(care_ages_summary, care_ages_summary) RETURNS boolean
  AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_summary_gt(care_ages_summary, care_ages_summary) IS
  'Implements the operator > of care_ages_summary.';

CREATE FUNCTION care_ages_summary_ge(care_ages_summary, care_ages_summary) RETURNS boolean
  AS 'byteage' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_summary_ge(care_ages_summary, care_ages_summary) IS
  'Implements the operator >= of care_ages_summary.';

CREATE FUNCTION care_ages_summary_cmp(care_ages_summary, care_ages_summary) RETURNS integer
  AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_summary_cmp(care_ages_summary, care_ages_summary) IS
  'B-tree comparison of care_ages_summary.';

CREATE FUNCTION care_ages_summary_hash(care_ages_summary) RETURNS integer
  AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_summary_hash(care_ages_summary) IS
  'Hash of care_ages_summary.';

CREATE FUNCTION care_ages_summary_hash_extended(care_ages_summary, bigint) RETURNS bigint
  AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_summary_hash_extended(care_ages_summary, bigint) IS
  '64-bit hash of care_ages_summary.';

CREATE OPERATOR = (
  LEFTARG = care_ages_summary, RIGHTARG = care_ages_summary, FUNCTION = care_ages_summary_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (care_ages_summary, care_ages_summary) IS
  'equal';

CREATE OPERATOR <> (
  LEFTARG = care_ages_summary, RIGHTARG = care_ages_summary, FUNCTION = care_ages_summary_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (care_ages_summary, care_ages_summary) IS
  'not equal';

CREATE OPERATOR < (
  LEFTARG = care_ages_summary, RIGHTARG = care_ages_summary, FUNCTION = care_ages_summary_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (care_ages_summary, care_ages_summary) IS
  'less than';

CREATE OPERATOR <= (
  LEFTARG = care_ages_summary, RIGHTARG = care_ages_summary, FUNCTION = care_ages_summary_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (care_ages_summary, care_ages_summary) IS
  'less than or equal';

CREATE OPERATOR > (
  LEFTARG = care_ages_summary, RIGHTARG = care_ages_summary, FUNCTION = care_ages_summary_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (care_ages_summary, care_ages_summary) IS
  'greater than';

CREATE OPERATOR >= (
  LEFTARG = care_ages_summary, RIGHTARG = care_ages_summary, FUNCTION = care_ages_summary_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (care_ages_summary, care_ages_summary) IS
  'greater than or equal';

CREATE OPERATOR CLASS care_ages_summary_ops DEFAULT FOR TYPE care_ages_summary USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 care_ages_summary_cmp(care_ages_summary, care_ages_summary),
  FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS care_ages_summary_ops USING btree IS 'an arbitrary order';
COMMENT ON OPERATOR FAMILY care_ages_summary_ops USING btree IS 'an arbitrary order';

CREATE OPERATOR CLASS care_ages_summary_ops DEFAULT FOR TYPE care_ages_summary USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 care_ages_summary_hash(care_ages_summary),
  FUNCTION 2 care_ages_summary_hash_extended(care_ages_summary, bigint);
COMMENT ON OPERATOR CLASS care_ages_summary_ops USING hash IS 'hash of care_ages_summary';
COMMENT ON OPERATOR FAMILY care_ages_summary_ops USING hash IS 'hash of care_ages_summary';

CREATE CAST (care_ages_summary AS jsonb) WITH INOUT;
COMMENT ON CAST (care_ages_summary AS jsonb) IS
  'the text form as jsonb';

CREATE FUNCTION care_ages_add_history(state bytea, history care_history_summary) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION care_ages_add_history(state bytea, history care_history_summary) IS
  'Transition function of care_ages(history).';

CREATE FUNCTION care_ages_add_summary(state bytea, ages care_ages_summary) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION care_ages_add_summary(state bytea, ages care_ages_summary) IS
  'Transition function of care_rollup(care_ages_summary).';

CREATE FUNCTION care_ages_combine(state bytea, other bytea) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_ages_combine(state bytea, other bytea) IS
  'Combine function of care_ages(history) and of care_rollup(care_ages_summary).';

CREATE FUNCTION care_ages_final(state bytea) RETURNS care_ages_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION care_ages_final(state bytea) IS
  'Final function of care_ages(history) and of care_rollup(care_ages_summary).';

CREATE FUNCTION care_ages_of_ratings_final(state bytea) RETURNS care_ages_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION care_ages_of_ratings_final(state bytea) IS
  'Final function of care_ages(location, rating, ...).';

CREATE AGGREGATE care_ages(location anycompatiblenonarray, rating care_rating, published date, registered date, deregistered date) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_ages_of_ratings_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_ages(location anycompatiblenonarray, rating care_rating, published date, registered date, deregistered date) IS
  'How old ratings are, month by month, from a row for each published rating.';

CREATE AGGREGATE care_ages(location anycompatiblenonarray, rating text, published date, registered date, deregistered date) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_ages_of_ratings_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_ages(location anycompatiblenonarray, rating text, published date, registered date, deregistered date) IS
  'How old ratings are, month by month, from a row for each published rating.';

CREATE AGGREGATE care_ages(location anycompatiblenonarray, rating anyenum, published date, registered date, deregistered date) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_ages_of_ratings_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_ages(location anycompatiblenonarray, rating anyenum, published date, registered date, deregistered date) IS
  'How old ratings are, month by month, from a row for each published rating.';

CREATE AGGREGATE care_ages(location text, rating care_rating, published date, registered date, deregistered date) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_ages_of_ratings_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_ages(location text, rating care_rating, published date, registered date, deregistered date) IS
  'How old ratings are, month by month, from a row for each published rating.';

CREATE AGGREGATE care_ages(location text, rating text, published date, registered date, deregistered date) (
  SFUNC = care_ledger_add_rating,
  STYPE = bytea,
  FINALFUNC = care_ages_of_ratings_final,
  COMBINEFUNC = care_ledger_combine,
  SSPACE = 8192,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_ages(location text, rating text, published date, registered date, deregistered date) IS
  'How old ratings are, month by month, from a row for each published rating.';

CREATE AGGREGATE care_ages(history care_history_summary) (
  SFUNC = care_ages_add_history,
  STYPE = bytea,
  FINALFUNC = care_ages_final,
  COMBINEFUNC = care_ages_combine,
  SSPACE = 4096,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_ages(history care_history_summary) IS
  'How old ratings are, month by month, from one history for each location.';

CREATE AGGREGATE care_rollup(ages care_ages_summary) (
  SFUNC = care_ages_add_summary,
  STYPE = bytea,
  FINALFUNC = care_ages_final,
  COMBINEFUNC = care_ages_combine,
  SSPACE = 65536,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_rollup(ages care_ages_summary) IS
  'The ages of ratings of different locations as one.';

CREATE TYPE care_ages_monthly_row AS (
  as_at date,
  month date,
  band_number integer,
  band text,
  locations bigint,
  percent double precision,
  good_or_better bigint,
  percent_good_or_better double precision
);
COMMENT ON TYPE care_ages_monthly_row IS
  'A row of care_ages_monthly.';
COMMENT ON COLUMN care_ages_monthly_row.as_at IS 'The first of a month: all figures are as at this day.';
COMMENT ON COLUMN care_ages_monthly_row.month IS 'The month that has just ended.';
COMMENT ON COLUMN care_ages_monthly_row.band_number IS 'The place of the band, from 1: the youngest ratings first, the never rated last.';
COMMENT ON COLUMN care_ages_monthly_row.band IS 'The band in words: how long ago the rating was published, or, never rated, the location registered.';
COMMENT ON COLUMN care_ages_monthly_row.locations IS 'Locations in the band.';
COMMENT ON COLUMN care_ages_monthly_row.percent IS 'Their share of all locations, percent.';
COMMENT ON COLUMN care_ages_monthly_row.good_or_better IS 'Those of them rated Good or Outstanding; NULL for the never rated.';
COMMENT ON COLUMN care_ages_monthly_row.percent_good_or_better IS 'Their share of the band, percent; NULL if it is empty.';

CREATE FUNCTION care_ages_monthly(ages care_ages_summary, edges interval[] DEFAULT '{1 year,2 years,4 years,6 years}', since date DEFAULT NULL, until date DEFAULT NULL) RETURNS SETOF care_ages_monthly_row
  AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 5000 ROWS 840;
COMMENT ON FUNCTION care_ages_monthly(ages care_ages_summary, edges interval[], since date, until date) IS
  'A row for every first of a month and every band of ages, and two for the never rated: registered under a year ago, or longer.';


-- --------------------------------------------------------------------------
-- waiting: care_waiting_summary, a waiting list month by month
-- --------------------------------------------------------------------------

CREATE TYPE care_waiting_summary;

CREATE FUNCTION care_waiting_summary_in(cstring) RETURNS care_waiting_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_summary_in(cstring) IS
  'Reads a waiting list from its JSON text form.';

CREATE FUNCTION care_waiting_summary_out(care_waiting_summary) RETURNS cstring
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_summary_out(care_waiting_summary) IS
  'Prints a waiting list as JSON text.';

CREATE FUNCTION care_waiting_summary_recv(internal) RETURNS care_waiting_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_summary_recv(internal) IS
  'Reads a waiting list from its binary form.';

CREATE FUNCTION care_waiting_summary_send(care_waiting_summary) RETURNS bytea
  AS 'byteasend' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_summary_send(care_waiting_summary) IS
  'Writes a waiting list in its binary form.';

CREATE TYPE care_waiting_summary (
  INPUT = care_waiting_summary_in, OUTPUT = care_waiting_summary_out, RECEIVE = care_waiting_summary_recv, SEND = care_waiting_summary_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE care_waiting_summary IS
  'A waiting list, exact for any day, as care_waiting builds it.';

CREATE FUNCTION care_waiting_summary_eq(care_waiting_summary, care_waiting_summary) RETURNS boolean
  AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_summary_eq(care_waiting_summary, care_waiting_summary) IS
  'Implements the operator = of care_waiting_summary.';

CREATE FUNCTION care_waiting_summary_ne(care_waiting_summary, care_waiting_summary) RETURNS boolean
  AS 'byteane' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_summary_ne(care_waiting_summary, care_waiting_summary) IS
  'Implements the operator <> of care_waiting_summary.';

CREATE FUNCTION care_waiting_summary_lt(care_waiting_summary, care_waiting_summary) RETURNS boolean
  AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_summary_lt(care_waiting_summary, care_waiting_summary) IS
  'Implements the operator < of care_waiting_summary.';

CREATE FUNCTION care_waiting_summary_le(care_waiting_summary, care_waiting_summary) RETURNS boolean
  AS 'byteale' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_summary_le(care_waiting_summary, care_waiting_summary) IS
  'Implements the operator <= of care_waiting_summary.';

CREATE FUNCTION care_waiting_summary_gt(care_waiting_summary, care_waiting_summary) RETURNS boolean
  AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_summary_gt(care_waiting_summary, care_waiting_summary) IS
  'Implements the operator > of care_waiting_summary.';

CREATE FUNCTION care_waiting_summary_ge(care_waiting_summary, care_waiting_summary) RETURNS boolean
  AS 'byteage' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_summary_ge(care_waiting_summary, care_waiting_summary) IS
  'Implements the operator >= of care_waiting_summary.';

CREATE FUNCTION care_waiting_summary_cmp(care_waiting_summary, care_waiting_summary) RETURNS integer
  AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_summary_cmp(care_waiting_summary, care_waiting_summary) IS
  'B-tree comparison of care_waiting_summary.';

CREATE FUNCTION care_waiting_summary_hash(care_waiting_summary) RETURNS integer
  AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_summary_hash(care_waiting_summary) IS
  'Hash of care_waiting_summary.';

CREATE FUNCTION care_waiting_summary_hash_extended(care_waiting_summary, bigint) RETURNS bigint
  AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_summary_hash_extended(care_waiting_summary, bigint) IS
  '64-bit hash of care_waiting_summary.';

CREATE OPERATOR = (
  LEFTARG = care_waiting_summary, RIGHTARG = care_waiting_summary, FUNCTION = care_waiting_summary_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (care_waiting_summary, care_waiting_summary) IS
  'equal';

CREATE OPERATOR <> (
  LEFTARG = care_waiting_summary, RIGHTARG = care_waiting_summary, FUNCTION = care_waiting_summary_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (care_waiting_summary, care_waiting_summary) IS
  'not equal';

CREATE OPERATOR < (
  LEFTARG = care_waiting_summary, RIGHTARG = care_waiting_summary, FUNCTION = care_waiting_summary_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (care_waiting_summary, care_waiting_summary) IS
  'less than';

CREATE OPERATOR <= (
  LEFTARG = care_waiting_summary, RIGHTARG = care_waiting_summary, FUNCTION = care_waiting_summary_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (care_waiting_summary, care_waiting_summary) IS
  'less than or equal';

CREATE OPERATOR > (
  LEFTARG = care_waiting_summary, RIGHTARG = care_waiting_summary, FUNCTION = care_waiting_summary_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (care_waiting_summary, care_waiting_summary) IS
  'greater than';

CREATE OPERATOR >= (
  LEFTARG = care_waiting_summary, RIGHTARG = care_waiting_summary, FUNCTION = care_waiting_summary_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (care_waiting_summary, care_waiting_summary) IS
  'greater than or equal';

CREATE OPERATOR CLASS care_waiting_summary_ops DEFAULT FOR TYPE care_waiting_summary USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 care_waiting_summary_cmp(care_waiting_summary, care_waiting_summary),
  FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS care_waiting_summary_ops USING btree IS 'an arbitrary order';
COMMENT ON OPERATOR FAMILY care_waiting_summary_ops USING btree IS 'an arbitrary order';

CREATE OPERATOR CLASS care_waiting_summary_ops DEFAULT FOR TYPE care_waiting_summary USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 care_waiting_summary_hash(care_waiting_summary),
  FUNCTION 2 care_waiting_summary_hash_extended(care_waiting_summary, bigint);
COMMENT ON OPERATOR CLASS care_waiting_summary_ops USING hash IS 'hash of care_waiting_summary';
COMMENT ON OPERATOR FAMILY care_waiting_summary_ops USING hash IS 'hash of care_waiting_summary';

CREATE CAST (care_waiting_summary AS jsonb) WITH INOUT;
COMMENT ON CAST (care_waiting_summary AS jsonb) IS
  'the text form as jsonb';

CREATE FUNCTION care_waiting_add(state bytea, requested date, completed date) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_add(state bytea, requested date, completed date) IS
  'Transition function of care_waiting(requested, completed).';

CREATE FUNCTION care_waiting_add(state bytea, requested date, completed date, removed date) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION care_waiting_add(state bytea, requested date, completed date, removed date) IS
  'Transition function of care_waiting(requested, completed, removed).';

CREATE FUNCTION care_waiting_add_summary(state bytea, waiting care_waiting_summary) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION care_waiting_add_summary(state bytea, waiting care_waiting_summary) IS
  'Transition function of care_rollup(care_waiting_summary).';

CREATE FUNCTION care_waiting_combine(state bytea, other bytea) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION care_waiting_combine(state bytea, other bytea) IS
  'Combine function of care_waiting and of care_rollup(care_waiting_summary).';

CREATE FUNCTION care_waiting_final(state bytea) RETURNS care_waiting_summary
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION care_waiting_final(state bytea) IS
  'Final function of care_waiting and of care_rollup(care_waiting_summary).';

CREATE AGGREGATE care_waiting(requested date, completed date) (
  SFUNC = care_waiting_add,
  STYPE = bytea,
  FINALFUNC = care_waiting_final,
  COMBINEFUNC = care_waiting_combine,
  SSPACE = 4096,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_waiting(requested date, completed date) IS
  'A waiting list: one row for each request, completed NULL while it waits.';

CREATE AGGREGATE care_waiting(requested date, completed date, removed date) (
  SFUNC = care_waiting_add,
  STYPE = bytea,
  FINALFUNC = care_waiting_final,
  COMBINEFUNC = care_waiting_combine,
  SSPACE = 4096,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_waiting(requested date, completed date, removed date) IS
  'A waiting list: one row for each request, with the day it was removed without completion (cancelled, died, moved).';

CREATE AGGREGATE care_rollup(waiting care_waiting_summary) (
  SFUNC = care_waiting_add_summary,
  STYPE = bytea,
  FINALFUNC = care_waiting_final,
  COMBINEFUNC = care_waiting_combine,
  SSPACE = 65536,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_rollup(waiting care_waiting_summary) IS
  'Several waiting lists as one.';

CREATE TYPE care_waiting_row AS (
  as_at date,
  month date,
  waiting bigint,
  added bigint,
  completed bigint,
  removed bigint,
  long_waits bigint,
  percent_long_waits double precision,
  mean_days double precision,
  median_days double precision,
  p90_days double precision,
  longest_days bigint,
  completed_mean_days double precision,
  completed_median_days double precision,
  completed_p90_days double precision,
  completed_within bigint,
  percent_within double precision,
  months_of_work double precision,
  target bigint,
  over_target bigint
);
COMMENT ON TYPE care_waiting_row IS
  'A row of care_waiting_monthly, care_waiting_at and care_waiting_between.';
COMMENT ON COLUMN care_waiting_row.as_at IS 'Levels are at the close of this day.';
COMMENT ON COLUMN care_waiting_row.month IS 'The first day of its month.';
COMMENT ON COLUMN care_waiting_row.waiting IS 'People on the list.';
COMMENT ON COLUMN care_waiting_row.added IS 'Requests made in the month, or the span.';
COMMENT ON COLUMN care_waiting_row.completed IS 'Requests completed in it.';
COMMENT ON COLUMN care_waiting_row.removed IS 'Requests removed otherwise in it.';
COMMENT ON COLUMN care_waiting_row.long_waits IS 'Those waiting for the long wait or longer.';
COMMENT ON COLUMN care_waiting_row.percent_long_waits IS 'Their share of those waiting, percent.';
COMMENT ON COLUMN care_waiting_row.mean_days IS 'Mean wait so far of those waiting, days.';
COMMENT ON COLUMN care_waiting_row.median_days IS 'Median of their waits, days.';
COMMENT ON COLUMN care_waiting_row.p90_days IS '90th percentile of their waits, days.';
COMMENT ON COLUMN care_waiting_row.longest_days IS 'The longest of their waits, days.';
COMMENT ON COLUMN care_waiting_row.completed_mean_days IS 'Mean wait of those completed in the month, or the span, days.';
COMMENT ON COLUMN care_waiting_row.completed_median_days IS 'Median of their waits, days.';
COMMENT ON COLUMN care_waiting_row.completed_p90_days IS '90th percentile of their waits, days.';
COMMENT ON COLUMN care_waiting_row.completed_within IS 'Those completed within the time set.';
COMMENT ON COLUMN care_waiting_row.percent_within IS 'Their share of those completed, percent.';
COMMENT ON COLUMN care_waiting_row.months_of_work IS 'People waiting divided by the mean completions of the last three months; NULL in a list''s first two months, and without completions.';
COMMENT ON COLUMN care_waiting_row.target IS 'The number of people it should be at most.';
COMMENT ON COLUMN care_waiting_row.over_target IS 'People above (+) or below (-) the target.';

CREATE FUNCTION care_waiting_monthly(waiting care_waiting_summary, long_wait interval DEFAULT '6 months', within interval DEFAULT '28 days', target bigint DEFAULT NULL, since date DEFAULT NULL, until date DEFAULT NULL) RETURNS SETOF care_waiting_row
  AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 60;
COMMENT ON FUNCTION care_waiting_monthly(waiting care_waiting_summary, long_wait interval, within interval, target bigint, since date, until date) IS
  'A waiting list month by month: levels at the close of its last day, flows in the month.';

CREATE FUNCTION care_waiting_at(waiting care_waiting_summary, as_at date, long_wait interval DEFAULT '6 months', within interval DEFAULT '28 days', target bigint DEFAULT NULL) RETURNS care_waiting_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION care_waiting_at(waiting care_waiting_summary, as_at date, long_wait interval, within interval, target bigint) IS
  'A waiting list at the close of a day, flows since the same day a month before.';

CREATE FUNCTION care_waiting_between(waiting care_waiting_summary, since date, until date, long_wait interval DEFAULT '6 months', within interval DEFAULT '28 days', target bigint DEFAULT NULL) RETURNS care_waiting_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION care_waiting_between(waiting care_waiting_summary, since date, until date, long_wait interval, within interval, target bigint) IS
  'A waiting list over a span of days, both included: levels at the close of the last, flows of the span.';

CREATE TYPE care_capacity_row AS (
  demand_per_week double precision,
  capacity_per_week double precision,
  load double precision,
  target_waiting double precision,
  needed_per_week double precision,
  pressure double precision
);
COMMENT ON TYPE care_capacity_row IS
  'A row of care_capacity; what the months looked at tell is NULL when the list has not so many behind it.';
COMMENT ON COLUMN care_capacity_row.demand_per_week IS 'Requests made a week.';
COMMENT ON COLUMN care_capacity_row.capacity_per_week IS 'Requests that left the list a week, completed or removed.';
COMMENT ON COLUMN care_capacity_row.load IS 'Demand divided by capacity: above 1 the list grows.';
COMMENT ON COLUMN care_capacity_row.target_waiting IS 'People on the list when the target wait is met: the demand of a quarter of it.';
COMMENT ON COLUMN care_capacity_row.needed_per_week IS 'Requests that have to leave the list a week to come down to that in the weeks given.';
COMMENT ON COLUMN care_capacity_row.pressure IS 'Twice the mean wait of those waiting, divided by the target wait: 0.5 when it is met.';

CREATE FUNCTION care_capacity(waiting care_waiting_summary, as_at date, target_wait interval DEFAULT '28 days', weeks integer DEFAULT 26, months integer DEFAULT 12) RETURNS care_capacity_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 2000;
COMMENT ON FUNCTION care_capacity(waiting care_waiting_summary, as_at date, target_wait interval, weeks integer, months integer) IS
  'What it takes to bring a waiting list down to a target wait, from its demand in the last months up to as_at.';

CREATE TYPE care_waiting_bands_row AS (
  band text,
  waiting bigint,
  percent double precision
);
COMMENT ON TYPE care_waiting_bands_row IS
  'A row of care_waiting_bands.';
COMMENT ON COLUMN care_waiting_bands_row.band IS 'The band of waits, in words.';
COMMENT ON COLUMN care_waiting_bands_row.waiting IS 'People waiting so long.';
COMMENT ON COLUMN care_waiting_bands_row.percent IS 'Their share of all who wait.';

CREATE FUNCTION care_waiting_bands(waiting care_waiting_summary, as_at date, edges interval[] DEFAULT '{28 days,3 months,6 months,12 months}') RETURNS SETOF care_waiting_bands_row
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000 ROWS 5;
COMMENT ON FUNCTION care_waiting_bands(waiting care_waiting_summary, as_at date, edges interval[]) IS
  'Those waiting at the close of a day by how long they have waited, shortest first.';
