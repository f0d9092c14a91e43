"""A plain model of the API's lists: the expected response, computed from the items as they are served.

It knows nothing of SQL, cursors or formats, and takes from the application only the names of collections, the paths of
what one can filter and sort by, and where those ids lead. What a search finds it is told.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlencode

from app.models import COLLECTIONS
from tests.serving import values_at

Item = dict[str, Any]
Asked = dict[str, str]
"""The parameters of a request by name; several values are separated by commas."""

MOST_EMBEDDED = 50


def link(path: str, asked: Asked) -> str:
    """Return a path with parameters, as the API writes it."""
    return f"{path}?{urlencode(asked, safe=',:')}" if asked else path


@dataclass(frozen=True)
class Model:
    """All items, by collection, in the order of the text."""

    items: dict[str, list[Item]]

    def refused(self, name: str, asked: Asked) -> set[str]:
        """Return the parameters of which one must be refused; none if the request is valid."""
        format_, embedded = asked.get("format", "json"), several(asked, "embed")
        low, high = (float(asked.get(bound, limit)) for bound, limit in (("value_min", 0), ("value_max", 1e18)))
        parts = [field.rpartition(".")[0] for field in several(asked, "fields")]
        wrong = {
            "value_min": low > high,
            "certainty": "certainty" in asked and not {"value_min", "value_max"} & asked.keys(),
            "embed": embedded and format_ in ("csv", "csvw"),
            "limit": embedded and int(asked.get("limit", 1)) > MOST_EMBEDDED,
            "facet": "facet" in asked and format_ != "json",
            "fields": any(part and part not in embedded for part in parts),
        }
        unknown = {key for key in asked if key in COLLECTIONS[name].filters and not self._knows(name, key, asked)}
        return {key for key, is_wrong in wrong.items() if is_wrong} | unknown

    def found(self, name: str, asked: Asked, matches: dict[str, Item]) -> list[Item]:
        """Return the items of a request in order; `matches` are those of `q`, by id."""
        found = [item for item in self.items[name] if self._fits(name, asked, item)]
        if "q" in asked:
            found = [item | {"match": matches[item["id"]]} for item in found if item["id"] in matches]
            found.sort(key=lambda item: -float(item["match"]["score"]))
        if sort := several(asked, "sort"):
            for key in reversed([*sort, "id"]):
                path = COLLECTIONS[name].paths.get(key.removeprefix("-"), "id")
                stated = [(values_at(item, path)[0], item) for item in found if values_at(item, path)]
                stated.sort(key=lambda one: one[0], reverse=key.startswith("-"))
                found = [item for _, item in stated] + [item for item in found if not values_at(item, path)]
        return found

    def facets(self, name: str, asked: Asked, matches: dict[str, Item]) -> dict[str, list[Item]]:
        """Count the values of each requested facet; its own filter does not apply."""
        facets = {}
        for key in several(asked, "facet"):
            others = {other: text for other, text in asked.items() if other not in (key, "cursor")}
            refers = COLLECTIONS[name].filters[key].refers
            names = {item["id"]: item.get("name", item.get("title")) for item in self.items[refers]} if refers else {}
            found = self.found(name, others, matches)
            counts = Counter(value for item in found for value in {*filter_values(name, key, item)})
            facets[key] = [
                {
                    "value": value,
                    "name": names.get(value),
                    "count": count,
                    "href": link(COLLECTIONS[name].path, {**others, key: written(value)}),
                }
                for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
            ]
        return facets

    def shaped(self, asked: Asked, item: Item) -> Item:
        """Return an item with its embeds, and with the requested fields of both."""
        embedded, fields = several(asked, "embed"), several(asked, "fields")
        for name in embedded:
            below = [field.rpartition(".")[2] for field in fields if field.rpartition(".")[0] == name]
            item = self._embedded(item, name.split("."), below)
        own = [field for field in fields if "." not in field]
        return only(item, [*own, "match", *(name.partition(".")[0] for name in embedded)] if own else [])

    def _embedded(self, value: Any, path: list[str], below: list[str]) -> Any:
        if isinstance(value, list):
            return [self._embedded(one, path, below) for one in value]
        if value is None:
            return None
        if path:
            return value | {path[0]: self._embedded(value[path[0]], path[1:], below)}
        if "total" not in value:
            return only(value | self._look_up(value), below)
        listed, _, query = value["href"].partition("?")
        name = next(name for name, collection in COLLECTIONS.items() if collection.path == listed)
        related = self.found(name, dict(parse_qsl(query)), {})
        more = f"{value['href']}&cursor=…" if len(related) > MOST_EMBEDDED else None
        return value | {"items": [only(item, below) for item in related[:MOST_EMBEDDED]], "next": more}

    def _look_up(self, reference: Item) -> Item:
        name = next(name for name, collection in COLLECTIONS.items() if collection.type == reference["type"])
        return next(item for item in self.items[name] if item["id"] == reference["id"])

    def _knows(self, name: str, key: str, asked: Asked) -> bool:
        spec = COLLECTIONS[name].filters[key]
        if spec.value_type is not str:
            return True
        known = {item["id"] for item in self.items[spec.refers]} if spec.refers else {*spec.values}
        return {*several(asked, key)} <= (known or {v for item in self.items[name] for v in values_at(item, spec.path)})

    def _fits(self, name: str, asked: Asked, item: Item) -> bool:
        filters = [key for key in asked if key in COLLECTIONS[name].filters]
        return _has_value(asked, item) and all(
            any(written(value) in several(asked, key) for value in filter_values(name, key, item)) for key in filters
        )


def several(asked: Asked, key: str) -> list[str]:
    """Return the values of a parameter."""
    return asked[key].split(",") if key in asked else []


def only(item: Item, fields: list[str]) -> Item:
    """Return some fields of an item, or all if none is named."""
    return {name: value for name, value in item.items() if name in fields or not fields}


def written(value: Any) -> str:
    """Return a value as the text of a parameter."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def filter_values(name: str, key: str, item: Item) -> list[Any]:
    """Return the values of an item for a filter; years are those from the first to the last of its EDTF."""
    path = COLLECTIONS[name].filters[key].path
    if not path.endswith(".years"):
        return values_at(item, path)
    stated = [int(year) for edtf in values_at(item, path.replace("years", "edtf")) for year in re.findall(YEAR, edtf)]
    return [*range(min(stated), max(stated) + 1)] if stated else []


