"""Ordinals in a text: the 3 of "3rd Global Digital Trade Expo", the 21 of "twenty-first edition".

>>> read_ordinals("the 3rd and the twenty-first edition")
{3, 21}
"""

import re

_FIRST = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
)
_TENS = {"twent": 20, "thirt": 30, "fort": 40, "fift": 50, "sixt": 60, "sevent": 70, "eight": 80, "ninet": 90}

_WORDS = {word: number for number, word in enumerate(_FIRST, start=1)}
_WORDS |= {f"{stem}ieth": ten for stem, ten in _TENS.items()}
_WORDS |= {
    f"{stem}y{joint}{word}": ten + number
    for stem, ten in _TENS.items()
    for number, word in enumerate(_FIRST[:9], start=1)
    for joint in "- "
}
_ORDINAL = re.compile(
    rf"(?<![\w.,-])(?:([0-9]{{1,4}})(?:st|nd|rd|th)|({'|'.join(sorted(_WORDS, key=len, reverse=True))}))(?!\w)",
    re.IGNORECASE,
)


def read_ordinals(text: str) -> set[int]:
    """Return every ordinal of a text, in digits (up to four) or in words (up to ninety-ninth)."""
    found = _ORDINAL.finditer(text)
    return {int(match[1]) if match[1] else _WORDS[match[2].lower()] for match in found}
