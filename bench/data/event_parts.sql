-- The same events in two partitions, by location, each for one process
--@ needs events
CREATE TABLE event_parts (LIKE events) PARTITION BY HASH (location);
CREATE TABLE event_parts_0 PARTITION OF event_parts FOR VALUES WITH (MODULUS 2, REMAINDER 0) WITH (parallel_workers = 0);
CREATE TABLE event_parts_1 PARTITION OF event_parts FOR VALUES WITH (MODULUS 2, REMAINDER 1) WITH (parallel_workers = 0);
INSERT INTO event_parts TABLE events;
VACUUM (ANALYZE) event_parts;
