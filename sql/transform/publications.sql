-- one row is: the publication this warehouse wrote last
-- source: the publishing step; key: none, there is one row at most
-- rebuilt: merged
-- binds: manifest_hash
merge into publications as kept
using (select ? as manifest_hash) as fresh
    on true
when matched then
    update set
        manifest_hash = fresh.manifest_hash
when not matched then
    insert (manifest_hash)
    values (fresh.manifest_hash)
