import re
from typing import Any

import pytest

from app.models import COLLECTIONS, Collection
from app.models.fact import Fact
from app.models.metrics import MetricRow
from app.web.representations.csv_columns import Column, fact_columns

EVERY = pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))


def column(collection: str, name: str) -> Column:
    [found] = [one for group in fact_columns(COLLECTIONS[collection]).values() for one in group if one.name == name]
    return found


@EVERY
def test_every_column_is_described(collection: Collection) -> None:
    found = [one for group in fact_columns(collection).values() for one in group]
    assert len({one.name for one in found}) == len(found)
    for one in found:
        assert re.fullmatch("[a-z][a-z0-9_]*", one.name)
        assert re.fullmatch(r"\S.*[.)]", one.description), one
        assert one.datatype in {"string", "integer", "decimal", "boolean", "date", "anyURI", "json"}


@pytest.mark.parametrize(
    ("collection", "name", "datatype", "required", "separator"),
    [
        ("metrics", "name", "string", True, None),
        ("metrics", "quantity_amount", "decimal", False, None),
        ("metrics", "quantity_approximate", "boolean", True, None),
        ("metrics", "change_direction", "string", False, None),
        ("metrics", "attribution_ref_id", "string", True, None),
        ("metrics", "permalink", "anyURI", True, None),
        ("metrics", "quote_start", "integer", False, None),
        ("metrics", "match_score", "decimal", True, None),
        ("metrics", "disputed", "json", False, None),
        ("events", "edition", "integer", False, None),
        ("events", "dates_start", "date", False, None),
        ("events", "metrics_href", "anyURI", True, None),
        ("sources", "url", "anyURI", False, None),
        ("sources", "published", "date", False, None),
        ("sources", "counts_signed_project", "integer", True, None),
        ("sources", "cited_outlets_date", "date", False, " | "),
        ("speakers", "aliases", "string", False, " | "),
        ("speakers", "roles_place_id", "string", False, " | "),
    ],
)
def test_columns_of_every_kind(
    collection: str, name: str, datatype: str, *, required: bool, separator: str | None
) -> None:
    found = column(collection, name)
    assert (found.datatype, found.required, found.separator) == (datatype, required, separator)


def test_descriptions_join_those_of_the_models() -> None:
    assert column("metrics", "kind").description == "Kind of figure."
    assert column("metrics", "place_id").description == "The place that it is for. Its id, unique in its collection."
    description = column("sources", "counts_event").description
    assert description == "Number of facts of each type that rest on it. Of the type `event`."


def test_a_new_field_of_a_model_has_its_columns() -> None:
    class Place(Fact):
        area: float | None
        """How large it is."""
        history: Any
        """What was there before."""

    found = fact_columns(Collection(Place, MetricRow))
    assert found["area"] == [Column("area", ("area",), "How large it is.", "decimal", required=False)]
    assert found["history"] == [Column("history", ("history",), "What was there before.", "json", required=False)]
    assert list(found)[-4:] == ["mentions", "disputed", "match", "evidence"]
