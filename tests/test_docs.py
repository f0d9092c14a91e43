"""What the README says is so."""

import argparse
import csv
import hashlib
import json
import re
import shlex
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import pytest
from starlette.testclient import TestClient

from app.__main__ import _parser
from app.main import create_app
from app.models.fact import field_docstrings
from app.settings import ROOT, Settings
from tests.serving import listening, problem_of
from tests.whole import read_dataset

README = (ROOT / "README.md").read_text()
SHOWN = "http://127.0.0.1:8000"
"""Where the README says that the server is."""

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")


def quantities(body: Any) -> list[str]:
    return [item["quantity"]["text"] for item in body["items"]]


def names(body: Any) -> list[str]:
    return [item["name"] for item in body["items"]]


def counted(facets: dict[str, list[dict[str, Any]]]) -> str:
    values = {name: ", ".join(f"{one['count']} {one['value']}" for one in found) for name, found in facets.items()}
    return " · ".join(f"{name}: {found}" for name, found in values.items())


def of_the_table(text: str) -> str:
    (row,) = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    amount, approximate = (row[f"quantity_{name}"] for name in ("amount", "approximate"))
    return f"{row['quantity_text']}, {amount} {row['quantity_currency']}, approximate: {approximate}"


def of_what_is_inferred(body: Any) -> str:
    (item,) = body["items"]
    (proof,) = [proof for proof in item["evidence"] if proof["basis"] == "inferred"]
    (beginning,), (premise, *_) = re.findall(r"^We .* invitation", item["text"]), proof["note"].split(". ")
    return f"{beginning}…: the {proof['supports']}. {premise}. …"


def of_what_was_said(body: Any) -> str:
    (item,) = body["items"]
    return f"{item['speaker']['name']}, {item['mode']}: {item['text']}"


def of_the_projects(body: Any) -> str:
    projects = body["signed_projects"]
    assert (projects["exhaustive"], projects["next"]) == (False, None)
    total = projects["stated_total"]["quantity"]["text"]
    return f"{total}, of which {projects['total']} are named: {', '.join(names(projects))}"


def of_the_expo(body: Any) -> str:
    figures, projects, parts = (body[name]["items"] for name in ("metrics", "signed_projects", "parts"))
    assert all(item["evidence"] for item in (*figures, *projects, *parts, body["place"]))
    assert body["dates"]["start"] is None
    return (
        f"{body['place']['name']}, {body['dates']['text']}, no year; {len(figures)} metrics, "
        f"{len(projects)} signed projects and {len(parts)} part, each in full"
    )


def of_what_is_not_stated(body: Any) -> str:
    things = [one["what"] for one in body["not_stated"]]
    shown = [one for one in things if re.match("(The year|The venue) of the expo|Who signed", one)]
    return f"{len(things)} things, such as: {' · '.join(shown)}"


def of_the_citation(body: Any) -> str:
    parts = re.fullmatch(r"(“.*?”) .*(characters .*, dataset) (\w+), .*", body["text"])
    assert parts
    assert body["permalink"].startswith(f"/v1/@{parts[3]}/")
    return f"{parts[1]} … {parts[2]} …"


ANSWERS: dict[str, Callable[[Any], str]] = {
    "Which figures are only lower bounds, largest first?": lambda body: " · ".join(quantities(body)),
    "Which are certainly at least 60,000, whatever the words leave open?": lambda body: " · ".join(quantities(body)),
    "Which figures are not the article's own, and in which words are they given?": lambda body: " · ".join(
        f"{item['quantity']['text']}: {item['attribution']['text']}" for item in body["items"]
    ),
    "How many figures are there of each kind, and how many by whom?": lambda body: counted(body["facets"]),
    "What money is there in CNY, as CSV?": of_the_table,
    "What did the consul general say in his own words?": lambda body: " ".join(item["text"] for item in body["items"]),
    "Of which statements is something only inferred, and from what?": of_what_is_inferred,
    "What was said about IoT, and by whom?": of_what_was_said,
    "Who is CEN, and where does the text speak of it?": lambda body: (
        f"{body['items'][0]['name']} · {body['items'][1]['href']}"
    ),
    "How many projects did the expo help to sign, and which are named?": of_the_projects,
    "What is there to know of the expo?": of_the_expo,
    "What might I look for that the story does not state?": of_what_is_not_stated,
    "Which facts rest on which sentence, and does one support none?": lambda body: (
        f"{body['covered']} of {body['total']} sentences support facts"
    ),
    "Does it all still hold?": lambda body: (
        f"verified: {json.dumps(body['verified'])}, {len(body['failures'])} failures"
    ),
    "How do I cite a figure?": of_the_citation,
}
"""What the README shows of the answer to each question, read out of the whole of it."""

