from collections.abc import Callable

import pytest

from tests.seed.small import FACTS, ONE, Seed

EVIDENCE = "    evidence: [drew fewer than 900 exhibitors]"


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        (
            "quote: Silk Road Fair closes in Urumqi’s new hall",
            "quote: Silk Road Fair closes in Urumqi's new hall",
            """\
seed/a/facts.yaml:6  source.evidence[0].quote
  found: "Silk Road Fair closes in Urumqi's new hall": the source does not have these words; the nearest \
passages are:
    at 0: Silk Road Fair closes in Urumqi’s new hall
    at 43: ⏎The 4th Silk Road Fair, held from June 12
    at 86: to 16 in Urumqi, drew fewer than 900 exhib
    the first difference is at character 32: quoted "'" (U+0027 APOSTROPHE), the source has '’' (U+2019 \
RIGHT SINGLE QUOTATION MARK)
  do: copy the words exactly as the source has them; where they occur twice, add a prefix or a suffix""",
        ),
        (
            '{quote: Urumqi, suffix: ","}',
            "Urumqi",
            """\
seed/a/facts.yaml:12  entities[urumqi].evidence[0].quote
  found: 'Urumqi': the source has it 2 times; say which with a prefix or a suffix:
    at 25: Silk Road Fair closes in [Urumqi]’s new hall⏎⏎The 4th Silk Road F
    at 95: air, held from June 12 to 16 in [Urumqi], drew fewer than 900 exhibitors
  do: copy the words exactly as the source has them; where they occur twice, add a prefix or a suffix""",
        ),
        (
            "    subject: contracts",
            "    subject: agreements",
            """\
seed/a/facts.yaml:53  metrics[contracts].subject
  found: 'agreements', which none of its evidence says
  do: write it as the source does, or add the words as evidence""",
        ),
        (
            "    subject: contracts",
            "    subject: Contracts",
            """\
seed/a/facts.yaml:53  metrics[contracts].subject
  found: 'Contracts', which none of its evidence says
  do: write it as its evidence does: 'contracts'""",
        ),
        (
            "    subject: contracts",
            "    subject: Silk Road",
            """\
seed/a/facts.yaml:53  metrics[contracts].subject
  found: 'Silk Road', which none of its evidence says
  do: the text has it at 0: add it as evidence, with supports: subject""",
        ),
        (
            "    affiliation: almaty-rail",
            "    roles: [{title: Trade}]\n    affiliation: almaty-rail",
            """\
seed/a/facts.yaml:20  speakers[aigerim-sadyk].roles[0].title
  found: 'Trade', which none of its evidence says
  do: the text has it at 194: add it as evidence, with supports: roles""",
        ),
        (
            "edition: 4\n    place: urumqi",
            "place: urumqi\n    disputed: [{field: edition, value: 5, evidence: [Silk Road Fair closes]}]",
            """\
seed/a/facts.yaml:35  events[fair].disputed[0].value
  found: 5, which none of its evidence has as an ordinal; the ordinals that it has: none
  do: write the number of the ordinal that the source has, or add its words as evidence""",
        ),
        (
            "{quote: June 12 to 16,",
            "{basis: inferred, quote: June 12 to 16,",
            """\
seed/a/facts.yaml:36  events[fair].dates.note
  found: nothing
  do: name the premise from which this is inferred""",
        ),
        (
            "edition: 4",
            "edition: 5",
            """\
seed/a/facts.yaml:34  events[fair].edition
  found: 5, which none of its evidence has as an ordinal; the ordinals that it has: 4
  do: write the number of the ordinal that the source has, or add its words as evidence""",
        ),
        (
            "supports: title",
            "supports: titel",
            """\
seed/a/facts.yaml:6  source.evidence[0].supports
  found: 'titel'
  do: did you mean 'title'? write one of: title, language, text_sha256, dateline, publisher, published, \
url, cited_outlets, not_stated""",
        ),
        (
            "XXXX-06-12/XXXX-06-16",
            "2024-06-12/2024-06-16",
            """\
seed/a/facts.yaml:36  events[fair].dates.edtf
  found: 2024-06-12/2024-06-16, where the words “June 12 to 16” say XXXX-06-12/XXXX-06-16
  do: write XXXX-06-12/XXXX-06-16, or quote other words""",
        ),
        (
            ", edtf: XXXX-06-12/XXXX-06-16",
            "",
            """\
seed/a/facts.yaml:36  events[fair].dates.edtf
  found: nothing, where the words “June 12 to 16” say XXXX-06-12/XXXX-06-16
  do: write XXXX-06-12/XXXX-06-16, or quote other words""",
        ),
        (
            "    dates: {quote: June 12 to 16, edtf: XXXX-06-12/XXXX-06-16}",
            "    dates: {quote: 4th Silk Road Fair, edtf: XXXX-06-12/XXXX-06-16}",
            """\
seed/a/facts.yaml:36  events[fair].dates.quote
  found: "4th Silk Road Fair" can't be read as a date: "silk" is no part of a date, so quote the date alone
  do: quote the date alone""",
        ),
        (
            "quote: fewer than 900 exhibitors",
            "quote: drew fewer than 900 exhibitors and contracts",
            """\
seed/a/facts.yaml:46  metrics[exhibitors].quantity.quote
  found: can't read 'drew fewer than 900 exhibitors and contracts' in 'drew fewer than 900 exhibitors and \
contracts': these words are not known here; quote the number phrase only
  do: quote the number phrase alone""",
        ),
        (
            "id: contracts",
            "id: exhibitors",
            """\
seed/a/facts.yaml:50  metrics[exhibitors].id
  found: 'exhibitors' for the second time
  do: give each fact an id of its own""",
        ),
        (
            EVIDENCE,
            EVIDENCE + "\n    disputed: [{field: quantiy, value: 3}]",
            """\
seed/a/facts.yaml:50  metrics[exhibitors].disputed[0].field
  found: 'quantiy'
  do: did you mean 'quantity'? write one of: name, kind, subject, about, quantity, period, status, place, \
event, attribution, change, of""",
        ),
        (
            EVIDENCE,
            EVIDENCE + "\n    disputed: [{field: kind, value: length}]",
            """\
seed/a/facts.yaml:50  metrics[exhibitors].disputed[0].value
  found: 'length'
  do: write one of: count, money, share, change, multiple, area, duration""",
        ),
        (
            EVIDENCE,
            EVIDENCE + "\n    disputed: [{field: quantity, value: {quote: fewer than 900, amout: 900}}]",
            """\
seed/a/facts.yaml:50  metrics[exhibitors].disputed[0].value.amout
  found: an unknown key
  do: did you mean 'amount'? write one of: quote, prefix, suffix, basis, note, amount, comparator, \
approximate, lower, upper, unit, currency""",
        ),
        (
            EVIDENCE,
            EVIDENCE
            + "\n    disputed: [{field: quantity, value: {quote: fewer than 900, amount: 800, comparator: lt}}]",
            """\
seed/a/facts.yaml:50  metrics[exhibitors].disputed[0].value.amount
  found: 800, where the words “fewer than 900” say 900
  do: write 900, or quote other words""",
        ),
        (
            EVIDENCE,
            EVIDENCE + "\n    disputed: [{field: place, value: urumqi}]",
            """\
seed/a/facts.yaml:50  metrics[exhibitors].disputed[0]
  found: no words that say so
  do: quote them as its evidence""",
        ),
        (
            EVIDENCE,
            EVIDENCE + "\n    disputed: [{field: place, value: urumqi, evidence: [Zzyzx]}]",
            """\
seed/a/facts.yaml:50  metrics[exhibitors].disputed[0].evidence[0].quote
  found: 'Zzyzx': the source has nothing like it
  do: copy the words exactly as the source has them; where they occur twice, add a prefix or a suffix""",
        ),
        (
            EVIDENCE,
            EVIDENCE + "\n    disputed: [{field: subject, value: visitors, evidence: [exhibitors]}]",
            """\
seed/a/facts.yaml:50  metrics[exhibitors].disputed[0].value
  found: 'visitors', which none of its evidence says
  do: write it as the source does, or add the words as evidence""",
        ),
    ],
)
def test_values_that_the_words_do_not_support_are_reported(
    broken: Callable[[str, str], str], old: str, new: str, report: str
) -> None:
    assert broken(old, new) == report + ONE


