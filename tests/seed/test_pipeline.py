import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import app.seed.pipeline as module
from app.facts.verification import Failure, Verification
from app.seed.files.fingerprint import fingerprint
from app.seed.files.yaml_lines import SeedDocument
from app.seed.merging.parts import plain_number
from app.settings import ROOT
from tests.seed.small import FACTS, ONE, TEXT, Seed, sha256


def test_all_problems_are_reported_at_once(seed: Seed) -> None:
    facts = (
        FACTS.replace("metrics:", "figures: []\nmetrics:")
        .replace("319_000_000_000", "319_000_000")
        .replace("currency: CNY", "currency: RMB")
        .replace("comparator: lt", "comparator: gt")
        .replace("quote: fewer than", "quote: fewer then")
        .replace("place: urumqi", "place: urumchi")
    )
    seed.add("a", facts)
    seed.add_later("b", change=("id: visitors", "id: visitors: 2"))
    seed.add_later("c", change=("edtf: 2024", "edtf: 2023"))
    assert (
        seed.report()
        == """\
seed/a/facts.yaml:35  events[fair].place
  found: 'urumchi', which no source has among its entities
  do: did you mean 'urumqi'? write one of: almaty-rail, urumqi

seed/a/facts.yaml:39  figures
  found: an unknown key
  do: write one of: source, entities, speakers, statements, events, signed_projects, metrics

seed/a/facts.yaml:47  metrics[exhibitors].quantity.quote
  found: 'fewer then 900 exhibitors': the source does not have these words; the nearest passages are:
    at 108: fewer than 900 exhibitors
    at 274: which spent $40 million o
    the first difference is at character 9: quoted 'e' (U+0065 LATIN SMALL LETTER E), the source has 'a' \
(U+0061 LATIN SMALL LETTER A)
  do: copy the words exactly as the source has them; where they occur twice, add a prefix or a suffix

seed/a/facts.yaml:58  metrics[contracts].quantity.amount
  found: 319_000_000, where the words “approximately RMB 319 billion” say 319_000_000_000
  do: write 319_000_000_000, or quote other words

seed/a/facts.yaml:60  metrics[contracts].quantity.currency
  found: 'RMB'
  do: write a code of ISO 4217, such as CNY or USD

seed/b/facts.yaml:15  (the file)
  found: this is not YAML: mapping values are not allowed in this context
  do: look here and just above for uneven indentation, a quotation mark or bracket left open, and a value with \
a colon in it, which needs quotation marks

seed/c/facts.yaml:12  events[fair].dates.edtf
  found: 2023, where the words “2024” say 2024
  do: write 2024, or quote other words

7 problems in 3 files; nothing was loaded."""
    )


def test_a_mistake_hides_no_other_of_the_same_fact(seed: Seed) -> None:
    facts = FACTS.replace("319_000_000_000", "319_000_000").replace("currency: CNY", "currency: RMB")
    seed.add(facts=facts.replace("[contracts worth approx", "[contract worth approx"))
    report = seed.report()
    assert [line for line in report.splitlines() if line.startswith("seed/")] == [
        "seed/a/facts.yaml:57  metrics[contracts].quantity.amount",
        "seed/a/facts.yaml:59  metrics[contracts].quantity.currency",
        "seed/a/facts.yaml:60  metrics[contracts].evidence[0].quote",
    ]


def test_consequences_of_a_reported_problem_are_not_reported(seed: Seed) -> None:
    """The entity that has no kind is no dangling reference, and positions count what is left out."""
    facts = FACTS.replace("    evidence: [Almaty Rail]\n", "")
    facts = facts.replace("[drew fewer than 900 exhibitors]", "[5, drew fewer then 900 exhibitors]")
    report = seed.add(facts=facts).report()
    assert [line for line in report.splitlines() if line.startswith("seed/")] == [
        "seed/a/facts.yaml:13  entities[almaty-rail].evidence",
        "seed/a/facts.yaml:48  metrics[exhibitors].evidence[0]",
        "seed/a/facts.yaml:48  metrics[exhibitors].evidence[1].quote",
    ]


