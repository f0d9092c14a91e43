import hashlib
import json
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import plot, table
from benchmarks.article import Article, quoted
from benchmarks.asking import Asker
from benchmarks.corpus import write_corpus
from benchmarks.costs import Held, Workers
from benchmarks.peers.datasette import Datasette
from benchmarks.peers.ours import Ours
from benchmarks.peers.roapi import Roapi
from benchmarks.peers.tutorial import Tutorial
from benchmarks.processes import Cost, Memory
from benchmarks.questions import Answer, Question
from benchmarks.results import Loaded, Measured, Results
from benchmarks.rounds import Cell, difference
from benchmarks.rows import rows
from tests.whole import Dataset, read_dataset


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    folder = tmp_path_factory.mktemp("corpus")
    return folder, write_corpus(folder, 600)


@pytest.fixture(scope="module")
def loaded(corpus: tuple[Path, int]) -> Dataset:
    return read_dataset(corpus[0])


def content(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_corpus_is_the_same_for_the_same_seed(tmp_path: Path, corpus: tuple[Path, int]) -> None:
    write_corpus(tmp_path / "again", 600)
    write_corpus(tmp_path / "less", 200)
    write_corpus(tmp_path / "other", 600, seed=2)
    whole = content(corpus[0])
    assert content(tmp_path / "again") == whole
    assert content(tmp_path / "less").items() < whole.items()
    assert not set(content(tmp_path / "other").values()) & set(whole.values())


def test_a_corpus_passes_the_loader_and_has_the_facts_that_it_says(corpus: tuple[Path, int], loaded: Dataset) -> None:
    assert loaded.verification.verified
    assert sum(loaded.counts.values()) == corpus[1] >= 600
    assert all(loaded.counts.values())


def test_stories_share_what_they_speak_of_and_word_their_numbers_in_many_ways(loaded: Dataset) -> None:
    entities = [json.loads(item.body) for item in loaded.items["entities"]]
    sources = Counter(len({proof["source"] for proof in entity["evidence"]}) for entity in entities)
    assert sources[1] > 20
    assert max(sources) > 5
    quantities = [json.loads(item.body)["quantity"] for item in loaded.items["metrics"]]
    assert {"eq", "gt", "lt", "ge", "le", None} == {one["comparator"] for one in quantities}
    assert len({one["currency"] for one in quantities}) > 4
    assert any(one["amount"] is None and one["lower"] for one in quantities)


def test_a_quote_has_as_much_context_as_tells_it_from_others() -> None:
    article = Article()
    first = article.add("{a} of {b} came.", a="12", b="112")
    second = article.add("Then {a} left.", a="12")
    assert quoted(first.at("b"), article.text) == "112"
    assert quoted(second.at("a"), article.text) == {"quote": "12", "prefix": "Then "}
    start = quoted(first.at("a"), article.text)
    assert isinstance(start, dict)
    assert article.text.count(start["quote"] + start["suffix"]) == 1
    same = "the fair of {a} was the largest of its kind that had been seen in all these years in {b}"
    one, other = (article.add(f"{number} firms said {same}.", a="silk", b="Lima") for number in "45")
    for sentence in (one, other):
        found = quoted(sentence.at("b"), article.text)
        assert isinstance(found, dict)
        assert article.text.count(found["prefix"] + found["quote"] + found.get("suffix", "")) == 1


METRICS: list[dict[str, Any]] = [
    {
        "id": f"jobs-{number}",
        "name": f"Jobs in {place} at the Global Digital Trade Expo",
        "subject": "jobs",
        "about_name": None,
        "place_name": place,
        "quantity_amount": number,
        "quantity_lower": number,
        "kind": "count",
        "quantity_unit": "job",
        "quantity_currency": None,
        "quantity_comparator": "eq",
        "place_id": place.lower(),
        "about_id": None,
        "event_id": None,
        "attribution_kind": "article",
    }
    for number, place in enumerate(["Lima", "Porto", "Hanoi", "Accra"] * 25, start=1)
]


@pytest.mark.parametrize("row", [row for row in rows(60) if row.once], ids=lambda row: row.name)
def test_a_question_is_asked_once(row: Any) -> None:
    questions = list(row.ask(Asker(METRICS)))
    assert questions
    assert len(set(questions)) == len(questions)
    assert questions == list(row.ask(Asker(METRICS)))


def test_a_question_is_put_into_the_language_of_each_server(tmp_path: Path) -> None:
    asked = Question(filters=(("place", "lima"), ("kind", "count")), falling=True)
    paths = [request.path for kind in (Ours, Tutorial, Datasette, Roapi) if (request := kind(tmp_path).ask(asked))]
    assert paths == [
        "/v1/metrics?limit=20&place=lima&kind=count&sort=-amount",
        "/metrics/?place_id=lima&kind=count&limit=20&sort=-quantity_amount",
        "/facts/metrics.json?place_id=lima&kind=count&_size=20&_shape=objects&_sort_desc=quantity_amount",
        "/api/tables/metrics?filter[place_id]=%27lima%27&filter[kind]=%27count%27&sort=-quantity_amount&limit=20",
    ]
    assert Tutorial(tmp_path).ask(Question("search", words=("digital", "trade"))) is None


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (Question(), Answer(["a", "b"]), None),
        (Question(), Answer(["b", "a"]), "['b', 'a'] where we have ['a', 'b']"),
        (Question(), Answer(["a", "b"], total=8), "8 where we have 9"),
        (Question(falling=True), Answer(["b", "a"], [2.0, 2, None]), None),
        (Question(falling=True), Answer(["b", "a"], [2, 1]), "[2, 1] where we have [2, 2]"),
        (Question("search", words=("trade",)), Answer(["c"]), None),
        (Question("search", words=("trade",)), Answer([]), "nothing is found"),
        (Question("facets"), Answer(["c"], total=9), None),
        (Question("facets"), Answer(["c"], total=7), "7 where we have 9"),
        (Question(), Answer(None), None),
    ],
)
def test_an_answer_is_compared_with_ours(question: Question, answer: Answer, expected: str | None) -> None:
    assert difference(question, answer, Answer(["a", "b"], [2, 2], 9)) == expected


