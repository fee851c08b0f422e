-- one row is: a skill of a posting whose text is read again
-- source: stg_changed; key: posting_key, skill_id
-- rebuilt: removed here, added by bridge_posting_skills in the same transaction
delete from bridge_posting_skills
where posting_key in (select stg_changed.posting_key from stg_changed)
