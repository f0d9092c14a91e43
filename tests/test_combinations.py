"""Every parameter with every other: complete responses compared with those of a plain model (`tests/model.py`)."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import combinations, cycle
from typing import Any

import pytest
from httpx2 import Response
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.facts.date.parse import parse_dates
from app.facts.quantity.parse import parse_quantity
from app.models import COLLECTIONS, RELATIONS, Fact
from app.models.fact import Reference
from app.seed.merging.parts import RenderedFact, render
from tests.model import Asked, Model, filter_values, link, only, several, written
from tests.serving import enriched, items_of, problem_of, serving
from tests.whole import Dataset

EVERY = pytest.mark.parametrize("name", COLLECTIONS)
COPIES = {"sources": 3, "speakers": 3, "statements": 4, "events": 4, "signed_projects": 3, "metrics": 9, "entities": 1}
QUANTITIES = [
    "over 63,000 sellers",
    "between 20 and 30",
    "nearly 200",
    "about 25%",
    "at least 20",
    "up to 30",
    "25",
    "approximately RMB 319 billion",
]
DATES = ["2015", "2019 to 2023", "September 25, 2023", "September 25 to 29"]
NUMBERS = ["0", "20", "25", "29.5", "30", "100", "200", "63000", "63000.5", "319000000000"]
WORDS = ["digital", "trade expo", "digi*", '"digital trade"', "319 billion", "pakistan", "zebra"]
LOOKS = ["limit", "format", "fields", "embed", "facet"]


def crowded(dataset: Dataset) -> Dataset:
    """Return the dataset with each fact in some copies: many ties, many figures and dates, long relations."""
    facts: dict[str, list[Fact]] = {}
    for name, times in COPIES.items():
        facts[name] = [
            one.fact.model_copy(update={"id": new, "href": f"{COLLECTIONS[name].path}/{new}"})
            for number in range(times)
            for one in dataset.items[name]
            for new in [f"{one.fact.id}-{number}" if number else one.fact.id]
        ]
    events, speakers = ([_reference(fact) for fact in facts[name]] for name in ("events", "speakers"))
    quantities, dates = cycle(map(parse_quantity, QUANTITIES)), cycle(map(parse_dates, DATES))
    for number, fact in enumerate(facts["metrics"]):
        changes: dict[str, Any] = {"quantity": next(quantities), "period": None if number % 3 else next(dates)}
        facts["metrics"][number] = fact.model_copy(update={**changes, "event": events[number == 40]})
    for number, fact in enumerate(facts["statements"]):
        facts["statements"][number] = fact.model_copy(update={"speaker": speakers[number % 7 == 1]})
    for number, fact in enumerate(facts["events"]):
        of = events[0] if number else None
        facts["events"][number] = fact.model_copy(update={"dates": next(dates), "part_of": of})
    for (name, relation), (other, pointer) in RELATIONS.items():
        for number, fact in enumerate(facts[name]):
            pointing = [one for one in facts[other] if getattr(getattr(one, pointer), "id", None) == fact.id]
            href = f"{COLLECTIONS[other].path}?{pointer}={fact.id}"
            related = getattr(fact, relation).model_copy(update={"total": len(pointing), "href": href})
            facts[name][number] = fact.model_copy(update={relation: related})
    items = {
        name: [RenderedFact(seq, one, render(one)) for seq, one in enumerate(group, 1)] for name, group in facts.items()
    }
    texts = {one.id: next(iter(dataset.texts.values())) for one in facts["sources"]}
    return replace(dataset, version="crowded", items=items, texts=texts)


def _reference(fact: Any) -> Reference:
    return Reference(type=fact.type, id=fact.id, name=fact.name, href=fact.href)


@dataclass(repr=False)
class World:
    """A client of a server, and the model of its lists."""

    client: TestClient
    found: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def model(self) -> Model:
        return Model({name: items_of(self.client, one.path) for name, one in COLLECTIONS.items()})

    @cached_property
    def parameters(self) -> dict[str, dict[str, Any]]:
        """The parameters of the lists in the OpenAPI document: the JSON Schema of one value."""
        paths = self.client.get("/openapi.json").json()["paths"]
        listed = {name: paths[one.path]["get"]["parameters"] for name, one in COLLECTIONS.items()}
        return {
            name: {one["name"]: one["schema"].get("items", one["schema"]) for one in parameters}
            for name, parameters in listed.items()
        }

    @cached_property
    def tables(self) -> dict[str, dict[str, dict[str, str]]]:
        """The rows of each collection's complete table, by id."""
        return {name: {row["id"]: row for row in self.rows(name)} for name in COLLECTIONS}

    def rows(self, name: str) -> list[dict[str, str]]:
        return table_of(self.client.get(f"{COLLECTIONS[name].path}?format=csv"))[1]

    def matches(self, name: str, asked: Asked) -> dict[str, Any]:
        """Return the matches of a search in a collection, by id."""
        key = (name, asked.get("q", ""))
        if key[1] and key not in self.found:
            query = {"q": key[1], "type": COLLECTIONS[name].type, "limit": "500"}
            hits = self.client.get("/v1/search", params=query).json()["items"]
            self.found[key] = {hit["id"]: only(hit, ["snippet", "score"]) for hit in hits}
        return self.found.get(key, {})

    def ask(self, name: str, asked: Asked, skipped: int = 0) -> str | None:
        """Compare a response with the model's, after a number of items; return the link to the next page."""
        path, format_ = COLLECTIONS[name].path, asked.get("format", "json")
        address = link(path, asked)
        response = self.client.get(address)
        if refused := self.model.refused(name, asked):
            problem = problem_of(self.client, response)
            assert problem["problem"] == "422 invalid-value", address
            assert {error["parameter"] for error in problem["errors"]} <= refused, address
            return None
        assert response.status_code == 200, f"{address}: {response.text}"
        found = self.model.found(name, asked, self.matches(name, asked))
        limit = int(asked.get("limit", len(found) if format_ in ("csv", "ndjson") else 50))
        page = found[skipped : skipped + limit]
        more = link(path, {**asked, "cursor": "…"}).replace("%E2%80%A6", "…") if len(found) > skipped + limit else None
        following = response.links.get("next", {}).get("url")
        if format_ == "csvw":
            columns = [column["name"] for column in response.json()["tableSchema"]["columns"]]
            assert columns == self.columns(name, asked), address
            return None
        assert (following and unmarked(following)) == more, address
        items = [self.model.shaped(asked, item) for item in page]
        if format_ == "json":
            facets = self.model.facets(name, asked, self.matches(name, asked))
            assert json.loads(unmarked(response.text)) == {
                "items": items,
                "total": len(found),
                "limit": limit,
                "self": unmarked(address),
                "next": more,
                **({"facets": facets} if facets else {}),
            }, address
        elif format_ == "ndjson":
            assert [json.loads(line) for line in unmarked(response.text).split("\n")[:-1]] == items, address
        elif format_ == "csv":
            columns = self.columns(name, asked)
            rows = [self.tables[name][item["id"]] | said_of(item.get("match")) for item in page]
            assert table_of(response) == (columns, [{one: row[one] for one in columns} for row in rows]), address
        else:
            linked = json.loads(unmarked(response.text))
            assert [node["@id"] for node in linked["as:items"]["@list"]] == [item["href"] for item in page], address
            assert (linked["as:totalItems"], linked.get("as:next", {"@id": None})["@id"]) == (len(found), more), address
        return following

    def columns(self, name: str, asked: Asked) -> list[str]:
        """Return the columns of a table: for each requested field, those that begin with its name."""
        whole = [*next(iter(self.tables[name].values()))]
        known = sorted((one for one in self.model.items[name][0]), key=len, reverse=True)
        special = {"permalink": "href", **{one: "evidence" for one in whole if one.startswith(("quote", "evidence"))}}
        of = {one: special.get(one) or next(known_ for known_ in known if one.startswith(known_)) for one in whole}
        kept = [one for one in whole if "fields" not in asked or of[one] in several(asked, "fields")]
        if "q" not in asked:
            return kept
        before = [one for one in kept if of[one] != "evidence"]
        return [*before, "match_snippet", "match_score", *kept[len(before) :]]


