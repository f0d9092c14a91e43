"""What the README says is so."""

import argparse
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.__main__ import _parser
from app.seed.dataset import read_dataset
from app.settings import ROOT, Settings

README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def table(heading: str) -> list[list[str]]:
    """Return the rows of the table that begins with a heading."""
    lines = README[README.index(f"| {heading} |") :].splitlines()[2:]
    end = next(position for position, line in enumerate(lines) if not line.startswith("|"))
    return [[cell.strip(" `") for cell in line.strip("|").split(" | ")] for line in lines[:end]]


def assert_holds(whole: Any, part: Any) -> None:
    """Assert that every value shown is there: of an object some fields, of a list some items."""
    if isinstance(part, dict):
        for name, value in part.items():
            assert_holds(whole[name], value)
    elif isinstance(part, list):
        for shown in part:
            assert any(all(item[name] == value for name, value in shown.items()) for item in whole), shown
    else:
        assert whole == part


def test_its_first_screen_leads_to_a_fact_with_its_quote(client: TestClient) -> None:
    start, curl, tests = blocks("sh")
    assert start == (
        "python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt && .venv/bin/python -m app\n"
    )
    assert tests == (
        "python3 -m venv .venv && .venv/bin/pip install -q -r requirements-dev.txt && .venv/bin/python -m pytest\n"
    )
    path = curl.strip().removeprefix("curl http://127.0.0.1:8000")
    shown = json.loads(blocks("json")[0])
    assert shown["evidence"][0]["exact"] == "over 63,000"
    assert_holds(client.get(path).json(), shown)


def test_its_figures_are_those_of_the_api(client: TestClient) -> None:
    rows = []
    for metric in client.get("/v1/metrics").json()["items"]:
        quantity = metric["quantity"]
        names = ("amount", "comparator", "approximate", "lower", "upper")
        figures = [json.dumps(quantity[name]) for name in names]
        rows.append([metric["name"], quantity["text"], *figures, metric["attribution"]["name"] or "the article"])
    assert table("figure") == rows


def test_its_questions_have_answers(client: TestClient) -> None:
    answered = {}
    for question, path in table("question"):
        body = client.get(path).json()
        answered[question] = body["total"] if "total" in body else body["verified"]
    assert answered == {
        "Which figures are only lower bounds, largest first?": 3,
        "Which are certainly at least 60,000, whatever the words leave open?": 1,
        "What did the consul general say in his own words?": 2,
        "What was said about IoT?": 1,
        "Which projects were signed at the expo?": 4,
        "Of which projects is something inferred?": 4,
        "Which facts rest on which sentence?": 17,
        "Does it still hold?": True,
    }


def test_its_story_can_be_added(tmp_path: Path) -> None:
    story = tmp_path / "seed" / "andes-trade-fair"
    story.mkdir(parents=True)
    found = re.search(r"For the text `(.*?)`", README)
    assert found
    article, facts = found[1], blocks("yaml")[0]
    assert hashlib.sha256(article.encode()).hexdigest() in facts
    (story / "article.txt").write_text(article)
    (story / "facts.yaml").write_text(facts)
    assert read_dataset(story.parent).counts == {
        "sources": 1,
        "speakers": 1,
        "statements": 1,
        "events": 1,
        "signed_projects": 0,
        "metrics": 1,
        "entities": 1,
    }


def test_its_commands_are_those_there_are() -> None:
    commands = next(action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction))
    assert table("command") == [[f"expo-facts {one.dest}", one.help] for one in commands._choices_actions]


def test_its_settings_are_those_there_are() -> None:
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = ",".join(default) if isinstance(default, tuple) else str(default).replace(f"{ROOT}/", "")
        shown = "none" if default is None else shown
        rows.append([f"EXPO_FACTS_{name.upper()}", shown, f"{field.description}".replace("`", "")])
    assert [[cell.replace("`", "") for cell in row] for row in table("setting")] == rows


@pytest.mark.parametrize("path", re.findall(r"`((?:app|seed_data|\.ci)/[\w./]*)`", README))
def test_its_files_are_there(path: str) -> None:
    assert (ROOT / path.replace("<id>", "consul-general-pakistan-digital")).exists()
