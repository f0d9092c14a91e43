"""Reading `facts.yaml` and `facts.json` into plain data that knows its lines.

YAML is read by its 1.2 core schema (`no` is a word, a date is a word), with decimals kept exact; keys are words always.
"""

import json
import re
from decimal import Decimal
from functools import cached_property
from typing import Any

import yaml

from app.seed.files.problems import Loc

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""libyaml where it is there; it reads every scalar as the words that stand there."""

YAML_NUMBER = re.compile(r"[-+]?[0-9][0-9_]{0,40}(\.[0-9]{1,40})?")
CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


MEND_YAML = (
    "look here and just above for uneven indentation, a quotation mark or bracket left open, "
    "and a value with a colon in it, which needs quotation marks"
)


class BrokenFileError(ValueError):
    """A file that can't be read at all, or says a thing twice, with the line where that shows."""

    def __init__(self, line: int, found: str, todo: str) -> None:
        self.line, self.found, self.todo = line, found, todo
        super().__init__(found)


class SeedDocument:
    """The data of one seed file, and the line of every value in it.

    Raises `BrokenFileError` for a file that is no YAML (or no JSON, by its name), or that has a key twice.
    """

    def __init__(self, content: str, *, is_json: bool) -> None:
        self._content = content
        self._is_json = is_json
        _ = self.data

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be read again."""
        return {"_content": self._content, "_is_json": self._is_json}

    @cached_property
    def data(self) -> Any:
        """The content of the file."""
        try:
            return self._json() if self._is_json else _plain(self._node)
        except RecursionError:
            raise BrokenFileError(1, "it is nested without end", "write it flat, as the schema shows") from None

    def line(self, loc: Loc) -> int:
        """Return the line, from 1, of the value at `loc`, or of the nearest thing around it that is there."""
        try:
            node = self._node
        except (BrokenFileError, RecursionError):  # JSON that is not also YAML
            return 1
        line = 1
        for step in loc:
            child = _child(node, step)
            if child is None:
                break
            line, node = child
        return line

    def label(self, loc: Loc) -> str:
        """Name a place for people: `metrics[sellers].quantity.amount`, by the ids of what is in lists."""
        value, label = self.data, ""
        for step in loc:
            try:
                value = value[step]
            except (LookupError, TypeError):
                value = None
            if isinstance(step, int):
                name = value.get("id", step) if isinstance(value, dict) else step
                label += f"[{name}]"
            else:
                label += f".{step}" if label else step
        return label or "(the whole file)"

    @cached_property
    def _node(self) -> yaml.Node | None:
        """The file as YAML's tree, which has the lines; JSON without tabs and escapes is YAML too."""
        content = re.sub(r"\\.|\t", " ", self._content) if self._is_json else self._content
        try:
            node: yaml.Node | None = yaml.compose(content, LOADER)
        except yaml.MarkedYAMLError as error:
            scanning = (error.context or "").startswith("while scanning")
            mark = error.context_mark if scanning else error.problem_mark
            assert mark, "every error of libyaml has a place"
            line = min(mark.line, content.rstrip().count("\n")) + 1
            raise BrokenFileError(line, f"this is not YAML: {error.problem}", MEND_YAML) from None
        except yaml.reader.ReaderError as error:
            character = chr(error.character)
            line = content.count("\n", 0, content.index(character)) + 1
            raise BrokenFileError(line, f"this is not YAML: {character!r} stands in it", "leave it out") from None
        return node

    def _json(self) -> Any:
        try:
            return json.loads(
                self._content, parse_int=_number, parse_float=_number, parse_constant=str, object_pairs_hook=self._whole
            )
        except json.JSONDecodeError as error:
            raise BrokenFileError(error.lineno, f"this is not JSON: {error.msg}", "mend the JSON") from None

    def _whole(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        whole = dict(pairs)
        if len(whole) < len(pairs):
            _plain(self._node)  # raises with the line, unless the key is written in two ways
            raise BrokenFileError(1, "a key stands in one object for the second time", "keep one of the two")
        return whole


def _plain(node: yaml.Node | None) -> Any:
    """Return the data of a node. Raises `BrokenFileError` for a key that is there twice or is no word."""
    match node:
        case yaml.MappingNode():
            whole: dict[str, Any] = {}
            for key, value in node.value:
                line = key.start_mark.line + 1
                if not isinstance(key, yaml.ScalarNode):
                    raise BrokenFileError(line, "a list or a mapping stands here as a key", "write a word as the key")
                if key.value in whole:
                    found = f"the key {key.value!r} stands here for the second time"
                    raise BrokenFileError(line, found, "keep one of the two")
                whole[key.value] = _plain(value)
            return whole
        case yaml.SequenceNode():
            return [_plain(item) for item in node.value]
        case yaml.ScalarNode(style=None | "", value=word):
            return CONSTANTS[word] if word in CONSTANTS else _number(word)
        case _:
            return node and node.value


def _number(word: str) -> int | Decimal | str:
    """Return the number that a word is, or the word."""
    if not YAML_NUMBER.fullmatch(word):
        return word
    plain = word.replace("_", "")
    return Decimal(plain) if "." in plain else int(plain)


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item.start_mark.line + 1, item
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    return None
