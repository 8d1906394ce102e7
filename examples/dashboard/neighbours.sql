-- Fourteen councils for invented Larkshire to stand beside, as invented as itself.
INSERT INTO neighbours (local_authority, as_at, rated, good_or_better) VALUES
  ('Amberwick', '2023-07-01', 168, 147),
  ('Brackenshire', '2023-07-01', 612, 519),
  ('Coldmere', '2023-07-01', 94, 83),
  ('Dunmoor', '2023-07-01', 257, 204),
  ('Eastvale', '2023-07-01', 381, 321),
  ('Fallowdene', '2023-07-01', 59, 47),
  ('Greyminster', '2023-07-01', 320, 275),
  ('Hollinshire', '2023-07-01', 498, 391),
  ('Kestrelton', '2023-07-01', 131, 116),
  ('Lindenshire', '2023-07-01', 274, 242),
  ('Marlhaven', '2023-07-01', 76, 60),
  ('Netherfold', '2023-07-01', 205, 172),
  ('Oakmarsh', '2023-07-01', 543, 461),
  ('Pebblesea', '2023-07-01', 189, 144);
