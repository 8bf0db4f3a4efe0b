"""Turns our SQL, which is DuckDB's, into Spark's. Only this file imports sqlglot.

sqlglot alone leaves most files unusable and some silently wrong; what it needs besides stands here, one function for
each construct, and what nobody has made sure of is refused. `tests/models/test_spark.py` compares every view and every
query on both engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import sqlglot
from sqlglot import exp
from sqlglot.dialects import DuckDB
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from planboard.queries import Query

TIME_ZONE = "Asia/Shanghai"  # of a session that runs what comes out


class NotPortable(ValueError):
    """A file of queries/ that cannot be carried over; the message says which and why."""


def relation(name: str) -> str:
    """What a relation is called on Spark, where a session's views have no schema."""
    return name.replace(".", "_")


def spark_sql(query: Query, params: Mapping[str, object], schemas: Mapping[str, pa.Schema]) -> str:
    """The query as Spark SQL with its parameters written out. `schemas` has every relation it may read, by our name.
    Raises NotPortable."""
    known = MappingSchema(dialect="duckdb")
    for name, schema in schemas.items():
        columns = {field.name: _type(field.type) for field in schema}
        known.add_table(relation(name), columns, dialect="duckdb")
    try:
        tree = sqlglot.parse_one(query.sql, read="duckdb")
        tree = tree.transform(_renamed).transform(lambda node: _given(node, params))
        tree = _one_select_per_element(tree)
        tree = qualify(
            tree, schema=known, dialect="duckdb", quote_identifiers=False, identify=False,
            validate_qualify_columns=False,
        )  # fmt: skip
        _group_by_all(tree)
        _by_name(tree)
        tree = annotate_types(tree, schema=known, expression_metadata=_TYPES_OF_RESULTS)
        _refuse_the_unproven(tree)
        _typed_nulls(tree)
        return _respelled(tree).sql(dialect="spark", comments=False)
    except (sqlglot.errors.SqlglotError, NotPortable) as error:
        raise NotPortable(f"{query.name}.sql: {error}") from error


def _type(of: pa.DataType) -> str:
    if pa.types.is_map(of):
        return f"map({_type(of.key_type)}, {_type(of.item_type)})"
    if pa.types.is_list(of):
        return f"{_type(of.value_type)}[]"
    return _TYPES[of]


_TYPES = {
    pa.string(): "varchar", pa.bool_(): "boolean", pa.int32(): "integer", pa.int64(): "bigint",
    pa.float64(): "double", pa.date32(): "date", pa.null(): "varchar",
    pa.timestamp("us", tz="UTC"): "timestamptz", pa.timestamp("us", tz="Asia/Shanghai"): "timestamptz",
}  # fmt: skip


def _renamed(node: exp.Expression) -> exp.Expression:
    """`published.tasks` under the name it has on Spark."""
    if isinstance(node, exp.Table) and node.db:
        alias = node.alias or node.name
        return exp.alias_(exp.table_(relation(f"{node.db}.{node.name}")), alias, table=True)
    return node


def _given(node: exp.Expression, params: Mapping[str, object]) -> exp.Expression:
    """A parameter's value as a literal."""
    if not isinstance(node, exp.Parameter | exp.Placeholder):
        return node
    value = params[node.name]
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    if isinstance(value, float):
        return exp.cast(exp.Literal.number(repr(value)), "double")
    return exp.convert(value)


def _unnested(selected: exp.Expression) -> exp.Expression | None:
    found = selected.unalias()
    if isinstance(found, exp.Explode):
        return found.this
    return found.expressions[0] if isinstance(found, exp.Unnest) else None


def _one_select_per_element(tree: exp.Expression) -> exp.Expression:
    """Several `unnest` in one select go side by side in DuckDB; Spark gives every combination, without an error."""
    for select in list(tree.find_all(exp.Select)):
        lists = [found for e in select.expressions if (found := _unnested(e)) is not None]
        if not lists:
            continue
        if not all(isinstance(found, exp.Array) for found in lists):
            raise NotPortable("unnest of a list that is not written out")
        sizes = {len(found.expressions) for found in lists}
        if len(sizes) > 1:
            raise NotPortable("lists of several lengths unnested side by side")
        parts = [_with_element(select, n) for n in range(sizes.pop())]
        union: exp.Expression = parts[0]
        for part in parts[1:]:
            union = exp.Union(this=union, expression=part, distinct=False)
        union.set("with_", select.args.get("with_"))
        if select is tree:
            tree = union
        else:
            select.replace(union)
    return tree


def _with_element(select: exp.Select, n: int) -> exp.Select:
    part = select.copy()
    part.set("with_", None)
    part.set(
        "expressions",
        [
            exp.alias_(found.expressions[n].copy(), e.alias)
            if (found := _unnested(e)) is not None
            else e.copy()
            for e in select.expressions
        ],
    )
    return part


def _group_by_all(tree: exp.Expression) -> None:
    for select in tree.find_all(exp.Select):
        group = select.args.get("group")
        if group and group.args.get("all"):
            keys = [e.unalias().copy() for e in select.expressions if not e.find(exp.AggFunc)]
            named = [key for key in keys if not isinstance(key, exp.Literal | exp.Null)]
            select.set("group", exp.Group(expressions=named))


