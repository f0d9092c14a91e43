"""Stories: the folders of a seed, read and validated one by one."""

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from app.facts.evidence import Span, Spans
from app.facts.sentences import split_quotations, split_sentences
from app.models.columns import SLUG
from app.seed.files.fields import FORMS
from app.seed.files.fingerprint import FACTS, TEXT
from app.seed.files.problems import Loc, SeedProblem
from app.seed.files.records import SeedFile
from app.seed.files.validation import Validation
from app.seed.files.yaml_lines import BrokenFileError, SeedDocument

SEED, FOLDER, FILE = "(the seed)", "(the folder)", "(the file)"
"""The subject of a problem that belongs to no field."""

HASH: Loc = ("source", "text_sha256")
"""Where a file names the hash of its text."""

CONTROL_CHARACTERS = {"\r": "a carriage return, as in line ends of Windows", "\ufeff": "a byte order mark"}
"""Control characters with a name that a text file must not hold."""


@dataclass
class Story:
    """One folder of a seed: a source's text, and the facts that the curator wrote for it."""

    id: str
    file: str
    text: str
    document: SeedDocument
    validation: Validation
    record: SeedFile
    """The valid part of facts.yaml; claims are built from it, and pickling leaves it out."""
    problems: list[SeedProblem]
    """The problems of this story."""
    reported: set[Loc] = field(default_factory=set)
    """The fields that have a problem; one problem for each is enough."""

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the record, which is not needed once the claims are built."""
        return {**self.__dict__, "record": None}

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences of its text, in order."""
        return split_sentences(self.text)

    @cached_property
    def quotations(self) -> Spans:
        """The spans of its text in quotation marks."""
        return Spans(split_quotations(self.text))

    def report(self, loc: Loc, found: str, todo: str) -> None:
        """Note that the value at `loc` of the record is wrong, unless that is known."""
        loc = self.validation.origin(loc)
        if not self.validation.is_wrong(loc) and loc not in self.reported:
            self.reported.add(loc)
            self.problems.append(_problem(self.document, self.file, loc, found, todo))

    def lacks_evidence(self, loc: Loc) -> bool:
        """Tell whether words that the fact at `loc` rests on are reported as wrong, so that it may rest on more."""
        loc = self.validation.origin(loc)
        wrong = [place[len(loc) :] for place in {*self.reported, *self.validation.wrong} if place[: len(loc)] == loc]
        return any("evidence" in place or "quote" in place for place in wrong)


def story_folders(seed: Path, problems: list[SeedProblem]) -> list[Path]:
    """Return the folders of a seed, one a source, in sorted order."""
    if not seed.is_dir():
        todo = "name the folder that has a folder for each source"
        problems.append(SeedProblem(_shown(seed), 1, SEED, "there is no such folder", todo))
        return []
    folders = sorted(path for path in seed.iterdir() if path.is_dir() and not path.name.startswith("."))
    if not folders:
        todo = "add a folder for each source, with article.txt and facts.yaml in it"
        problems.append(SeedProblem(_shown(seed), 1, SEED, "the folder holds no source", todo))
    return folders


def read_story(folder: Path, problems: list[SeedProblem]) -> Story | None:
    """Read and validate the story in a folder; what is wrong goes to `problems`. None if it can't be read at all."""
    if not re.fullmatch(SLUG, folder.name):
        found = f"{folder.name!r}, which can't be the id of a source"
        problems.append(SeedProblem(_shown(folder), 1, FOLDER, found, FORMS[SLUG]))
    text = _read(folder / TEXT, problems)
    facts = _facts_file(folder, problems)
    content = _read(facts, problems) if facts else None
    if facts is None or content is None:
        return None
    file = _shown(facts)
    try:
        document = SeedDocument(content, is_json=facts.suffix == ".json")
    except BrokenFileError as broken:
        problems.append(SeedProblem(file, broken.line, FILE, broken.found, broken.todo))
        return None
    validation = Validation(document.data)
    for loc, found, todo in validation.findings:
        hint = f"; that of article.txt is {_sha256(text)}" if loc == HASH and text is not None else ""
        problems.append(_problem(document, file, loc, found, todo + hint))
    if text is None or validation.record is None:
        return None
    story = Story(folder.name, file, text, document, validation, validation.record, problems)
    _check_hash(story)
    return story


def _check_hash(story: Story) -> None:
    sha256 = _sha256(story.text)
    if sha256 != story.record.source.text_sha256:
        story.report(
            HASH,
            f"another hash than that of article.txt, which is {sha256}",
            "restore the text; or, if it is meant to differ, check every fact against it and write its hash here",
        )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read(path: Path, problems: list[SeedProblem]) -> str | None:
    """Read a file of a story as UTF-8 with plain line ends; None if it can't be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it can't be read").lower()
        problems.append(SeedProblem(_shown(path), 1, FILE, reason, "put it there"))
        return None
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{raw[error.start]:02x}, which is not UTF-8"
        problems.append(SeedProblem(_shown(path), line, FILE, found, "save the file as UTF-8"))
        return None
    odd = re.search("[\x00-\x08\x0b-\x1f\ufeff]", text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        found = CONTROL_CHARACTERS.get(odd[0], f"the control character U+{ord(odd[0]):04X}")
        todo = "save the file with LF line ends, without a byte order mark and control characters"
        problems.append(SeedProblem(_shown(path), line, FILE, found, todo))
        return None
    return text


def _facts_file(folder: Path, problems: list[SeedProblem]) -> Path | None:
    there = [path for name in FACTS if (path := folder / name).exists()]
    if len(there) == 1:
        return there[0]
    found = "both facts.yaml and facts.json" if there else "neither facts.yaml nor facts.json"
    problems.append(SeedProblem(_shown(folder), 1, FOLDER, found, "write the facts in one of them"))
    return None


def _problem(document: SeedDocument, file: str, loc: Loc, found: str, todo: str) -> SeedProblem:
    return SeedProblem(file, document.line(loc), document.label(loc), found, todo)


def _shown(path: Path) -> str:
    """Name a file as a terminal can open it: from the working directory, where it is in there."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
