-- one row is: a job at a time, in the shape of JOB_APPS_COUNTER of the first design
-- source: fct_applications; key: job_id, time_scraped
-- rebuilt: a view; a board tells bounds, so each number is the lower one, which
--   holds in any case, with the upper one beside it, null where there is none
create or replace view job_apps_counter as
select
    fct_applications.posting_key as job_id,
    fct_applications.seen_at as time_scraped,
    fct_applications.applicants_low as number_of_applications,
    fct_applications.applicants_high as most_applications,
    fct_applications.applications_per_hour_low as applications_per_hour,
    fct_applications.applications_per_hour_high as most_applications_per_hour
from fct_applications
