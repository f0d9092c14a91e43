from collections.abc import Callable

import pytest

from tests.seed.small import ONE, Seed


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        (
            "mode: direct",
            "mode: indirect",
            """\
seed/a/facts.yaml:25  statements[bridge].mode
  found: indirect, where the text stands in quotation marks
  do: write direct, or as text the words that report the quotation""",
        ),
        (
            "text: Trade is our bridge,",
            "text: said Aigerim",
            """\
seed/a/facts.yaml:25  statements[bridge].mode
  found: direct, where the text does not stand in quotation marks
  do: write indirect or narrated, or as text what stands between the marks""",
        ),
        (
            "text: Trade is our bridge,",
            "text: Trade is our bridges,",
            """\
seed/a/facts.yaml:26  statements[bridge].text
  found: 'Trade is our bridges,', which none of its evidence says
  do: write it as the source does, or add the words as evidence""",
        ),
    ],
)
def test_mode_that_contradicts_the_quotation_marks_is_reported(
    broken: Callable[[str, str], str], old: str, new: str, report: str
) -> None:
    assert broken(old, new) == report + ONE


def test_a_report_may_hold_a_quotation(seed: Seed) -> None:
    change = (
        "mode: direct\n    text: Trade is our bridge,",
        "mode: narrated\n    text: our bridge,” said Aigerim Sadyk",
    )
    assert seed.add(change=change).fact("statements", "bridge")["mode"] == "narrated"


SAID = """\
source: {title: A hall, language: en, text_sha256: SHA256, evidence: [A hall]}
statements:
  - {id: said, mode: direct, text: "TEXT", evidence: ["WORDS"]}
"""

HALL = "A hall. “We did not expect this, and we are glad. It is good: more will come,” he said.\n"


@pytest.mark.parametrize("text", ["We did not expect this", "It is good", "more will come", "and we are glad"])
def test_a_direct_quotation_begins_where_a_clause_does(seed: Seed, text: str) -> None:
    facts = SAID.replace("TEXT", text).replace("WORDS", HALL.removeprefix("A hall. ").strip())
    assert seed.add(facts=facts, text=HALL).fact("statements", "said")["text"] == text


def test_a_direct_quotation_leaves_out_no_beginning(seed: Seed) -> None:
    facts = SAID.replace("TEXT", "expect this").replace("WORDS", HALL.removeprefix("A hall. ").strip())
    assert seed.add(facts=facts, text=HALL).report() == (
        "seed/a/facts.yaml:3  statements[said].text\n"
        "  found: 'expect this', which starts in the middle of a clause\n"
        "  do: start the text where the quotation, or a sentence or clause of it, starts" + ONE
    )
