-- one row is: a posting whose mark "truly entry level" is not what the threshold says
-- source: mart_postings; key: posting_key
-- rebuilt: the only place that compares years with the threshold; after a change of
--   the setting every stored posting is marked anew
-- binds: entry_level_years, entry_level_years
update mart_postings
set is_truly_entry_level = coalesce(min_years <= ?, true)
where is_truly_entry_level is distinct from coalesce(min_years <= ?, true)