YEAR = r"(?<![^/])[0-9]{4}(?![0-9X])"


def _has_value(asked: Asked, item: Item) -> bool:
    """Tell whether an item's quantity matches `value_min`, `value_max` and `certainty`."""
    if not {"value_min", "value_max"} & asked.keys():
        return True
    low, high = float(asked.get("value_min", "-inf")), float(asked.get("value_max", "inf"))
    quantity, certainty = item["quantity"], asked.get("certainty", "stated")
    amount, lower, upper = quantity["amount"], quantity["lower"], quantity["upper"]
    if certainty == "stated" or (quantity["approximate"] and certainty == "possible"):
        if amount is None:
            return lower is not None and upper is not None and bool(lower <= high and upper >= low)
        return bool(low <= amount <= high)
    numbers = [low <= number <= high for number in _witnesses(low, high, lower, upper) if _allows(quantity, number)]
    return not quantity["approximate"] and (all(numbers) if certainty == "certain" else any(numbers))


def _witnesses(*bounds: float | None) -> list[float]:
    """Return sample numbers: the bounds, one between each two, one below and one above all."""
    known = sorted({float(bound) for bound in bounds if bound is not None and abs(bound) != float("inf")})
    between = [(one + other) / 2 for one, other in pairwise(known)]
    return [known[0] - 1, *known, *between, known[-1] * 2 + 1]


def _allows(quantity: Item, number: float) -> bool:
    lower, upper = quantity["lower"], quantity["upper"]
    above = lower is None or number > lower or (number == lower and quantity["lower_inclusive"])
    below = upper is None or number < upper or (number == upper and quantity["upper_inclusive"])
    return bool(above and below)
