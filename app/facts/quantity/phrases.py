"""Phrase reading: a phrase as tokens, tables of wordings, and a reader that goes from left to right.

`"US$3.2bn-plus"` is the tokens `US`, `$`, `3.2`, `bn`, `-`, `plus`. A table of wordings is split by the same
tokenizer, so that whatever a table spells can be found in a phrase: case does not matter, nor whether a space
or a hyphen stands between two words. A dollar of one country is one token, for "A$5" is not "a $5".
"""

import re
from collections.abc import Mapping
from typing import Any, Generic, Literal, NamedTuple, TypeVar

LONGEST = 200
"""The maximum length of a phrase in characters; only a passage quoted by mistake is longer."""

HYPHENS = "-\u2010\u2011"
DASHES = HYPHENS + "–"
GROUP_SPACES = "\u00a0\u2009\u202f"

_TOKEN = re.compile(
    rf"(?P<number>[0-9]+(?:[,.{GROUP_SPACES}][0-9]+)*)"
    r"|(?P<word>(?<!\w)(?:AU?|CA?|SG?|R)\$|[ck]?m[23²³](?!\w)|[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<sign>[<>]=|\S)"
)

TokenKind = Literal["number", "word", "sign"]

T = TypeVar("T")


class QuantityError(ValueError):
    """A phrase that can't be read; `str()` says why and what to do, in one sentence that quotes the words."""


class Token(NamedTuple):
    """A number in digits, a word or a sign, with its place in the phrase."""

    kind: TokenKind
    text: str
    start: int
    end: int
    key: str
    """The token as tables spell it: lower case, straight apostrophe."""


def quoted(text: str) -> str:
    """Put `text` into quotation marks for an error message: on one line, cut after 80 characters."""
    line = " ".join(text.split())
    return repr(line if len(line) <= 80 else line[:79] + "…")


def tokenize(phrase: str) -> tuple[Token, ...]:
    """Split a phrase at spaces and wherever letters, digits and signs meet.

    Raises QuantityError for digits other than 0-9: "٣" or "½" may mean more than they seem to.
    """
    tokens = []
    for match in _TOKEN.finditer(phrase):
        kind: Any = match.lastgroup
        text = match[0]
        key = text.lower() if text.isascii() else _key(text, phrase)
        tokens.append(Token(kind, text, *match.span(), key))
    return tuple(tokens)


def may_begin(phrase: str, openings: frozenset[str]) -> bool:
    """Tell whether a phrase can begin with a number in digits, or with one of some tokens; only its first is read."""
    first = _TOKEN.search(phrase)
    if not first:
        return False
    text = first[0]
    return first.lastgroup == "number" or text.lower() in openings or text in openings


def _key(text: str, phrase: str) -> str:
    letters = text.removesuffix("²").removesuffix("³")
    if any(char.isnumeric() and not char.isascii() for char in letters):
        raise QuantityError(f"can't read {quoted(text)} in {quoted(phrase)}: only the digits 0-9 are read")
    key = text.replace("’", "'")
    return key.lower() if key.isascii() else key


def joins(tokens: tuple[Token, ...], at: int) -> bool:
    """Tell whether the token there is a hyphen that joins a word to what stands before it ("twenty-one")."""
    if not 0 < at < len(tokens) - 1 or tokens[at].text not in HYPHENS:
        return False
    before, hyphen, after = tokens[at - 1 : at + 2]
    return after.kind == "word" and before.end == hyphen.start and hyphen.end == after.start


class Wordings(Generic[T]):
    """A table from a meaning to its wordings: `Wordings({"hour": "hour(s) | hr"})`.

    `|` parts the wordings, `(s)` spells both numbers. With `exact_case` a wording is found only as it
    is spelled ("MW" is not "mW").
    """

    def __init__(self, table: Mapping[T, str], *, exact_case: bool = False) -> None:
        self._exact_case = exact_case
        self._meanings: dict[tuple[str, ...], T] = {}
        for meaning, wordings in table.items():
            for wording in wordings.split(" | "):
                for spelling in {wording.replace("(s)", ""), wording.replace("(s)", "s")}:
                    self._meanings[tuple(map(self._key, tokenize(spelling)))] = meaning
        self._begun = {keys[:length] for keys in self._meanings for length in range(1, len(keys))}
        self.openings = {keys[0] for keys in self._meanings}
        """The first token of each wording, as the table spells it."""

    def _key(self, token: Token) -> str:
        return token.text if self._exact_case else token.key

    def find(self, tokens: tuple[Token, ...], at: int) -> tuple[T, int] | None:
        """Return the meaning of the longest wording at a place, and the place after it."""
        if at >= len(tokens):
            return None
        kind, text, _, _, key = tokens[at]
        if (text if self._exact_case else key) not in self.openings and kind != "sign":
            return None  # as nearly always; a sign may be a hyphen that joins
        found = None
        keys: tuple[str, ...] = ()
        while at < len(tokens):
            if not joins(tokens, at):
                keys += (self._key(tokens[at]),)
                if keys in self._meanings:
                    found = self._meanings[keys], at + 1
                if keys not in self._begun:
                    break
            at += 1
        return found


class PhraseReader:
    """A place in a phrase, moved on by what is taken; `at` may be set back to try another reading."""

    def __init__(self, phrase: str) -> None:
        if len(phrase) > LONGEST:
            raise QuantityError(
                f"{quoted(phrase)} has {len(phrase)} characters, a number phrase at most {LONGEST}: "
                "quote the number phrase only"
            )
        self.phrase = phrase
        self.tokens = tokenize(phrase)
        self._has_hyphens = any(hyphen in phrase for hyphen in HYPHENS)
        self.at = 0
        if not self.tokens:
            raise QuantityError("the phrase is empty: quote the words of one number, like 'over 63,000'")

    @property
    def done(self) -> bool:
        """Whether every token has been taken."""
        return self.at == len(self.tokens)

    @property
    def joined(self) -> bool:
        """Whether a hyphen joins a word to what has been taken: `20` in "20-member"."""
        return self._has_hyphens and joins(self.tokens, self.at)

    @property
    def glued(self) -> bool:
        """Whether the next token touches what has been taken: "G" in "5G"."""
        return self.tokens[self.at - 1].end == self.tokens[self.at].start

    def next(self, kind: TokenKind) -> Token | None:
        """Return the next token if it is of this kind; it is not taken."""
        if self.done or self.tokens[self.at].kind != kind:
            return None
        return self.tokens[self.at]

    def take(self, *tables: Wordings[T]) -> T | None:
        """Take the longest wording of the first table that has one here, over a joining hyphen if need be."""
        start = self.at + (self._has_hyphens and self.joined)
        if start == len(self.tokens):
            return None
        _, text, _, _, key = self.tokens[start]
        for table in tables:
            if key in table.openings or text in table.openings:  # as in few of them
                found = table.find(self.tokens, start)
                if found:
                    meaning, self.at = found
                    return meaning
        return None

    def skip(self, table: Wordings[str]) -> bool:
        """Take a wording that has no meaning of its own; return whether there was one."""
        return self.take(table) is not None

    def text(self, start: int) -> str:
        """Return the words of the phrase from token `start` up to what has been taken, verbatim."""
        return self.phrase[self.tokens[start].start : self.tokens[self.at - 1].end]

    def rest(self) -> str:
        """Return the words that have not been taken, verbatim."""
        return "" if self.done else self.phrase[self.tokens[self.at].start :].strip()
