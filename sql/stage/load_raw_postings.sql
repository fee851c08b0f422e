-- one row is: a lake object that was read
-- source: @lake/postings/; key: the file; objects loaded before are skipped
-- rebuilt: never; a line that is no JSON is loaded too and rejected later, bytes that
--   are no UTF-8 become U+FFFD, an object that cannot be unpacked waits to be mended
copy into raw_postings (lake_key, lake_line, run_hour, line)
from (
    select
        metadata$filename,
        metadata$file_row_number,
        to_timestamp_ntz(
            replace(
                regexp_substr(
                    metadata$filename, '[0-9]{4}-[0-9]{2}-[0-9]{2}/hour=[0-9]{2}'
                ),
                '/hour=',
                ' '
            ) || ':00:00'
        ) as run_hour,
        $1
    from @lake/postings/
)
file_format = (
    type = csv
    field_delimiter = none
    escape_unenclosed_field = none
    replace_invalid_characters = true
    compression = auto
)
pattern = '.*/date=[0-9]{4}-[0-9]{2}-[0-9]{2}/hour=[0-9]{2}/[^/]+[.]jsonl[.]gz'
on_error = skip_file
