-- one row is: nothing; how to look at lines of the lake by hand:
-- `select $1 from @lake/postings/ (file_format => lake_lines)`
-- source: the same options as sql/stage/load_raw_postings.sql
create file format if not exists lake_lines
    type = csv
    field_delimiter = none
    escape_unenclosed_field = none
    compression = auto
