"""Problems of a seed, all reported together, so that a curator can mend them in one go."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

Loc = tuple[str | int, ...]
"""Where a value stands in a seed file: keys and list positions, as pydantic reports them."""


LISTED = 20
"""How many words are listed at the most."""


@dataclass(frozen=True, order=True)
class SeedProblem:
    """One thing that keeps a seed from loading."""

    file: str
    line: int
    field: str
    found: str
    todo: str

    def __str__(self) -> str:
        """Show it in the form `file:line  field`, then what was found and what to do."""
        found = self.found.replace("\n", "\n  ")
        return f"{self.file}:{self.line}  {self.field}\n  found: {found}\n  do: {self.todo}"


class SeedError(Exception):
    """A seed that can't be loaded, with every problem that it has, in the order of the files."""

    def __init__(self, problems: Iterable[SeedProblem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__(str(self))

    def __str__(self) -> str:
        """List every problem, and say that nothing was loaded."""
        count = len(self.problems)
        files = len({problem.file for problem in self.problems})
        total = f"{count} problem{'s'[: count > 1]} in {files} file{'s'[: files > 1]}; nothing was loaded."
        return "\n\n".join([*map(str, self.problems), total])


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like this one, if one is near."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def one_of(word: str, known: Iterable[str]) -> str:
    """Say which word was probably meant, and which there are, unless these are many."""
    known = list(known)
    near = did_you_mean(word, known)
    hints = [f"did you mean {near!r}?"] if near else []
    if len(known) <= LISTED:
        hints.append(f"write one of: {', '.join(known)}" if known else "there is none yet: add it")
    return " ".join(hints) or f"write one of the {len(known)} that there are, or add it"
