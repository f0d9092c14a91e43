import io
import json
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import pytest

from app.models import COLLECTIONS
from app.web.representations.csv_rows import columns
from app.web.representations.csvw import metadata
from tests.serving import enriched
from tests.web.representations.test_csv_rows import facts, table
from tests.whole import Dataset

READ_AS = {"integer": "Int64", "decimal": "Float64", "boolean": "boolean"}


def described(name: str, fields: list[str] | None = None) -> dict[str, Any]:
    return metadata(columns(COLLECTIONS[name], fields), f"/v1/{name}?format=csv", "Facts", "The publisher's.")


def test_the_metadata_of_a_small_table() -> None:
    found = described("speakers", ["id", "aliases"])
    assert found.pop("dc:description")
    assert found == {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": "/v1/speakers?format=csv",
        "dc:title": "Facts",
        "dc:rights": "The publisher's.",
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "lineTerminators": ["\r\n"],
            "header": True,
        },
        "tableSchema": {
            "columns": [
                {
                    "name": "id",
                    "titles": "id",
                    "dc:description": "Unique in its collection, over all sources, and stable.",
                    "datatype": "string",
                    "required": True,
                },
                {
                    "name": "aliases",
                    "titles": "aliases",
                    "dc:description": "Other words by which the source calls the person.",
                    "datatype": "string",
                    "separator": " | ",
                },
            ],
            "primaryKey": "id",
        },
    }


def test_a_row_is_about_its_item() -> None:
    assert described("metrics")["tableSchema"].keys() == {"columns", "primaryKey", "aboutUrl"}
    assert described("metrics", ["href"])["tableSchema"]["aboutUrl"] == "{+href}"
    assert described("metrics", ["name"])["tableSchema"].keys() == {"columns"}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_the_metadata_matches_the_table(dataset: Dataset, name: str) -> None:
    text = table(name, facts(enriched(dataset), name)).encode()
    found = json.loads(json.dumps(described(name)))["tableSchema"]["columns"]
    types = {one["name"]: READ_AS.get(one["datatype"], "string") for one in found}
    read = pd.read_csv(io.BytesIO(text), dtype=types, keep_default_na=False, na_values=[""])
    assert [one["titles"] for one in found] == list(read.columns)
    for one in found:
        values = read[one["name"]]
        assert not ("required" in one and values.isna().any()), one
        if one["datatype"] == "date" and "separator" not in one:
            pd.to_datetime(values.dropna(), format="%Y-%m-%d")


@pytest.mark.parametrize("name", COLLECTIONS)
def test_pandas_reads_numbers_and_booleans_without_metadata(dataset: Dataset, name: str) -> None:
    read = pd.read_csv(io.BytesIO(table(name, facts(enriched(dataset), name)).encode()))
    for one in described(name)["tableSchema"]["columns"]:
        filled = read[one["name"]].dropna()
        if one["datatype"] in ("integer", "decimal"):
            assert filled.dtype in ("int64", "float64"), one
        if one["datatype"] == "boolean":
            assert set(filled.astype(str)) <= {"True", "False"}, one
