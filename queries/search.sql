-- What can be searched for, by which names, and what does it open?
--
-- Grain: kind, id
-- Params: as_of, lang
-- Columns: kind, id, name, note, item_no, person, title_zh, title_en, page, page_id, syllables,
-- initials, person_syllables, person_initials
-- Pillars, tasks, targets, units, in this order. page is task, pillar or unit: a target opens its
-- task or, where it has none, its pillar. note tells names apart that are alike: a task's unit, a
-- target's task or measure; null for pillars and units. item_no and person, the responsible one,
-- are a task's, and null for the rest. title_zh and title_en are both searched, whatever the
-- language; syllables and initials are the pinyin of title_zh, those of the person of the name.
with
    named as (
        select 'pillar' as kind, pillar_id::varchar as id, title, 'pillar' as page, id as page_id,
        from pillars
        where as_of = $as_of
        union all by name
        select
            'task' as kind,
            task_id as id,
            title,
            u.unit as note,
            item as item_no,
            responsible_person as person,
            plan_year * 1000 + tasks.item_no as sort_key,
            'task' as page,
            id as page_id,
        from tasks
        join units as u using (as_of, unit_id)
        where as_of = $as_of
        union all by name
        select
            'target' as kind,
            target_id as id,
            g.target as title,
            coalesce(t.title, m.title) as note,
            g.sort_key,
            case when g.task_id is null then 'pillar' else 'task' end as page,
            coalesce(g.task_id, g.pillar_id::varchar) as page_id,
        from targets as g
        join measures as m using (as_of, measure_id)
        left join tasks as t using (as_of, task_id)  -- null: a measure's target
        where as_of = $as_of
        union all by name
        select 'unit' as kind, unit_id as id, unit as title, 'unit' as page, id as page_id,
        from units
        where as_of = $as_of
    )
select
    kind,
    id,
    title[$lang] as name,
    note[$lang] as note,
    item_no,
    person,
    title['zh'] as title_zh,
    title['en'] as title_en,
    page,
    page_id,
    r.syllables,
    r.initials,
    q.syllables as person_syllables,
    q.initials as person_initials,
from named
join readings as r on r.as_of = $as_of and r.text = title['zh']
left join readings as q on q.as_of = $as_of and q.text = person  -- null: no person
order by list_position(['pillar', 'task', 'target', 'unit'], kind), sort_key, id