def test_sources_are_read_in_sorted_order(seed: Seed) -> None:
    dataset = seed.add_later("c").add_later("b", ("id: visitors", "id: guests")).add("a").read()
    assert [item.fact.id for item in dataset.items["sources"]] == ["a", "b", "c"]
    assert [item.seq for item in dataset.items["metrics"]] == [1, 2, 3, 4]


@pytest.mark.slow
def test_the_same_seed_is_the_same_dataset_in_another_process(seed: Seed) -> None:
    seed.add().add_later()
    program = (
        "from pathlib import Path; from tests.whole import *; from app.seed.files.fingerprint import *\n"
        "s = Path('seed'); "
        "print(read_dataset(s).version, fingerprint(s))"
    )
    here = f"{seed.read().version} {fingerprint(seed.path)}\n"
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
        there = subprocess.run([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, check=True)
        assert there.stdout.decode() == here


def test_the_version_changes_with_any_fact(seed: Seed, tmp_path: Path) -> None:
    before = seed.add().read().version
    after = Seed(tmp_path / "other").add(change=("name: Contracts of the fair", "name: Contracts")).read().version
    assert len(before) == 16
    assert before != after


def test_the_version_does_not_change_with_a_comment_but_the_fingerprint_does(seed: Seed, tmp_path: Path) -> None:
    other = Seed(tmp_path / "other").add(change=("entities:", "entities: # of the fair"))
    assert other.read().version == seed.add().read().version
    assert fingerprint(other.path) != fingerprint(seed.path)


def test_json_and_yaml_give_the_same_dataset(seed: Seed, tmp_path: Path) -> None:
    data = SeedDocument(FACTS.replace("SHA256", sha256(TEXT)), is_json=False).data
    folder = tmp_path / "json" / "a"
    folder.mkdir(parents=True)
    (folder / "article.txt").write_text(TEXT)
    (folder / "facts.json").write_text(json.dumps(data, indent="\t"))
    assert Seed(folder.parent).read() == seed.add().read()


def test_a_dataset_knows_its_counts_and_its_proof(seed: Seed) -> None:
    dataset = seed.add().read()
    assert dataset.counts == {
        "sources": 1,
        "speakers": 1,
        "statements": 1,
        "events": 1,
        "signed_projects": 0,
        "metrics": 2,
        "entities": 2,
    }
    assert (dataset.verification.verified, dataset.verification.failures) == (True, [])
    assert dataset.texts["a"].text == TEXT
    assert dataset.texts["a"].actual_sha256 == dataset.texts["a"].sha256 == sha256(TEXT)


def test_a_fact_ends_with_its_proof_and_has_plain_numbers(seed: Seed) -> None:
    body = next(item.body for item in seed.add().read().items["metrics"] if item.fact.id == "contracts")
    assert '"amount":319000000000,' in body
    assert list(json.loads(body))[-3:] == ["evidence", "mentions", "disputed"]


@pytest.mark.parametrize(
    ("value", "number"), [("319000000000", 319000000000), ("33.3333", 33.3333), ("2.0", 2), ("1E+3", 1000)]
)
def test_numbers_are_plain(value: str, number: float) -> None:
    plain = plain_number(Decimal(value))
    assert (plain, type(plain)) == (number, type(number))


def test_a_seed_that_does_not_verify_is_not_loaded(seed: Seed, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = Failure("/v1/events/fair", "dates.edtf", "2024", "2023")
    monkeypatch.setattr(module, "verify", lambda *_: Verification(verified=False, checked=1, failures=[failure]))
    assert seed.add().report() == (
        "seed:1  /v1/events/fair dates.edtf\n  found: 2023, where the words together say 2024\n"
        "  do: look at all the evidence of this field" + ONE
    )
