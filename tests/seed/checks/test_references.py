from collections.abc import Callable

import pytest

from tests.seed.small import ONE, Seed

EVIDENCE = "    evidence: [drew fewer than 900 exhibitors]"
IMPLIED = "{quote: to 16 in Urumqi, supports: place, basis: inferred, note: It closes there.}"


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
            "    kind: place\n",
            "    kind: place\n    part_of: urumqi\n",
            """\
seed/a/facts.yaml:11  entities[urumqi].part_of
  found: 'urumqi', which is this fact itself
  do: name another one, or leave it out""",
        ),
        (
            "    subject: exhibitors",
            "    subject: exhibitors\n    place: urumqi",
            """\
seed/a/facts.yaml:44  metrics[exhibitors].place
  found: 'urumqi', which none of its evidence speaks of
  do: add the words that say so; where they only imply it, with supports: place, basis: inferred and a note""",
        ),
        (
            "    subject: exhibitors",
            "    subject: exhibitors\n    change: {direction: down, from: contracts}",
            """\
seed/a/facts.yaml:44  metrics[exhibitors].change.from
  found: 'contracts', which none of its evidence speaks of
  do: add the words that say so; where they only imply it, with supports: change, basis: inferred and a note""",
        ),
        (
            "    place: urumqi",
            "    signed_projects: {stated_total: contracts}\n    place: urumqi",
            """\
seed/a/facts.yaml:35  events[fair].signed_projects.stated_total
  found: 'contracts', which none of its evidence speaks of
  do: add the words that say so; where they only imply it, with supports: signed_projects, basis: inferred and a \
note""",
        ),
        (
            "    evidence: [Aigerim Sadyk of Almaty Rail]",
            "    roles: [{title: Aigerim, place: urumqi}]\n    evidence: [Aigerim Sadyk of Almaty Rail]",
            """\
seed/a/facts.yaml:21  speakers[aigerim-sadyk].roles[0].place
  found: 'urumqi', which none of its evidence speaks of
  do: add the words that say so; where they only imply it, with supports: roles, basis: inferred and a note""",
        ),
        (
            EVIDENCE,
            EVIDENCE + "\n    disputed: [{field: place, value: urumqi, evidence: [exhibitors]}]",
            """\
seed/a/facts.yaml:50  metrics[exhibitors].disputed[0].value
  found: 'urumqi', which none of its evidence speaks of
  do: add the words that say so; where they only imply it, with supports: place, basis: inferred and a note""",
        ),
    ],
)
def test_a_reference_that_does_not_hold_is_reported(
    broken: Callable[[str, str], str], old: str, new: str, report: str
) -> None:
    assert broken(old, new) == report + ONE


@pytest.mark.parametrize(
    "new",
    [
        f"    place: urumqi\n    evidence: [drew fewer than 900 exhibitors, {IMPLIED}]",
        f"{EVIDENCE}\n    disputed: [{{field: place, value: urumqi, evidence: [{IMPLIED}]}}]",
        f"{EVIDENCE}\n    disputed: [{{field: place, value: urumqi, evidence: [16 in Urumqi]}}]",
        '    place: urumqi\n    evidence: ["in Urumqi, drew fewer than 900 exhibitors"]',
        "    of: contracts\n    evidence: [drew fewer than 900 exhibitors and contracts worth approximately RMB]",
    ],
)
def test_a_reference_holds_where_words_state_or_imply_it(seed: Seed, new: str) -> None:
    assert seed.add(change=(EVIDENCE, new)).fact("metrics", "exhibitors")["id"] == "exhibitors"


def test_an_inferred_reference_is_inferred_for_its_own_field_only(broken: Callable[[str, str], str]) -> None:
    other = IMPLIED.replace("place", "event")
    report = broken(EVIDENCE, f"    place: urumqi\n    evidence: [drew fewer than 900 exhibitors, {other}]")
    assert "metrics[exhibitors].place\n  found: 'urumqi', which none of its evidence speaks of\n" in report


def test_words_of_another_source_are_no_evidence(seed: Seed) -> None:
    later = ("    subject: visitors", "    subject: visitors\n    place: urumqi")
    assert seed.add().add_later(change=later).report() == (
        "seed/b/facts.yaml:19  metrics[visitors].place\n"
        "  found: 'urumqi', which none of its evidence speaks of\n"
        "  do: add the words that say so; where they only imply it, with supports: place, basis: inferred and a note"
        + ONE
    )


SPOKEN = """\
source: {{title: The port grows, language: en, text_sha256: SHA256, evidence: [The port grows]}}
speakers: [{{id: khan, name: Khan, evidence: [Khan]}}]
statements:
  - {{id: port, speaker: khan, mode: indirect, text: The port grows{cue}, evidence: ["{words}", The port grows]}}
"""


@pytest.mark.parametrize("words", ["he said", "She added", "they said on Thursday", "it said"])
def test_a_pronoun_may_name_the_speaker(seed: Seed, words: str) -> None:
    facts = SPOKEN.format(cue=f", cue: {words}", words=words)
    seed.add(facts=facts, text=f"The port grows, {words}. Khan nodded.\n")
    assert seed.fact("statements", "port")["speaker"]["id"] == "khan"


@pytest.mark.parametrize(
    ("cue", "words"), [("", "he said"), (", cue: he told CEN", "he told CEN"), (", cue: say", "say")]
)
def test_other_words_for_another_name_no_speaker(seed: Seed, cue: str, words: str) -> None:
    seed.add(facts=SPOKEN.format(cue=cue, words=words), text=f"The port grows, {words}. Khan nodded.\n")
    assert seed.report() == (
        "seed/a/facts.yaml:4  statements[port].speaker\n"
        "  found: 'khan', which none of its evidence speaks of\n"
        "  do: add the words that say so; where they only imply it, with supports: speaker, basis: inferred and a note"
        + ONE
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{quote: Urumqi, suffix: ","}', '{quote: Urumchi, suffix: ","}'),
        ("said Aigerim Sadyk of", "said Sadyk of"),
    ],
)
def test_misquoted_evidence_is_reported_and_not_its_consequences(seed: Seed, old: str, new: str) -> None:
    report = seed.add(change=(old, new)).report()
    assert report.endswith(ONE)
    assert (
        "do: copy the words exactly as the source has them; where they occur twice, add a prefix or a suffix" in report
    )
