-- one row is: a posting that waited for this transformation
-- source: stg_touched; key: posting_key
-- rebuilt: emptied once everything is published
delete from stg_touched
