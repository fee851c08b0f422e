-- one row is: an industry whose entry-level tags are wrong most often
-- source: mart_mislabels; key: value
-- rebuilt: nothing is written; ranked by the lower bound, so that few postings do not
--   make a rank
select
    mart_mislabels.value,
    mart_mislabels.tagged_count,
    mart_mislabels.mislabelled_count,
    mart_mislabels.share,
    mart_mislabels.share_low,
    mart_mislabels.share_high
from mart_mislabels
where mart_mislabels.dimension = 'industry'
order by mart_mislabels.share_low desc, mart_mislabels.value asc
limit 10
