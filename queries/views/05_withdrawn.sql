-- What was withdrawn from the plan, and stays in its record?
--
-- Grain: as_of, object, id
-- Columns: as_of, object, id
-- By amendments whose field is withdrawn. A task takes its targets with it. No figure counts it.
select distinct as_of, object, id, from amendments where field = 'withdrawn'
