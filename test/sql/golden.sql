-- Bytes that are stored for ever: every released version must read them, and write them again. The hex was
-- worked out by hand from the descriptions at the top of the source files, not taken from what we print.
-- care_tally_summary is stored as it stands in memory; the others are stored as they are sent.

CREATE TABLE golden (name text PRIMARY KEY, type text, sent bytea, form text);
INSERT INTO golden VALUES
-- the label
('rating', 'care_rating', '\x526571756972657320696d70726f76656d656e74', 'Requires improvement'),
-- version 1, flags; counts of Not rated, Inadequate, Requires improvement, Good, Outstanding
('tally', 'care_tally_summary', '\x0100 0000000000000005 0000000000000004 0000000000000003 0000000000000002 0000000000000001',
 '{"version": 1, "outstanding": 1, "good": 2, "requires_improvement": 3, "inadequate": 4, "not_rated": 5}'),
('tally, empty', 'care_tally_summary', '\x0100 0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000',
 '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}'),
('tally, weighted', 'care_tally_summary', '\x0101 0000000000000000 0000000000000000 0000000000000000 7fffffffffffffff 0000000000000000',
 '{"version": 1, "outstanding": 0, "good": 9223372036854775807, "requires_improvement": 0, "inadequate": 0, "not_rated": 0, "weighted": true}'),
-- version 1, flags; first 43844 days after 1899-12-31; one span: at first, open; after 411 days Good, after
-- 466 more Requires improvement in conflict
('history', 'care_history_summary', '\x0100 c4d602 01 0000 9b030c d2030a',
 '{"version": 1, "first": "2020-01-15", "registered": [["2020-01-15", null]], "ratings": [{"from": "2021-03-01", "rating": "Good"}, {"from": "2022-06-10", "rating": "Requires improvement", "conflict": true}]}'),
-- flag: it existed from its first date, still; two spans of 366 and 365 days; Outstanding published 2 days
-- before it was in force, then none in force
('history, not registered', 'care_history_summary', '\x0101 c1d402 00 02 f501ee02 ed02ed02 95021102 1e01',
 '{"version": 1, "first": "2019-05-01", "first_until": null, "registered": [["2020-01-01", "2021-01-01"], ["2022-01-01", "2023-01-01"]], "ratings": [{"from": "2020-02-02", "rating": "Outstanding", "published": "2020-01-31"}, {"from": "2020-03-03", "rating": "Not rated", "published": null}]}'),
-- version 1, flags, conflicts; cells: month 1441 since 1900-01, measure 4, value 5 as 10; 63 further 2 as 4, ...
('trend', 'care_trend_summary', '\x0100 03 84a10b0a 3f04 0102 01c801 d60a02',
 '{"version": 1, "conflicts": 3, "months": {"2020-02-01": {"outside -> Good": 5, "published": 2, "published_good_or_better": 1, "published_days": 100}, "2021-01-01": {"Good -> Requires improvement": 1}}}'),
('trend of snapshots', 'care_trend_summary', '\x0106 00 a4a10b02 040e 7c02 040c 140c',
 '{"version": 1, "undated": true, "snapshots": true, "conflicts": 0, "months": {"2020-02-01": {"known": 1, "Good": 7}, "2020-03-01": {"known": 1, "Good": 6, "Good, then Good": 6}}}'),
('trend of tallies, weighted', 'care_trend_summary', '\x010f 00 a4d00b02 05d804',
 '{"version": 1, "weighted": true, "undated": true, "snapshots": true, "levels_only": true, "conflicts": 0, "months": {"2024-01-01": {"known": 1, "Outstanding": 300}}}'),
-- version 1; day 44562 with 3 entries: 4 that wait, 3 completed after 29 days, 1 removed then; 2 days on 1 completed
('waiting', 'care_waiting_summary', '\x01 92dc02 02 0102 7501 00 01 00 02',
 '{"version": 1, "entries": [["2022-01-03", null, "waiting", 4], ["2022-01-03", "2022-02-01", "completed", 3], ["2022-01-03", "2022-02-01", "removed", 1], ["2022-01-05", "2022-01-05", "completed", 1]]}'),
('waiting, none', 'care_waiting_summary', '\x01', '{"version": 1, "entries": []}'),
('waiting, the ends', 'care_waiting_summary', '\x01 00 00 95e01a feffffff01 83d806 00 00',
 '{"version": 1, "entries": [["1900-01-01", "2199-12-31", "removed", 536870912], ["2199-12-31", null, "waiting", 1]]}'),
-- version 1; key 43843 days, Good, month 1441: 3 more, as 6; month 1454, 13 further: 1 fewer, as 1; the day after, not rated,
-- month 1441, 20467 further: 1 more, as 2
('ages', 'care_ages_summary', '\x01 a1eb86ad05 06 0d 01 f39f01 02',
 '{"version": 1, "changes": [["Good", "2020-01-15", "2020-02-01", 3], ["Good", "2020-01-15", "2021-03-01", -1], ["Not rated", "2020-01-16", "2020-02-01", 1]]}'),
('ages, none', 'care_ages_summary', '\x01', '{"version": 1, "changes": []}'),
('ages, the ends', 'care_ages_summary', '\x01 00 feffffff0f 8f9ccdaf0d 02',
 '{"version": 1, "changes": [["Not rated", "1900-01-01", "1900-01-01", 2147483647], ["Outstanding", "2199-12-01", "2199-12-01", 1]]}'),
