-- one row is: the publication this warehouse wrote last, by the hash of its manifest
-- source: the publishing step; key: none, there is one row at most
-- rebuilt: replaced when something was published
create table if not exists publications (
    manifest_hash varchar
)
