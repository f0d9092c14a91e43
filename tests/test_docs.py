"""The documentation: every example, table, command, path and link in README.md and docs/ is right."""

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

from app.__main__ import _parser, main
from app.main import create_app
from app.models.fact import field_docstrings
from app.settings import ROOT, Settings
from tests.serving import listening
from tests.whole import read_dataset

README, ASKING, ADDING, RUNNING, CODE, NOTES = FILES = (
    "README.md",
    "docs/asking.md",
    "docs/adding-a-story.md",
    "docs/running.md",
    "docs/how-it-works.md",
    "docs/performance-notes.md",
)
MARKDOWN = (*FILES, "CHANGELOG.md", "benchmarks/README.md")

SHOWN = "http://127.0.0.1:8000"
"""Address of the server in the documentation."""

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")


def quantities(body: Any) -> list[str]:
    return [item["quantity"]["text"] for item in body["items"]]


def names(body: Any) -> list[str]:
    return [item["name"] for item in body["items"]]


def facet_counts(facets: dict[str, list[dict[str, Any]]]) -> str:
    values = {name: ", ".join(f"{one['count']} {one['value']}" for one in found) for name, found in facets.items()}
    return " · ".join(f"{name}: {found}" for name, found in values.items())


def row_of_the_csv(text: str) -> str:
    (row,) = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    amount, approximate = (row[f"quantity_{name}"] for name in ("amount", "approximate"))
    return f"{row['quantity_text']}, {amount} {row['quantity_currency']}, approximate: {approximate}"


def inferred_field(body: Any) -> str:
    (item,) = body["items"]
    (proof,) = [proof for proof in item["evidence"] if proof["basis"] == "inferred"]
    (beginning,), (premise, *_) = re.findall(r"^We .* invitation", item["text"]), proof["note"].split(". ")
    return f"{beginning}…: the {proof['supports']}. {premise}. …"


def statement_with_its_speaker(body: Any) -> str:
    (item,) = body["items"]
    return f"{item['speaker']['name']}, {item['mode']}: {item['text']}"


def named_projects(body: Any) -> str:
    projects = body["signed_projects"]
    assert (projects["exhaustive"], projects["next"]) == (False, None)
    total = projects["stated_total"]["quantity"]["text"]
    return f"{total}, of which {projects['total']} are named: {', '.join(names(projects))}"


def everything_of_the_expo(body: Any) -> str:
    figures, projects, parts = (body[name]["items"] for name in ("metrics", "signed_projects", "parts"))
    assert all(item["evidence"] for item in (*figures, *projects, *parts, body["place"]))
    assert body["dates"]["start"] is None
    return (
        f"{body['place']['name']}, {body['dates']['text']}, no year; {len(figures)} metrics, "
        f"{len(projects)} signed projects and {len(parts)} part, each in full"
    )


def things_not_stated(body: Any) -> str:
    things = [one["what"] for one in body["not_stated"]]
    shown = [one for one in things if re.match("(The year|The venue) of the expo|Who signed", one)]
    return f"{len(things)} things, such as: {' · '.join(shown)}"


def short_citation(body: Any) -> str:
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
    "How many figures are there of each kind, and how many by whom?": lambda body: facet_counts(body["facets"]),
    "What money is there in CNY, as CSV?": row_of_the_csv,
    "What did the consul general say in his own words?": lambda body: " ".join(item["text"] for item in body["items"]),
    "Of which statements is something only inferred, and from what?": inferred_field,
    "What was said about IoT, and by whom?": statement_with_its_speaker,
    "Who is CEN, and where does the text speak of it?": lambda body: (
        f"{body['items'][0]['name']} · {body['items'][1]['href']}"
    ),
    "How many projects did the expo help to sign, and which are named?": named_projects,
    "What is there to know of the expo?": everything_of_the_expo,
    "What might I look for that the story does not state?": things_not_stated,
    "Which facts rest on which sentence, and does one support none?": lambda body: (
        f"{body['covered']} of {body['total']} sentences support facts"
    ),
    "Does it all still hold?": lambda body: (
        f"verified: {json.dumps(body['verified'])}, {len(body['failures'])} failures"
    ),
    "How do I cite a figure?": short_citation,
}
"""The part of the answer that the documentation shows, by question."""

