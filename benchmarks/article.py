"""The text of a generated story, with the positions of the words that a curator would quote.

>>> article = Article()
>>> sentence = article.add("The fair in {city} drew {firms} firms.", city="Lima", firms="over 40")
>>> quoted(sentence.at("firms"), article.text)
'over 40'
"""

from collections.abc import Mapping
from string import Formatter
from typing import Any, NamedTuple


class Words(NamedTuple):
    """A passage of the text, which stands for its quote until the text is complete; `more` goes beside the quote."""

    start: int
    end: int
    more: Mapping[str, Any] = {}

    def supporting(self, field: str) -> "Words":
        """Return the passage as evidence of one field."""
        return self._replace(more={"supports": field})


class Sentence(NamedTuple):
    """A sentence, with the places of what was put into its template."""

    whole: Words
    text: str
    places: dict[str, Words]

    def at(self, first: str, last: str | None = None) -> Words:
        """Return where a value of the template stands; with two names, from the first to the end of the last."""
        return Words(self.places[first].start, self.places[last or first].end)


class Article:
    """A text that grows by sentences."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """The complete text."""
        return "".join(self._parts)

    def add(self, template: str, **values: str) -> Sentence:
        """Add a sentence, made of a template with `{names}` and the values for them."""
        if self._length and not self._parts[-1].endswith("\n"):
            self._append(" ")
        start, places = self._length, {}
        for literal, name, *_ in Formatter().parse(template):
            self._append(literal)
            if name:
                places[name] = Words(self._length, self._length + len(values[name]))
                self._append(values[name])
        return Sentence(Words(start, self._length), self.text[start:], places)

    def end_paragraph(self) -> None:
        """Let the next sentence begin a new line."""
        self._append("\n")

    def _append(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)


def filled(value: Any, text: str) -> Any:
    """Return a value for a seed file, with quotes where there are passages."""
    match value:
        case Words():
            return quoted(value, text)
        case dict():
            return {
                name: item
                for key, part in value.items()
                for name, item in (_spread(part, text) if key == "quote" else {key: filled(part, text)}).items()
            }
        case list():
            return [filled(item, text) for item in value]
        case _:
            return value


def quoted(words: Words, text: str) -> str | dict[str, Any]:
    """Return the quote of a passage: its words, and as much of the words around them as tells it from others."""
    quote = _spread(words, text)
    return quote["quote"] if list(quote) == ["quote"] else quote


def _spread(words: Words, text: str) -> dict[str, Any]:
    exact = text[words.start : words.end]
    start, end = words.start, words.end
    while text.find(text[start:end], text.find(text[start:end]) + 1) >= 0:
        if start > 0:
            start = text.rfind(" ", 0, max(0, start - 1)) + 1
        else:
            end = (text.find(" ", end + 1) + 1 or len(text) + 1) - 1
    around = {"prefix": text[start : words.start], "suffix": text[words.end : end]}
    return {"quote": exact, **{name: part for name, part in around.items() if part}, **words.more}