def _branches(union: exp.Expression) -> Iterator[exp.Select]:
    if isinstance(union, exp.SetOperation):
        yield from _branches(union.left)
        yield from _branches(union.right)
    elif isinstance(union, exp.Select):
        yield union
    else:
        yield from _branches(union.this)


def _by_name(tree: exp.Expression) -> None:
    """`union all by name`: the columns of all branches in every branch, null where one has none."""
    for union in reversed(list(tree.find_all(exp.Union))):
        if not union.args.get("by_name"):
            continue
        branches = list(_branches(union))
        names = list(dict.fromkeys(e.alias_or_name for branch in branches for e in branch.expressions))
        for branch in branches:
            have = {e.alias_or_name: e for e in branch.expressions}
            branch.set("expressions", [have.get(n) or exp.alias_(exp.Null(), n) for n in names])
        union.set("by_name", False)


def _typed_nulls(tree: exp.Expression) -> None:
    """A null in one branch of a union gets the type that the column has in another."""
    for union in list(tree.find_all(exp.SetOperation)):
        if isinstance(union.parent, exp.SetOperation):
            continue
        branches = list(_branches(union))
        for n in range(len(branches[0].expressions)):
            columns = [branch.expressions[n] for branch in branches]
            types = [c.type for c in columns if c.type is not None and not c.is_type("null", "unknown")]
            for column in columns:
                value = column.unalias()
                if isinstance(value, exp.Null) and types:
                    value.replace(exp.Cast(this=exp.Null(), to=types[0].copy()))


def _of_first(annotator: object, node: exp.Expression) -> exp.Expression:
    node.type = node.this.type
    return node


def _of_element(annotator: object, node: exp.Expression) -> exp.Expression:
    held = node.this.type.expressions if node.this.type else []
    node.type = held[-1] if held else exp.DataType.build("unknown")
    return node


def _of_shares(annotator: object, node: exp.Expression) -> exp.Expression:
    node.type = exp.DataType.build("double[]" if isinstance(node.expression, exp.Array) else "double")
    return node


# With the types that sqlglot does not know.
_TYPES_OF_RESULTS: Any = {
    **DuckDB.EXPRESSION_METADATA,
    **{function: {"annotator": _of_first} for function in (exp.Abs, exp.ArgMax, exp.ArgMin)},
    exp.Bracket: {"annotator": _of_element},
    exp.PercentileCont: {"annotator": _of_shares},
}


def _refuse_the_unproven(tree: exp.Expression) -> None:
    """Functions that the tests do not hold against DuckDB, and conversions that are made otherwise there."""
    for node in tree.walk():
        said = node.sql("duckdb")[:80]
        if isinstance(node, exp.Anonymous) and node.name.lower() != "list_position":
            raise NotPortable(f"{said}: not known to mean the same")
        if isinstance(node, exp.Func | exp.Comprehension | exp.Pivot) and not isinstance(node, _PROVEN):
            raise NotPortable(f"{said}: not known to mean the same")
        if isinstance(node, exp.Cast) and node.this.is_type("double") and not node.is_type("double", "text"):
            raise NotPortable(f"{said}: rounded here, cut off there")
        if isinstance(node, exp.RegexpReplace) and not node.expression.name.endswith("$"):
            raise NotPortable(f"{said}: the first here, each of them there")
        if isinstance(node, exp.AtTimeZone) and not _is_local_day(node.find_ancestor(exp.Cast, exp.Select)):
            raise NotPortable(f"{said}: other than the day in {TIME_ZONE}")
        if isinstance(node, exp.Sub) and any(
            side.type is None or side.is_type("unknown") for side in (node.left, node.right)
        ):
            raise NotPortable(f"{said}: days or a number")


_PROVEN = (
    exp.Abs, exp.And, exp.Anonymous, exp.AnyValue, exp.ArgMax, exp.ArgMin, exp.Array, exp.ArrayAgg, exp.Avg,
    exp.Case, exp.Cast, exp.Coalesce, exp.Count, exp.FirstValue, exp.Floor, exp.Greatest, exp.If, exp.Lag,
    exp.LastValue, exp.Lead, exp.Least, exp.LogicalAnd, exp.LogicalOr, exp.Max, exp.Min, exp.Nullif, exp.Or,
    exp.PercentileCont, exp.Rank, exp.RegexpReplace, exp.Round, exp.RowNumber, exp.Struct, exp.Sum,
    exp.TimestampTrunc, exp.ToMap, exp.Trim, exp.Year,
)  # fmt: skip