def results() -> Results:
    ours = Cell([900, 1000, 4000], [10_000, 8_000, 9_000], [0.001, 0.002, 0.003], [0.01, 0.02, 0.03], 5000)
    wrong = Cell(failure="3 wrong answers and 0 failures in 9 requests")
    slow = replace(ours, rates=[4.5])
    used, later = Memory(95 * 2**20, 85 * 2**20), Memory(96 * 2**20, 86 * 2**20)
    held = Held(0.5, Memory(90 * 2**20, 80 * 2**20), used, 20_000, later, 520_000)
    return Results(
        machine={"processor": "two cores"},
        versions={"Expo Facts": "0.1.0"},
        missing={"ROAPI": "not installed here"},
        rounds=3,
        seconds=4,
        rows=[
            Measured("item", "item", "50 facts, asked again and again", {"ours": ours, "tutorial": slow}),
            Measured("item-once", "item", "50 facts, never asked before", {"ours": ours, "datasette": wrong}),
        ],
        loaded=[Loaded(50, "the first story", Cost(0.25, 0.2, 2**27), "no wheel")],
        held={"50 facts": {"ours": held, "tutorial": "does not start"}},
        workers=[Workers(1, "list of 20", 5000, 0.25)],
    )


def test_the_table_has_medians_ratios_and_what_they_were_measured_with() -> None:
    written = table.write(results())
    assert "| item | **0.11** (1,000/s) | **0.00** (4.5/s) | - |" in written
    assert "| item | **0.11** (1,000/s) | - | failed |" in written
    assert "| 50 facts, never asked before: item | 2.0 / 20.0 | - | failed |" in written
    assert "| Expo Facts | 0.50 s | 80 MB | 85 MB after 20,000, 86 MB after 520,000 | 95 MB |" in written
    assert "| the first story | 50 | 0.25 s | 128 MB | - | - |" in written
    assert "| list of 20, 1 | 5,000/s | 0.25 |" in written
    assert "- ROAPI is left out: not installed here" in written
    assert "- medians of 3 rounds of 4 s" in written
    assert results().failures == [
        "50 facts, never asked before, item, datasette: 3 wrong answers and 0 failures in 9 requests"
    ]
    assert json.loads(json.dumps(results().as_json()))["rows"][0]["cells"]["ours"]["rates"] == [900, 1000, 4000]


def test_the_table_is_put_between_its_marks() -> None:
    text = f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n"
    once = table.put("| new |\n", text)
    assert once == f"before\n{table.BEGIN}\n\n| new |\n\n{table.END}\nafter\n"
    assert table.put("| new |\n", once) == once
    readme = (Path(table.__file__).parent / "README.md").read_text("utf-8")
    assert readme.count(table.BEGIN) == readme.count(table.END) == 1


def test_the_plot_is_svg_with_a_bar_for_each_ratio() -> None:
    drawn = ET.fromstring(plot.draw(results()))
    space = {"svg": "http://www.w3.org/2000/svg"}
    words = [one.text for one in drawn.iterfind("svg:text", space)]
    assert {"0.11", "0.0005", "-", "failed", "50 facts, never asked before: item"} <= set(words)
    bars = [float(one.attrib["width"]) for one in drawn.iterfind("svg:rect", space) if one.attrib["height"] == "9"]
    assert len(bars) == 3
    assert bars[0] == bars[2] > bars[1] > 0