DOWNLOAD = "Can I have all of it, even over a bad line?"


def text_of(file: str) -> str:
    return (ROOT / file).read_text("utf-8")


def blocks(file: str, language: str) -> list[str]:
    """Return the code blocks of a language in a file."""
    return re.findall(rf"^```{language}\n(.*?)^```", text_of(file), re.MULTILINE | re.DOTALL)


def table(file: str, heading: str) -> list[list[str]]:
    """Return the rows of the table whose first column has a heading."""
    text = text_of(file)
    lines = text[text.index(f"| {heading} |") :].splitlines()[2:]
    end = next(position for position, line in enumerate(lines) if not line.startswith("|"))
    return [[cell.strip(" `") for cell in line.strip("|").split(" | ")] for line in lines[:end]]


def links_of(file: str) -> list[Path]:
    """Return the files that a file links to."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", text_of(file))
    return [((ROOT / file).parent / target).resolve() for target in targets]


def assert_holds(full: Any, part: Any) -> None:
    """Assert that a body has every value that is shown of it: some fields of an object, some items of a list."""
    if isinstance(part, dict):
        for name, value in part.items():
            assert_holds(full[name], value)
    elif isinstance(part, list):
        for shown in part:
            assert any(all(item[name] == value for name, value in shown.items()) for item in full), shown
    else:
        assert full == part


def questions() -> dict[str, tuple[str, str]]:
    """Return the command that asks each question, and the answer that is shown."""
    shell = "\n".join(block for file in FILES for block in blocks(file, "sh"))
    found = re.findall(r"^# (.*\?)\n(curl .*)\n((?:# → .*\n)+)", shell, re.MULTILINE)
    return {question: (command, answer[4:-1].replace("\n# → ", " ")) for question, command, answer in found}


def run(command: str, server: str, folder: Path) -> str:
    """Run a curl command in a folder, and return its output."""
    assert SHOWN in command
    words = [*shlex.split(command.replace(SHOWN, server)), "--silent", "--show-error"]
    return subprocess.run(words, cwd=folder, capture_output=True, timeout=60, check=True).stdout.decode()


@pytest.fixture(scope="module")
def server(settings: Settings) -> Iterator[str]:
    """Run a server on a free port and return its address."""
    with listening(create_app(settings)) as port:
        yield f"http://127.0.0.1:{port}"


def test_the_readme_fits_on_one_screen_and_a_half() -> None:
    assert len(text_of(README).splitlines()) <= 75


def test_the_readme_starts_with_two_commands_and_a_figure(client: TestClient) -> None:
    start, curl, _, tests = blocks(README, "sh")
    assert start == (
        "python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt && .venv/bin/python -m app\n"
    )
    assert tests == (
        "python3 -m venv .venv && .venv/bin/pip install -q -r requirements-dev.txt && .venv/bin/python -m pytest\n"
    )
    path = curl.strip().removeprefix(f"curl {SHOWN}")
    shown = json.loads(blocks(README, "json")[0])
    assert shown["evidence"][0]["exact"] == "over 63,000"
    assert_holds(client.get(path).json(), shown)


def test_the_table_of_figures_is_that_of_the_api(client: TestClient) -> None:
    rows = []
    for metric in client.get("/v1/metrics").json()["items"]:
        quantity = metric["quantity"]
        names = ("amount", "comparator", "approximate", "lower", "upper")
        figures = [json.dumps(quantity[name]) for name in names]
        rows.append([metric["name"], quantity["text"], *figures, metric["attribution"]["name"] or "the article"])
    assert table(ASKING, "figure") == rows


@needs_curl
@pytest.mark.parametrize("question", ANSWERS)
def test_a_question_has_the_answer_that_is_shown(server: str, question: str, tmp_path: Path) -> None:
    command, shown = questions()[question]
    output = run(command, server, tmp_path)
    assert ANSWERS[question](output if "text/csv" in command else json.loads(output)) == shown


def test_every_question_is_tested() -> None:
    assert {*questions()} == {*ANSWERS, DOWNLOAD}
    assert "\n".join(blocks(README, "sh")).count("?\ncurl") == 5


@needs_curl
def test_the_download_resumes(server: str, tmp_path: Path) -> None:
    command, shown = questions()[DOWNLOAD]
    file = tmp_path / "facts.sqlite"
    run(command, server, tmp_path)
    complete = file.read_bytes()
    file.write_bytes(complete[:1000])
    for _ in range(2):
        run(command, server, tmp_path)
        assert file.read_bytes() == complete
    with closing(sqlite3.connect(file)) as database:
        tables = ("statements", "metrics", "entities")
        counts = [f"{database.execute(f'SELECT count(*) FROM {name}').fetchone()[0]} {name}" for name in tables]
    assert shown.startswith(f"a SQLite file with {', '.join(counts)} and all else;")


def test_pandas_reads_a_csv_as_is_shown(server: str) -> None:
    (expression,) = re.findall(r"`(pd\.read_csv\(.*?\))`", text_of(ASKING))
    read = eval(expression, {"pd": pd, "url": f"{server}/v1/metrics?format=csv"})
    assert read["quantity_amount"].dtype == "int64"
    assert read["quantity_upper"].dtype == "float64"
    assert read["quantity_upper"].isna().sum() == 4
    assert read["quantity_comparator"].isna().sum() == 1


def test_search_finds_phrases_beginnings_and_numbers(client: TestClient) -> None:
    for query in ("319 billion", '"digital trade volume"', "hangz*"):
        assert client.get("/v1/search", params={"q": query}).json()["total"]


def test_the_parameters_of_lists_are_taken_alone_and_together(client: TestClient) -> None:
    shown = [found for name, _ in table(ASKING, "parameter") for found in re.findall(r"\w+=[^`]+", name)]
    names = [parameter.partition("=")[0] for parameter in shown]
    assert names == ["kind", "sort", "limit", "fields", "embed", "facet", "q"]
    for parameter in shown:
        collection = "events" if "metrics" in parameter else "metrics"
        assert client.get(f"/v1/{collection}?{parameter}").json()["items"]
    query = "q=319+billion&fields=id,quantity&facet=kind&kind=money&sort=-amount&limit=20&embed=place"
    found = client.get(f"/v1/metrics?{query}").json()
    assert [list(item) for item in found["items"]] == [["id", "quantity", "place", "match"]]
    (expo,) = client.get("/v1/events?kind=expo&fields=id,metrics.name&embed=metrics").json()["items"]
    assert [list(item) for item in expo["metrics"]["items"]] == [["name"]] * 4


@pytest.mark.parametrize(("name", "media_type"), [row[:2] for row in table(ASKING, "format")])
def test_a_format_has_the_media_type_that_is_shown(client: TestClient, name: str, media_type: str) -> None:
    wanted = media_type.strip("`")
    for response in (
        client.get("/v1/metrics", params={"format": name}),
        client.get("/v1/metrics", headers={"Accept": wanted}),
    ):
        assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, wanted)


def test_a_cached_response_is_validated_and_pinned_as_is_said(client: TestClient) -> None:
    first = client.get("/v1/metrics")
    assert client.get("/v1/metrics", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert re.fullmatch("/v1/@[0-9a-f]+/metrics", first.headers["Content-Location"])
    assert client.get(first.headers["Content-Location"]).content == first.content


def test_an_error_is_the_one_that_is_shown(client: TestClient) -> None:
    command, shown = blocks(ASKING, "sh")[-1], json.loads(blocks(ASKING, "json")[0])
    response = client.get(shlex.split(command)[1].removeprefix(SHOWN))
    assert response.status_code == shown["status"]
    assert_holds(response.json(), shown)


def test_the_story_can_be_added_by_following_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands, check = blocks(ADDING, "sh")
    output, report = blocks(ADDING, "text")
    commands = commands.replace("sha256sum", shutil.which("sha256sum") or "shasum -a 256")
    done = subprocess.run(["bash", "-ec", commands], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.decode() == output
    facts = tmp_path / "seed_data" / "andes-trade-fair" / "facts.yaml"
    facts.write_text(blocks(ADDING, "yaml")[0])
    shutil.copytree(ROOT / "seed_data", tmp_path / "seed_data", dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EXPO_FACTS_SEED_DIR", "seed_data")
    arguments = check.removeprefix(".venv/bin/python -m app").split()
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith("Nothing is wrong: 2 sources, 2 speakers, 19 statements, ")
    facts.write_text(facts.read_text().replace("amount: 40", "amount: 41"))
    assert main(arguments) == 1
    assert capsys.readouterr().err == report


def test_a_text_that_ends_in_a_newline_loads_with_its_own_hash(tmp_path: Path) -> None:
    story = tmp_path / "andes-trade-fair"
    story.mkdir()
    (article,) = re.findall(r"printf '%s' '(.*?)' >", blocks(ADDING, "sh")[0])
    (story / "article.txt").write_text(f"{article}\n")
    given, other = (hashlib.sha256(text.encode()).hexdigest() for text in (article, f"{article}\n"))
    (story / "facts.yaml").write_text(blocks(ADDING, "yaml")[0].replace(given, other))
    assert read_dataset(tmp_path).counts == {
        "sources": 1,
        "speakers": 1,
        "statements": 1,
        "events": 1,
        "signed_projects": 0,
        "metrics": 1,
        "entities": 1,
    }


def test_the_table_of_commands_is_complete() -> None:
    commands = next(action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction))
    assert table(RUNNING, "command") == [[f"expo-facts {one.dest}", one.help] for one in commands._choices_actions]


COMMANDS = {found for file in FILES for found in re.findall(r"\.venv/bin/python -m app ([a-z][^`\n]*)", text_of(file))}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_in_the_text_can_be_parsed(command: str) -> None:
    arguments = shlex.split(command.partition(" > ")[0])
    assert _parser().parse_args(arguments).run


def test_the_table_of_settings_is_complete() -> None:
    rows, descriptions = [], field_docstrings(Settings)
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = ",".join(default) if isinstance(default, tuple) else str(default).replace(f"{ROOT}/", "")
        shown = "none" if default is None else shown
        rows.append([f"EXPO_FACTS_{name.upper()}", shown, descriptions[name].replace("`", "")])
    assert [[cell.replace("`", "") for cell in row] for row in table(RUNNING, "setting")] == rows


PATHS = {
    (file, path)
    for file in FILES
    for path in re.findall(r"`((?:app|benchmarks|migrations|seed_data|tests|\.ci)/[\w./-]*)`", text_of(file))
}


@pytest.mark.parametrize(("file", "path"), sorted(PATHS))
def test_a_path_in_the_text_exists(file: str, path: str) -> None:
    assert (ROOT / path).exists() or path.startswith("seed_data/andes-trade-fair/"), f"{file} names {path}"


@pytest.mark.parametrize("file", MARKDOWN)
def test_every_link_leads_to_a_file_of_the_repository(file: str) -> None:
    for path in links_of(file):
        assert path.exists(), path


def test_the_readme_and_its_pages_link_to_every_page() -> None:
    pages = {*(ROOT / "docs").glob("*.md")}
    assert pages == {ROOT / file for file in FILES} - {ROOT / README}
    assert pages <= {path for file in FILES for path in links_of(file)}