def _call(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _respelled(tree: exp.Expression) -> exp.Expression:
    """The tree with every node in Spark's spelling, what is inside first: what is made of it is not looked at again."""
    for spelling in _SPELLINGS:
        for node in reversed(list(tree.bfs())):
            found = spelling(node)
            if found is not None:
                tree = found if node is tree else tree
                node.replace(found)
    return tree


def _element(node: exp.Expression) -> exp.Expression | None:
    """An element of a list: DuckDB counts from one and gives null beyond the end. sqlglot has already made a number
    count from zero where a column or a list stands before it, but no other place, nor one in any function's result."""
    if not isinstance(node, exp.Bracket) or node.this.is_type("map"):
        return None
    place = node.expressions[0]
    if not isinstance(node.this, exp.Column | exp.Array) or not isinstance(place, exp.Literal):
        raise NotPortable(f"{node.sql('duckdb')}: not a column's element at a place that is written out")
    return _call("try_element_at", node.this, exp.Literal.number(int(place.name) + 1))


def _ordered_list(node: exp.Expression) -> exp.Expression | None:
    """`list(x order by y)`: Spark collects in no order, and sqlglot drops ours without an error. Of no rows it is null
    here and empty there."""
    if not isinstance(node, exp.ArrayAgg):
        return None
    order = node.this
    if not isinstance(order, exp.Order) or any(key.args.get("desc") for key in order.expressions):
        raise NotPortable("a list without an order, or in a descending one")
    if isinstance(node.parent, exp.Filter):
        raise NotPortable("a list with a filter")
    pair = _call(
        "struct", *_sortable(key.this for key in order.expressions), exp.alias_(order.this.copy(), "v")
    )
    collected = _call("array_sort", _call("collect_list", pair)).sql("spark")
    return sqlglot.parse_one(f"nullif(transform({collected}, s -> s.v), array())", read="spark")


def _picked(node: exp.Expression) -> exp.Expression | None:
    """`min_by(x, y)` passes over rows without an x, where Spark picks the null without an error; y may be a tuple."""
    if not isinstance(node, exp.ArgMin | exp.ArgMax):
        return None
    key = node.expression.unnest()
    if isinstance(key, exp.Tuple):
        key = _call("struct", *_sortable(key.expressions))
    has_value = exp.Not(this=exp.Is(this=node.this.copy(), expression=exp.Null()))
    return type(node)(this=node.this.copy(), expression=exp.Case().when(has_value, key.copy()))


def _sortable(keys: Iterable[exp.Expression]) -> Iterator[exp.Expression]:
    """The fields by which structs are in DuckDB's order, in which null comes last."""
    for key in keys:
        yield exp.Is(this=key.copy(), expression=exp.Null())
        yield key.copy()


def _local_day(node: exp.Expression) -> exp.Expression | None:
    """The day of a moment goes by the session's zone. sqlglot moves the moment to that zone first, so that from four in
    the afternoon on it falls on the next day, without an error."""
    return exp.cast(node.this.unnest().this.copy(), "date") if _is_local_day(node) else None


def _is_local_day(node: exp.Expression | None) -> bool:
    at = node.this.unnest() if isinstance(node, exp.Cast) and node.is_type("date") else None
    return isinstance(at, exp.AtTimeZone) and at.args["zone"].name == TIME_ZONE


def _number_as_text(node: exp.Expression) -> exp.Expression | None:
    """Spark writes ten million as 1.0E7. Through a decimal, a number below 1e16 is written as it is here."""
    if not isinstance(node, exp.Cast) or not node.is_type("text") or not node.this.is_type("double"):
        return None
    plain = exp.cast(exp.cast(node.copy(), "decimal(34, 18)"), "text")
    return _call("regexp_replace", plain, exp.Literal.string(r"(\.\d+?)0+$"), exp.Literal.string("$1"))


def _filtered_window(node: exp.Expression) -> exp.Expression | None:
    """`count(x) filter (where y) over (…)`: the condition goes into the argument."""
    if not (isinstance(node, exp.Window) and isinstance(node.this, exp.Filter)):
        return None
    aggregate, condition = node.this.this.copy(), node.this.expression.this.copy()
    counted = exp.Literal.number(1) if isinstance(aggregate.this, exp.Star) else aggregate.this
    aggregate.set("this", exp.Case().when(condition, counted.copy()))
    node.set("this", aggregate)
    return node


def _days(node: exp.Expression) -> exp.Expression | None:
    if isinstance(node, exp.Sub) and node.left.is_type("date") and node.right.is_type("date"):
        return _call("datediff", node.left, node.right)
    return None


def _map(node: exp.Expression) -> exp.Expression | None:
    if not (isinstance(node, exp.ToMap) and isinstance(node.this, exp.Struct)):
        return None
    entries = []
    for entry in node.this.expressions:
        entries += [exp.Literal.string(entry.this.name), entry.expression]
    return _call("map", *entries)


def _quantiles(node: exp.Expression) -> exp.Expression | None:
    if not isinstance(node, exp.PercentileCont):
        return None
    return _call("percentile", node.this, node.expression)


def _places(node: exp.Expression) -> exp.Expression | None:
    if isinstance(node, exp.Anonymous) and node.name.lower() == "list_position":
        return _call("array_position", *node.expressions)
    return None


# Those that look at types come before those that make expressions without one.
_SPELLINGS = (
    _days, _element, _local_day, _number_as_text, _ordered_list, _picked, _filtered_window, _map, _quantiles, _places,
)  # fmt: skip
