-- Which plans decide statuses or scores by other numbers, and by which?
--
-- Grain: plan, parameter
-- Params: lang
-- Columns: plan, plan_name, parameter, in_force, usual, as_of, data_kind
-- As in other_rules; the plan with the lowest score first.
select
    o.plan,
    n.plan_name[$lang] as plan_name,
    o.parameter,
    o.in_force,
    o.usual,
    p.as_of,
    p.kind as data_kind,
from other_rules as o
join rollups.plans as p using (plan)
join plan_names as n using (plan)
join plan_standing as s using (plan)
order by s.worst_first, o.parameter