@pytest.mark.parametrize(
    ("proof", "basis"), [("", "stated"), (", basis: inferred, note: The fair of 2024 is this one.", "inferred")]
)
def test_one_source_may_give_a_date_in_several_passages(seed: Seed, proof: str, basis: str) -> None:
    facts = f"""\
source: {{title: Fair of 2024, language: en, text_sha256: SHA256, evidence: [Fair of 2024]}}
events:
  - id: fair
    name: Fair
    kind: fair
    dates: {{quote: June 12 to 16, edtf: 2024-06-12/2024-06-16}}
    evidence:
      - Fair of 2024
      - {{quote: "2024", supports: dates{proof}}}
"""
    dates = seed.add(facts=facts, text="Fair of 2024\n\nIt ran from June 12 to 16.\n").fact("events", "fair")["dates"]
    assert dates == {
        "text": "June 12 to 16",
        "edtf": "2024-06-12/2024-06-16",
        "start": "2024-06-12",
        "end": "2024-06-16",
        "basis": basis,
    }


def test_evidence_links_to_the_page_of_a_source_with_an_address(seed: Seed) -> None:
    dispute = EVIDENCE + "\n    disputed: [{field: status, value: expected, evidence: [{quote: Urumqi, suffix: ’}]}]"
    facts = FACTS.replace("language: en", "language: en\n  url: https://example.org/fair?id=4#story")
    seed.add(facts=facts, change=(EVIDENCE, dispute)).add_later()
    page = "https://example.org/fair?id=4#story:~:text="
    metric = seed.fact("metrics", "exhibitors")
    pages = [proof["page"] for proof in metric["evidence"]]
    assert pages == [f"{page}drew%20fewer%20than%20900%20exhibitors", f"{page}fewer%20than%20900%20exhibitors"]
    assert metric["disputed"][0]["evidence"][0]["page"] == f"{page}Urumqi%E2%80%99s"
    pages = [proof["page"] for proof in seed.fact("entities", "almaty-rail")["evidence"]]
    assert pages == [f"{page}Almaty%20Rail", None]
