-- one row is: a lake object that was read
-- source: @lake/postings/; key: the file; objects loaded before are skipped
-- rebuilt: never; a line that is no JSON is loaded too and rejected later
copy into raw_postings (lake_key, lake_line, line)
from (
    select
        metadata$filename,
        metadata$file_row_number,
        $1
    from @lake/postings/
)
file_format = (
    type = csv
    field_delimiter = none
    escape_unenclosed_field = none
    compression = auto
)
pattern = '.*[.]jsonl[.]gz'
on_error = continue
