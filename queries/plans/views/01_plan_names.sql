-- What is each plan called?
--
-- Grain: plan
-- Columns: plan, plan_name
-- The short title, with the name of the plan's folder where another plan has the same.
select
    plan,
    map{
        'zh': case
            when count(*) over (partition by short_zh) > 1
            then short_zh || '（' || plan || '）'
            else short_zh
        end,
        'en': case
            when count(*) over (partition by short_en) > 1
            then short_en || ' (' || plan || ')'
            else short_en
        end
    } as plan_name,
from rollups.plans