DOWNLOAD = "Can I have all of it, even over a bad line?"


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


def questions() -> dict[str, tuple[str, str]]:
    """Return of each question the command that asks it, and the answer that is shown."""
    found = re.findall(r"^# (.*\?)\n(curl .*)\n((?:# → .*\n)+)", "\n".join(blocks("sh")), re.MULTILINE)
    return {question: (command, answer[4:-1].replace("\n# → ", " ")) for question, command, answer in found}


def run(command: str, server: str, folder: Path) -> str:
    """Run a curl command of the README, where a download lands in a folder; return what it prints."""
    assert SHOWN in command
    words = [*shlex.split(command.replace(SHOWN, server)), "--silent", "--show-error"]
    return subprocess.run(words, cwd=folder, capture_output=True, timeout=60, check=True).stdout.decode()


@pytest.fixture(scope="module")
def server(settings: Settings) -> Iterator[str]:
    """Run a server on a free port and return its address."""
    with listening(create_app(settings)) as port:
        yield f"http://127.0.0.1:{port}"


def test_its_first_screen_leads_to_a_fact_with_its_quote(client: TestClient) -> None:
    start, curl, tests, *_ = blocks("sh")
    assert start == (
        "python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt && .venv/bin/python -m app\n"
    )
    assert tests == (
        "python3 -m venv .venv && .venv/bin/pip install -q -r requirements-dev.txt && .venv/bin/python -m pytest\n"
    )
    path = curl.strip().removeprefix(f"curl {SHOWN}")
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


@needs_curl
@pytest.mark.parametrize("question", ANSWERS)
def test_its_questions_have_these_answers(server: str, question: str, tmp_path: Path) -> None:
    command, shown = questions()[question]
    output = run(command, server, tmp_path)
    assert ANSWERS[question](output if "text/csv" in command else json.loads(output)) == shown


def test_it_asks_no_other_questions() -> None:
    assert [*questions()] == [*ANSWERS, DOWNLOAD]


@needs_curl
def test_its_download_resumes(server: str, tmp_path: Path) -> None:
    command, shown = questions()[DOWNLOAD]
    file = tmp_path / "facts.sqlite"
    run(command, server, tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:1000])
    for _ in range(2):
        run(command, server, tmp_path)
        assert file.read_bytes() == whole
    with closing(sqlite3.connect(file)) as database:
        tables = ("statements", "metrics", "entities")
        counts = [f"{database.execute(f'SELECT count(*) FROM {name}').fetchone()[0]} {name}" for name in tables]
    assert shown.startswith(f"a SQLite file with {', '.join(counts)} and all else;")


def test_pandas_reads_a_table_as_it_says(server: str) -> None:
    (expression,) = re.findall(r"`(pd\.read_csv\(.*?\))`", README)
    read = eval(expression, {"pd": pd, "url": f"{server}/v1/metrics?format=csv"})
    assert read["quantity_amount"].dtype == "int64"
    assert read["quantity_upper"].dtype == "float64"
    assert read["quantity_upper"].isna().sum() == 4
    assert read["quantity_comparator"].isna().sum() == 1


def test_what_else_it_says_of_asking(client: TestClient) -> None:
    for query in ("319 billion", '"digital trade volume"', "hangz*"):
        assert client.get("/v1/search", params={"q": query}).json()["total"]
    found = client.get("/v1/metrics?q=319+billion&fields=id,quantity&facet=kind").json()
    assert [list(item) for item in found["items"]] == [["id", "quantity", "match"]]
    first = client.get("/v1/metrics")
    assert client.get("/v1/metrics", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert re.fullmatch("/v1/@[0-9a-f]+/metrics", first.headers["Content-Location"])
    assert client.get(first.headers["Content-Location"]).content == first.content
    problem = problem_of(client, client.get("/v1/metrics?curency=CNY"))
    assert problem["errors"][0]["did_you_mean"] == "currency"


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
    rows, said = [], field_docstrings(Settings)
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = ",".join(default) if isinstance(default, tuple) else str(default).replace(f"{ROOT}/", "")
        shown = "none" if default is None else shown
        rows.append([f"EXPO_FACTS_{name.upper()}", shown, said[name].replace("`", "")])
    assert [[cell.replace("`", "") for cell in row] for row in table("setting")] == rows


@pytest.mark.parametrize("path", re.findall(r"`((?:app|seed_data|\.ci)/[\w./]*)`", README))
def test_its_files_are_there(path: str) -> None:
    assert (ROOT / path.replace("<id>", "consul-general-pakistan-digital")).exists()