-- version 1; after 9 days one ended, after 13 (4 on) one ended and one was lost from sight, after 613 it was 300
('survival', 'care_survival_summary', '\x01 09 01 00 03 01 01 d704 00 ac02', '{"version": 1, "entries": [[9, 1, 0], [13, 1, 1], [613, 0, 300]]}'),
('survival, none', 'care_survival_summary', '\x01', '{"version": 1, "entries": []}'),
('survival, the ends', 'care_survival_summary', '\x01 00 8080808010 00 feffffff07 00 01', '{"version": 1, "entries": [[0, 4294967296, 0], [2147483647, 0, 1]]}');

CREATE TABLE kept (name text, rating care_rating, tally care_tally_summary, history care_history_summary,
	trend care_trend_summary, waiting care_waiting_summary, survival care_survival_summary, ages care_ages_summary);

-- Text in, bytes and the same text out
CREATE FUNCTION text_to_bytes(type text, form text, OUT sent bytea, OUT form_again text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT %I(v), v::text FROM (SELECT $1::%I AS v) s', type || '_send', type) INTO sent, form_again USING form;
END $$;
SELECT name, t.sent = g.sent AS bytes, t.form_again = g.form AS text
FROM golden g, text_to_bytes(g.type, g.form) t ORDER BY name COLLATE "C";

-- Bytes in, the same text and bytes out. COPY writes a bytea as its length and its bytes.
SELECT current_setting('data_directory') || '/golden' AS file \gset
CREATE FUNCTION receive(file text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	g golden;
BEGIN
	FOR g IN SELECT * FROM golden LOOP
		EXECUTE format('COPY (SELECT name::text, sent FROM golden WHERE name = %L) TO %L (FORMAT binary)', g.name, file);
		EXECUTE format('COPY kept (name, %I) FROM %L (FORMAT binary)', split_part(g.type, '_', 2), file);
	END LOOP;
END $$;
SELECT receive(:'file');
SELECT name, coalesce(rating::text, tally::text, history::text, trend::text, waiting::text, survival::text, ages::text) = form AS text,
       coalesce(care_rating_send(rating), care_tally_summary_send(tally), care_history_summary_send(history),
                care_trend_summary_send(trend), care_waiting_summary_send(waiting), care_survival_summary_send(survival), care_ages_summary_send(ages)) = sent AS bytes
FROM golden JOIN kept USING (name) ORDER BY name COLLATE "C";

-- On disk: a column of one byte, or of these bytes behind their length. A tally has two bytes of zeros behind
-- version and flags, and its counts in the byte order of the machine.
CREATE TABLE disk AS SELECT * FROM kept;
CHECKPOINT;
CREATE FUNCTION on_disk(type text, sent bytea) RETURNS bytea[] LANGUAGE sql AS $$
	SELECT CASE type
		WHEN 'care_rating' THEN ARRAY['\x02'::bytea]
		WHEN 'care_tally_summary' THEN ARRAY[
			substr(sent, 1, 2) || '\x0000' || substr(sent, 3),
			substr(sent, 1, 2) || '\x0000' || (SELECT string_agg(substr(sent, 3 + i / 8 * 8 + 7 - i % 8, 1), '' ORDER BY i) FROM generate_series(0, 39) i)]
		ELSE ARRAY[sent] END $$;
SELECT name, bool_or(position(bytes IN pg_read_binary_file(pg_relation_filepath('disk'))) > 0) AS found
FROM golden, unnest(on_disk(type, sent)) bytes GROUP BY name ORDER BY name COLLATE "C";
SELECT name, coalesce(pg_column_size(rating), pg_column_size(tally), pg_column_size(history), pg_column_size(trend),
	pg_column_size(waiting), pg_column_size(survival), pg_column_size(ages)) - length(bytes) AS header
FROM golden JOIN disk USING (name), LATERAL (SELECT (on_disk(type, sent))[1]) b (bytes) ORDER BY name COLLATE "C";

-- Another version, and flags that have no meaning yet, are refused and not guessed at.
SELECT '{"version": 2, "entries": []}'::care_waiting_summary;
SELECT '{"version": 2, "entries": []}'::care_survival_summary;
SELECT '{"version": 2, "changes": []}'::care_ages_summary;
SELECT '{"version": 2, "conflicts": 0, "months": {}}'::care_trend_summary;
SELECT '{"version": 2, "first": "2020-01-15", "registered": [], "ratings": []}'::care_history_summary;
SELECT '{"version": 2, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}'::care_tally_summary;
CREATE FUNCTION refuse(type text, sent bytea, file text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('COPY (SELECT %L::bytea) TO %L (FORMAT binary)', sent, file);
	EXECUTE format('COPY kept (%I) FROM %L (FORMAT binary)', split_part(type, '_', 2), file);
	RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
SELECT name, refuse(type, set_byte(sent, 0, 2), :'file') AS version,
	CASE WHEN type NOT IN ('care_waiting_summary', 'care_survival_summary', 'care_ages_summary') THEN refuse(type, set_byte(sent, 1, 128), :'file') END AS flags
FROM golden WHERE type <> 'care_rating' ORDER BY name COLLATE "C";
