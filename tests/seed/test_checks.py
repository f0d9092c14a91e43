from collections.abc import Callable

import pytest

from tests.seed.small import ONE

EVIDENCE = "    evidence: [drew fewer than 900 exhibitors]"


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        (
            "place: urumqi",
            "place: urumchi",
            """\
seed/a/facts.yaml:35  events[fair].place
  found: 'urumchi', which no source has among its entities
  do: did you mean 'urumqi'? write one of: almaty-rail, urumqi""",
        ),
        (
            "place: urumqi",
            "place: almaty-rail",
            """\
seed/a/facts.yaml:35  events[fair].place
  found: 'almaty-rail', which is of kind organization
  do: name an entity of kind place""",
        ),
        (
            "speaker: aigerim-sadyk",
            "speaker: urumqi",
            """\
seed/a/facts.yaml:24  statements[bridge].speaker
  found: 'urumqi', which no source has among its speakers
  do: write one of: aigerim-sadyk""",
        ),
        (
            EVIDENCE,
            EVIDENCE + "\n    disputed: [{field: event, value: fairs, evidence: [exhibitors]}]",
            """\
seed/a/facts.yaml:50  metrics[exhibitors].disputed[0].value
  found: 'fairs', which no source has among its events
  do: did you mean 'fair'? write one of: fair""",
        ),
        (
            "    name: Urumqi\n",
            "",
            """\
seed/a/facts.yaml:8  entities[urumqi].name
  found: nothing
  do: write it; no source gives it""",
        ),
        (
            "    kind: place\n",
            "",
            """\
seed/a/facts.yaml:8  entities[urumqi].kind
  found: nothing
  do: write it; no source gives it""",
        ),
    ],
)
def test_what_does_not_fit_together_is_reported(
    broken: Callable[[str, str], str], old: str, new: str, report: str
) -> None:
    assert broken(old, new) == report + ONE
