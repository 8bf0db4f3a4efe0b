-- How many plans and tasks are there, how many need attention, and which plan is last?
--
-- Grain: newest_as_of
-- Params: lang
-- Columns: newest_as_of, oldest_as_of, n_dates, n_plans, n_demo, n_tasks, n_fine, n_attention,
-- n_attention_before, n_attention_change, attention_statuses, n_attention_each, last_plans, n_last,
-- last_score, last_n_tasks, last_n_attention, oldest_plans, n_oldest, n_other_rules,
-- other_rules_plans
-- No row without plans. n_attention_before and n_attention_change are over the plans that have a
-- snapshot before, null where none has. The last plans share the lowest score, and last_n_tasks and
-- last_n_attention are sums over them; without any score there are none. The oldest plans are those
-- of the oldest date. Of each list of names, no more than the first three stand here.
with
    plans as (
        select p.*, n.plan_name[$lang] as plan_name, s.score, s.worst_first,
        from rollups.plans as p
        join plan_names as n using (plan)
        join plan_standing as s using (plan)
    ),
    by_status as (
        select status, any_value(severity) as severity, sum(n_tasks)::integer as n,
        from rollups.statuses
        where is_attention
        group by status
        having n > 0
    ),
    attention as (
        select
            coalesce(list(status order by severity), []) as attention_statuses,
            coalesce(list(n order by severity), []) as n_attention_each,
        from by_status
    ),
    last as (
        select
            list(plan_name order by worst_first)[:3] as last_plans,
            count(*)::integer as n_last,
            any_value(score) as last_score,
            sum(n_tasks)::integer as last_n_tasks,
            sum(n_attention)::integer as last_n_attention,
        from plans
        where score = (select min(score), from plans)
    ),
    oldest as (
        select
            list(plan_name order by worst_first)[:3] as oldest_plans, count(*)::integer as n_oldest,
        from plans
        where as_of = (select min(as_of), from plans)
    ),
    others as (
        select
            list(plan_name order by worst_first)[:3] as other_rules_plans,
            count(*)::integer as n_other_rules,
        from plans
        where plan in (select plan, from other_rules)
    ),
    counted as (
        select
            max(as_of) as newest_as_of,
            min(as_of) as oldest_as_of,
            count(distinct as_of)::integer as n_dates,
            count(*)::integer as n_plans,
            count(*) filter (where kind = 'demo')::integer as n_demo,
            sum(n_tasks)::integer as n_tasks,
            sum(n_tasks - n_attention)::integer as n_fine,
            sum(n_attention)::integer as n_attention,
            sum(n_attention_before)::integer as n_attention_before,
            sum(n_attention - n_attention_before)::integer as n_attention_change,
        from plans
        having count(*) > 0
    )
select
    c.newest_as_of,
    c.oldest_as_of,
    c.n_dates,
    c.n_plans,
    c.n_demo,
    c.n_tasks,
    c.n_fine,
    c.n_attention,
    c.n_attention_before,
    c.n_attention_change,
    a.attention_statuses,
    a.n_attention_each,
    coalesce(l.last_plans, []) as last_plans,
    l.n_last,
    l.last_score,
    l.last_n_tasks,
    l.last_n_attention,
    o.oldest_plans,
    o.n_oldest,
    t.n_other_rules,
    coalesce(t.other_rules_plans, []) as other_rules_plans,
from counted as c
cross join attention as a
cross join last as l
cross join oldest as o
cross join others as t
