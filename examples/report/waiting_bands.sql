-- How long all those have been waiting.
SELECT band AS "waiting since", waiting AS people, percent::numeric(5,1) AS "%",
       repeat('#', (percent / 2)::integer) AS "share"
  FROM (SELECT care_rollup(list) AS list FROM waiting_list) lists,
       care_waiting_bands(list, :'month_end');
