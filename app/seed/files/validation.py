"""Validation: the data of a seed file against its records, with every mistake said in a curator's words."""

import re
import typing
from itertools import count, islice
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.seed.files.fields import FORMS
from app.seed.files.problems import Loc, did_you_mean, one_of
from app.seed.files.quotes import Record
from app.seed.files.records import SeedFile

STAND_IN = {"title": "-", "language": "en", "text_sha256": "0" * 64}
"""The required fields of a source, for a file whose own source is invalid."""

ADVICE = {
    "string": "write words, in quotation marks if they look like a number",
    "list": "write a list: each item on a line of its own, after a hyphen",
    "model": "write keys with values, as the schema shows",
    "too": "write one at least",
    "decimal": "write a number without commas, such as 63000 or 3.5",
    "int": "write a whole number",
    "bool": "write true or false",
}
"""The advice for an error, by the first word of pydantic's name for it."""


class Validation:
    """The valid part of a file's data.

    What is wrong is noted and left out, and the rest is validated again, so that one mistake doesn't hide another;
    nothing is noted that only follows from what was left out.
    """

    def __init__(self, data: Any) -> None:
        self.findings: list[tuple[Loc, str, str]] = []
        """Each mistake: its place, what was found there, what to do."""
        self.record: SeedFile | None = None
        """The valid data; None if there are no keys and values at all."""
        self.wrong: set[Loc] = set()
        """Where a mistake is noted, and where the key was meant that is not known."""
        self._left_out: set[Loc] = set()
        while self.record is None and () not in self._left_out:
            try:
                self.record = SeedFile.model_validate(self._rest(data))
            except ValidationError as invalid:
                errors = sorted(invalid.errors(), key=lambda error: error["type"] != "extra_forbidden")
                for error, loc in [(error, self.origin(error["loc"])) for error in errors]:
                    self._note(error, loc)
        self.lost = self._lost(data) if self.record else set()
        """Collection and id of each fact that was left out altogether."""

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what nobody asks for once the claims are made."""
        return {**self.__dict__, "record": None}

    def origin(self, loc: Loc) -> Loc:
        """Return where in the file a value of the record stands: positions in lists count what was left out."""
        found: Loc = ()
        for step in loc:
            if isinstance(step, int):
                kept = (position for position in count() if (*found, position) not in self._left_out)
                found = (*found, next(islice(kept, step, None)))
            else:
                found = (*found, step)
        return found

    def is_wrong(self, loc: Loc) -> bool:
        """Tell whether a mistake at, or around, a place of the file is noted already."""
        return any(loc[:length] in self.wrong for length in range(len(loc) + 1))

    def _lost(self, data: Any) -> set[tuple[str, str]]:
        facts = [(loc[0], data[loc[0]][loc[1]]) for loc in self._left_out if len(loc) == 2 and loc[0] != "source"]
        return {
            (str(collection), str(fact["id"])) for collection, fact in facts if isinstance(fact, dict) and "id" in fact
        }

    def _note(self, error: ErrorDetails, loc: Loc) -> None:
        """Note an error unless it follows from an earlier one; leave out the narrowest thing that has it."""
        if not any(known[: len(loc)] == loc for known in self.wrong):
            self.findings.append((loc, *words_for(error, loc)))
        self.wrong.add(loc)
        if error["type"] == "extra_forbidden":
            meant = did_you_mean(str(loc[-1]), _keys(loc[:-1]))
            self.wrong |= {(*loc[:-1], meant)} if meant else set()
        if error["type"] != "missing":
            self._left_out.add(loc)
        elif loc[:1] != ("source",) or len(loc) > 2:
            self._left_out.add(loc[:-1])

    def _rest(self, data: Any) -> Any:
        rest = self._without(data, ()) if self.wrong else data
        if isinstance(rest, dict) and any(loc[:1] == ("source",) for loc in self.wrong):
            rest["source"] = STAND_IN | rest.get("source", {})
        return rest

    def _without(self, value: Any, loc: Loc) -> Any:
        """Return a value of the file without what is left out of it."""
        match value:
            case dict():
                kept = {name: (*loc, name) for name in value if (*loc, name) not in self._left_out}
                return {name: self._without(value[name], place) for name, place in kept.items()}
            case list():
                places = [((*loc, position), item) for position, item in enumerate(value)]
                return [self._without(item, place) for place, item in places if place not in self._left_out]
            case _:
                return value


def words_for(error: ErrorDetails, loc: Loc) -> tuple[str, str]:
    """Say what was found and what to do where pydantic found the value at `loc` of a file wrong."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    match kind:
        case "extra_forbidden":
            return "an unknown key", one_of(str(loc[-1]), _keys(loc[:-1]))
        case "missing":
            return "nothing", "write it; it is required"
        case "literal_error":
            return repr(value), one_of(str(value), re.findall(r"'([^']*)'", context["expected"]))
        case "string_pattern_mismatch":
            return repr(value), FORMS[context["pattern"]]
        case "value_error":
            return repr(value), str(context["error"])
        case _:
            todo = ADVICE.get(kind.partition("_")[0])
            return _shown(value), todo or error["msg"].replace("Input should be", "write something that is")


def _shown(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case []:
            return "an empty list"
        case list():
            return "a list"
        case dict():
            return "keys with values"
        case str():
            return repr(value)
        case _:
            return str(value)


def _keys(loc: Loc) -> list[str]:
    """Return the keys that the part of a seed file at `loc` can have."""
    model: type[Record] = SeedFile
    for step in loc:
        for name, info in model.model_fields.items():
            if step in (name, info.alias):
                model = _record_of(info.annotation) or model
    return [info.alias or name for name, info in model.model_fields.items()]


def _record_of(annotation: Any) -> type[Record] | None:
    """Return the record in a type such as `list[Record] | None`, if there is one."""
    if isinstance(annotation, type):
        return annotation if issubclass(annotation, Record) else None
    return next(filter(None, map(_record_of, typing.get_args(annotation))), None)
