"""Negations and forecasts: words beside a number that deny it, cast doubt on it, or place it in the future.

A `Quantity` can't express these words, so the caller must not serve the number without them.

>>> find_negation(locate("70 guests", text := "He denied that 70 guests fell ill."), text)
'denied that 70 guests'
>>> find_negation(locate("3.5 percent", text := "Growth was −3.5 percent."), text)
'−3.5 percent'
"""

import re

from app.facts.evidence import Span

NEAR = 60
"""The number of code points checked on each side of a number."""

_BEFORE = re.compile(
    r"""
    (?:
      (?:(?<=[\s(])|^)[-−–]                                # a sign, not a dash or a range
    | \b(?:
        minus | negative
      | not(?:\ (?:even|quite|exactly|the|all|only))? | never | no | neither | nor | without
      | (?: not | never | cannot | \w+n['’]t )\ \w+           # "did not draw 700"
      | (?: fail(?:s|ed)? | refuse[sd]? )\ to\ \w+
      | (?: den(?:y|ies|ied) | dispute[sd]? | doubt(?:s|ed)? )\ that | rumou?rs?\ of
      | if | unless | (?<!,\ )or | (?<=,\ )say               # "3 percent, or 700 tonnes" says one thing twice
      | (?: nowhere\ near | far\ from | short\ of )(?:\ the)?
      | barely | hardly | scarcely | virtually | practically
      | possibly | maybe | perhaps | probably | presumably | reportedly | allegedly | supposedly | purportedly
      | approach(?:es|ed) | cross(?:es|ed|ing)?\ the | capped\ at | limited\ to | (?: cap | limit )\ of
      | twice | thrice | double | triple | one\ in
      | (?: more | fewer | less | greater | higher | lower )\ than   # parted by a bracket or a comma
      | (?<!\.)(?-i: c | ca )\. | approx\. | nos?\.
      )(?:\ an?)?[\s(),]*
    | \b(?-i:                                              # a name that ends in a number
        Hall | Room | Booth | Stand | Gate | Terminal | Pavilion | Building | Tower | Floor | Level | Platform | Line
      | Phase | Stage | Round | Part | Chapter | Article | Section | Page | Volume | Number | Group | Class | Version
      )\s
    )$
    """,
    re.VERBOSE | re.IGNORECASE,
)

_AFTER = re.compile(
    r"""
    ^(?:\s(?!(?:and|but|while|with|or|than)\b)[\w-]+){0,3}(?:
      ,?\s(?: give\ or\ take | and\ upwards | below\ zero | (?: approximately | roughly | or\ so )(?=\s*(?:[.,;:)]|$)) )
    | \s(?: more | fewer | less )\b(?!\sthan)
    | \s\(?or\s[0-9]
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")

_WHEN = re.compile(r"\b(?:in|since|until|during)\s$", re.IGNORECASE)

_FORETELLING = re.compile(
    r"""
    \b(?:
      (?-i: (?<!\ba\ )will | may ) | would | could | might | shall | should  # and not a Will, or the month
    | (?: expected | projected | forecast | scheduled | due | slated | planned | likely | set )\ to
    | (?: plan | aim | hope | expect | intend | seek )(?: s | ed )?\ (?: to | for )
    | target\ of | (?: expected | projected | forecast | planned | targeted )(?=\s$)
    )(?:\ [\w-]+){0,3}\s$
    """,
    re.VERBOSE | re.IGNORECASE,
)


def find_forecast(span: Span, text: str) -> str | None:
    """Return a number phrase with the words before it that make it a forecast ("will"); None without such words."""
    before = text[max(0, span.start - NEAR) : span.start].rpartition("\n")[2]
    found = _FORETELLING.search(before)
    return f"{before[found.start() :]}{text[span.start : span.end]}" if found else None


def find_negation(span: Span, text: str) -> str | None:
    """Return a number phrase with the words beside it that deny it or cast doubt on it; None without such words."""
    quote = text[span.start : span.end]
    before = text[max(0, span.start - NEAR) : span.start].rpartition("\n")[2]
    after = text[span.end : span.end + NEAR].partition("\n")[0]
    found = _BEFORE.search(before) or (_WHEN.search(before) if _YEAR.fullmatch(quote) else None)
    if found:
        return f"{before[found.start() :]}{quote}"
    found = _AFTER.search(after)
    return f"{quote}{found[0]}" if found else None
