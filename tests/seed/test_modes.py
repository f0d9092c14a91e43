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
def test_a_mode_that_the_marks_belie_is_reported(
    broken: Callable[[str, str], str], old: str, new: str, report: str
) -> None:
    assert broken(old, new) == report + ONE


def test_a_report_may_hold_a_quotation(seed: Seed) -> None:
    change = (
        "mode: direct\n    text: Trade is our bridge,",
        "mode: narrated\n    text: our bridge,” said Aigerim Sadyk",
    )
    assert seed.add(change=change).fact("statements", "bridge")["mode"] == "narrated"
