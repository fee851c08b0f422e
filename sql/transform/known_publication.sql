-- one row is: the publication this warehouse wrote last, if it is the one in the folder
-- source: publications; key: manifest_hash
-- rebuilt: nothing is written
-- binds: manifest_hash
select publications.manifest_hash
from publications
where publications.manifest_hash = ?
