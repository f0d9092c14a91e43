from collections.abc import Callable

import pytest

from tests.seed.small import ONE, TEXT, sha256

EVIDENCE = "    evidence: [drew fewer than 900 exhibitors]"


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        (
            "    subject: contracts",
            "    subjct: contracts",
            """\
seed/a/facts.yaml:53  metrics[contracts].subjct
  found: an unknown key
  do: did you mean 'subject'? write one of: evidence, disputed, id, name, kind, subject, about, quantity, \
period, status, place, event, attribution, change, of""",
        ),
        (
            "metrics:",
            "metrcs:",
            """\
seed/a/facts.yaml:39  metrcs
  found: an unknown key
  do: did you mean 'metrics'? write one of: source, entities, speakers, statements, events, \
signed_projects, metrics""",
        ),
        (
            "sha256: SHA256",
            "sha256: SHA",
            f"""\
seed/a/facts.yaml:4  source.text_sha256
  found: 'SHA'
  do: write the 64 digits that `sha256sum article.txt` prints; that of article.txt is {sha256(TEXT)}""",
        ),
        (
            "  title: Silk",
            "  titel: Silk",
            """\
seed/a/facts.yaml:2  source.titel
  found: an unknown key
  do: did you mean 'title'? write one of: evidence, disputed, title, language, text_sha256, dateline, \
publisher, published, url, cited_outlets, not_stated""",
        ),
        (
            "source:\n",
            "sourc:\n",
            """\
seed/a/facts.yaml:1  sourc
  found: an unknown key
  do: did you mean 'source'? write one of: source, entities, speakers, statements, events, signed_projects, \
metrics""",
        ),
        (
            "    name: Contracts of the fair\n",
            "",
            """\
seed/a/facts.yaml:50  metrics[contracts].name
  found: nothing
  do: write it; it is required""",
        ),
        (
            EVIDENCE,
            "    evidence: [{qoute: drew fewer than 900 exhibitors}]",
            """\
seed/a/facts.yaml:49  metrics[exhibitors].evidence[0].qoute
  found: an unknown key
  do: did you mean 'quote'? write one of: quote, prefix, suffix, basis, note, supports""",
        ),
        (
            EVIDENCE,
            "    evidence: []",
            """\
seed/a/facts.yaml:49  metrics[exhibitors].evidence
  found: an empty list
  do: write one at least""",
        ),
        (
            EVIDENCE,
            "    evidence: drew fewer than 900 exhibitors",
            """\
seed/a/facts.yaml:49  metrics[exhibitors].evidence
  found: 'drew fewer than 900 exhibitors'
  do: write a list: each item on a line of its own, after a hyphen""",
        ),
        (
            EVIDENCE,
            "    evidence: {quote: drew}",
            """\
seed/a/facts.yaml:49  metrics[exhibitors].evidence
  found: keys with values
  do: write a list: each item on a line of its own, after a hyphen""",
        ),
        (
            EVIDENCE,
            "    evidence:",
            """\
seed/a/facts.yaml:49  metrics[exhibitors].evidence
  found: nothing
  do: write a list: each item on a line of its own, after a hyphen""",
        ),
        (
            EVIDENCE,
            "    evidence: [[a]]",
            """\
seed/a/facts.yaml:49  metrics[exhibitors].evidence[0]
  found: a list
  do: write keys with values, as the schema shows""",
        ),
        (
            "id: contracts",
            "id: Contracts of 2024",
            """\
seed/a/facts.yaml:50  metrics[Contracts of 2024].id
  found: 'Contracts of 2024'
  do: write it in small letters, digits and hyphens""",
        ),
        (
            "kind: organization",
            "kind: organisation",
            """\
seed/a/facts.yaml:15  entities[almaty-rail].kind
  found: 'organisation'
  do: did you mean 'organization'? write one of: organization, place, document, topic""",
        ),
        (
            "comparator: lt",
            'comparator: ">"',
            """\
seed/a/facts.yaml:48  metrics[exhibitors].quantity.comparator
  found: '>'
  do: write one of: eq, gt, lt, ge, le""",
        ),
        (
            "currency: CNY",
            "currency: RMB",
            """\
seed/a/facts.yaml:59  metrics[contracts].quantity.currency
  found: 'RMB'
  do: write a code of ISO 4217, such as CNY or USD""",
        ),
        (
            "amount: 900",
            "amount: 9,00",
            """\
seed/a/facts.yaml:47  metrics[exhibitors].quantity.amount
  found: '9,00'
  do: write a number without commas, such as 63000 or 3.5""",
        ),
        (
            "edition: 4",
            "edition: fourth",
            """\
seed/a/facts.yaml:34  events[fair].edition
  found: 'fourth'
  do: write a whole number""",
        ),
        (
            "edition: 4",
            "edition: 0",
            """\
seed/a/facts.yaml:34  events[fair].edition
  found: 0
  do: write something that is greater than or equal to 1""",
        ),
        (
            "approximate: true",
            "approximate: perhaps",
            """\
seed/a/facts.yaml:58  metrics[contracts].quantity.approximate
  found: 'perhaps'
  do: write true or false""",
        ),
        (
            "language: en",
            "language: English",
            """\
seed/a/facts.yaml:3  source.language
  found: 'English'
  do: write a language tag of BCP 47, such as en or zh-Hans""",
        ),
        (
            "language: en",
            "language: en\n  published: 2024-06-31",
            """\
seed/a/facts.yaml:4  source.published
  found: '2024-06-31'
  do: "2024-06-31" is no date in EDTF: 2024-06-31 is no day of the calendar, so check the day and the month""",
        ),
        (
            "    dates: {quote: June 12 to 16, edtf: XXXX-06-12/XXXX-06-16}",
            "    dates: {quote: June 12 to 16, edtf: 2024-6-12}",
            """\
seed/a/facts.yaml:36  events[fair].dates.edtf
  found: '2024-6-12'
  do: "2024-6-12" is no date in EDTF: write it like 2024, 2024-09, 2024-09-25, XXXX-09-25, \
2024-09-25/2024-09-29 or 2015/..""",
        ),
        (
            "    dates: {quote: June 12 to 16, edtf: XXXX-06-12/XXXX-06-16}",
            "    dates: {quote: June 12 to 16, edft: XXXX-06-12/XXXX-06-16}",
            """\
seed/a/facts.yaml:36  events[fair].dates.edft
  found: an unknown key
  do: did you mean 'edtf'? write one of: quote, prefix, suffix, basis, note, edtf""",
        ),
    ],
)
def test_mistakes_are_said_in_a_curators_words(
    broken: Callable[[str, str], str], old: str, new: str, report: str
) -> None:
    assert broken(old, new) == report + ONE
