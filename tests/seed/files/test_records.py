import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # comes with schemathesis, without types

from app.seed.files.records import seed_schema
from app.seed.files.yaml_lines import SeedDocument
from app.settings import ROOT

REAL = sorted((ROOT / "seed_data").glob("*/facts.yaml"))


def plain(data: Any) -> Any:
    """Turn decimals into the numbers that JSON has."""
    return json.loads(json.dumps(data, default=float))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(seed_schema())


def test_the_schema_is_a_schema() -> None:
    schema = json.loads(json.dumps(seed_schema()))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.parent.name)
def test_real_facts_are_valid_by_it(validator: Draft202012Validator, path: Any) -> None:
    assert list(validator.iter_errors(plain(SeedDocument(path.read_text("utf-8"), is_json=False).data))) == []


def test_schema_refuses_an_unknown_key(validator: Draft202012Validator) -> None:
    data = plain(SeedDocument(REAL[0].read_text("utf-8"), is_json=False).data)
    data["metrics"][0]["quantity"]["amout"] = 100
    (error,) = validator.iter_errors(data)
    assert list(error.absolute_path) == ["metrics", 0, "quantity"]
    assert error.message == "Additional properties are not allowed ('amout' was unexpected)"


def test_every_field_is_described() -> None:
    models = [seed_schema(), *seed_schema()["$defs"].values()]
    bare = [name for model in models for name, field in model["properties"].items() if "description" not in field]
    assert bare == []