def unmarked(text: str) -> str:
    """Replace every cursor by `…`."""
    return re.sub(r"cursor=[A-Za-z0-9_-]+", "cursor=…", text)


def table_of(response: Response) -> tuple[list[str], list[dict[str, str]]]:
    """Read a CSV; return its columns and its rows."""
    reader = csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"), newline=""), strict=True)
    return [*(reader.fieldnames or [])], [*reader]


def said_of(match: dict[str, Any] | None) -> dict[str, str]:
    """Return the match of a search as the cells of a table."""
    return {"match_snippet": match["snippet"], "match_score": f"{Decimal(str(match['score'])):f}"} if match else {}


@pytest.fixture(scope="module")
def world(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with serving(crowded(enriched(dataset)), tmp_path_factory.mktemp("crowded")) as client:
        world = World(client)
        assert world.model.items.keys() == world.parameters.keys()  # read them now, and not while a request is drawn
        yield world


def values(world: World, name: str, key: str) -> list[str]:
    """Return possible values of a parameter, those in the dataset first."""
    schema = world.parameters[name][key]
    spec = COLLECTIONS[name].filters.get(key)
    if spec is None:
        others = {
            "q": WORDS,
            "limit": ["7", "1", "2", "3", "50", "51", "500"],
            "value_min": NUMBERS,
            "value_max": NUMBERS,
        }
        return others.get(key) or [*schema["enum"]]
    present = [written(value) for item in world.model.items[name] for value in filter_values(name, key, item)]
    referred = [item["id"] for item in world.model.items[spec.refers]] if spec.refers else []
    years = ["1999"] if spec.value_type is int else []
    return [*dict.fromkeys([*present, *schema.get("enum", []), *referred, *years])]


@st.composite
def questions(draw: st.DrawFn, world: World) -> tuple[str, Asked]:
    """Draw a collection, and parameters of its list that are mostly compatible."""
    name = draw(st.sampled_from([*COLLECTIONS, "metrics", "events", "statements"]))
    known = world.parameters[name]
    filters = draw(st.lists(st.sampled_from([*COLLECTIONS[name].filters]), max_size=3, unique=True))
    also = ["q", "sort", "limit", "limit", "facet", "fields", "embed", "format", "format"]
    chosen = draw(st.lists(st.sampled_from(also), max_size=6))
    if name == "metrics" and draw(st.booleans()):
        chosen += [*draw(st.lists(st.sampled_from(["value_min", "value_max"]), min_size=1)), "certainty"]
    item = draw(st.sampled_from(world.model.items[name]))
    asked = {}
    for key in dict.fromkeys([*filters, *chosen]):
        possible = values(world, name, key)
        if key in filters and draw(st.integers(0, 3)):  # mostly a value of some item, so that there are matches
            possible = [written(value) for value in filter_values(name, key, item)] or possible
        if key == "fields" and not draw(st.booleans()):
            possible = [one for one in possible if "." not in one]
        is_several = key in ("sort", "facet", "fields", "embed") or (known[key]["type"] == "string" and key in filters)
        one = st.sampled_from(possible)
        asked[key] = ",".join(draw(st.lists(one, min_size=1, max_size=3, unique=True))) if is_several else draw(one)
    if filters and not draw(st.integers(0, 15)) and known[filters[0]]["type"] == "string":
        asked[filters[0]] = "nowhere"
    if "fields" in asked and draw(st.booleans()):  # embed the items whose fields are requested
        parts = [one.rpartition(".")[0] for one in several(asked, "fields") if "." in one]
        asked |= {"embed": ",".join(dict.fromkeys(parts))} if parts else {}
    if draw(st.integers(0, 5)):  # mostly leave out what would be refused
        for key in world.model.refused(name, asked):
            del asked[key]
    return name, dict(draw(st.permutations([*asked.items()])))


@pytest.mark.slow
def test_any_combination_of_parameters_gives_the_response_of_the_model(world: World) -> None:
    @settings(max_examples=400, derandomize=True)
    @given(questions(world), st.lists(st.sampled_from(["", *LOOKS]), min_size=3, max_size=3))
    def walk(question: tuple[str, Asked], left_out: list[str]) -> None:
        name, asked = question
        skipped = 0
        for look in [*left_out, ""]:
            following = world.ask(name, asked, skipped)
            if following is None:
                break
            skipped += int(asked.get("limit", "50"))
            asked = {**asked, "cursor": following.rpartition("cursor=")[2]}
            asked.pop(look, "")  # the presentation may change between pages

    walk()


@pytest.mark.slow
@EVERY
def test_every_parameter_with_every_other(world: World, name: str) -> None:
    samples = defaultdict(list)
    for key in world.parameters[name]:
        if key != "cursor":
            every = values(world, name, key)
            samples[key] = {"format": every, "embed": [every[0], every[-1]]}.get(key, every[:1])
    pairs = [*combinations(samples, 2)]
    for one, other in pairs:
        for value in samples[one]:
            for also in samples[other]:
                bound = {"value_min": "1"} if "certainty" in (one, other) else {}
                world.ask(name, {**bound, one: value, other: also})
    for key, possible in samples.items():  # and the cursor, of a list with another presentation
        for value in possible:
            narrowed = {} if key in LOOKS else {key: value}
            first = world.ask(name, {**narrowed, "limit": "1"})
            if first:
                world.ask(name, {key: value, "cursor": first.rpartition("cursor=")[2]}, skipped=1)


@EVERY
def test_fields_of_every_embed(world: World, name: str) -> None:
    for embedded in values(world, name, "embed"):
        for fields in (f"{embedded}.id,{embedded}.mentions", f"id,{embedded}.href"):
            world.ask(name, {"embed": embedded, "fields": fields})


def test_every_range_with_every_certainty(world: World) -> None:
    bounds = [*((low, "") for low in NUMBERS), *(("", high) for high in NUMBERS)]
    bounds += [*combinations(NUMBERS, 2), *((number, number) for number in NUMBERS)]
    for low, high in bounds:
        for certainty in values(world, "metrics", "certainty"):
            asked = {"value_min": low, "value_max": high, "certainty": certainty, "limit": "500", "fields": "id"}
            world.ask("metrics", {key: text for key, text in asked.items() if text})


def test_the_next_link_of_an_embed_continues_it(world: World) -> None:
    (speaker,) = world.client.get("/v1/speakers?limit=1&embed=statements&fields=id").json()["items"]
    everything = world.client.get(f"/v1/statements?speaker={speaker['id']}&limit=500").json()["items"]
    rest = world.client.get(speaker["statements"]["next"]).json()
    assert len(everything) == speaker["statements"]["total"] > 50
    assert speaker["statements"]["items"] + rest["items"] == everything
    assert rest["next"] is None
