"""Citations: a fact or the dataset as a line of text, as BibTeX and as CSL-JSON, each naming the dataset's version.

Only what is known is cited: no date of access and no year; a publisher and a date are those of the source, which is
cited as the original of what the dataset has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.models.fact import Model
from app.web.documentation import TITLE

Item = dict[str, Any]
"""An item as it is served."""

Link = Callable[[str], str]
"""Makes the link to a path."""

RANK = {"quantity": 0, None: 1}
"""Which evidence says most of a fact, by what it supports: a figure, the whole fact, then any other field."""

_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # BibTeX counts braces, escaped ones too
        "}": r"\textbraceright{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)


class Citation(Model):
    """How to cite a fact or the dataset."""

    text: str
    """The citation as a line of text."""
    bibtex: str
    """The citation as a BibTeX entry (`@misc`)."""
    csl: dict[str, Any]
    """The citation as an item of CSL-JSON, for Zotero, pandoc and the like."""
    permalink: str
    """Link to what is cited, in exactly this version."""


def best_evidence(item: Item) -> Item | None:
    """Return the evidence to cite, the first of those that say most; None for a source that has none."""
    return min(item["evidence"], key=lambda proof: RANK.get(proof["supports"], len(RANK)), default=None)


def cite_fact(item: Item, source: Item, version: str, link: Link) -> Citation:
    """Cite a fact by its best evidence, which is of `source`; or a source, which is then both."""
    published = ", ".join(part for part in (source["publisher"], source["published"]) if part)
    title, words, note = source["title"], f"“{source['title']}”{published and ', '}{published}", published
    proof = best_evidence(item)
    if proof and item["type"] != "source":
        quote, name = f"“{proof['exact']}”", _name(item)
        note = f"In: {words}, characters {proof['start']}–{proof['end']}"
        words = f"{quote} ({name}). {note}" if name else f"{quote}. {note}"
        title, note = item.get("name") or proof["exact"], f"{quote}. {note}"
    key = f"{item['type'].replace('_', '-')}-{item['id']}"
    return _cited(_Work(key, item["href"], title, words, note, _original(source)), version, link)


def cite_dataset(version: str, counts: dict[str, int], link: Link) -> Citation:
    """Cite the dataset; `counts` says how many items each collection has."""
    size = f"Facts: {sum(counts.values()) - counts['sources']}, sources: {counts['sources']}"
    return _cited(_Work("expo-facts", "/v1", TITLE, "", size, {}), version, link)


@dataclass(frozen=True)
class _Work:
    """What is cited: its key in a bibliography, its path, and what is said of it."""

    key: str
    path: str
    title: str
    words: str
    note: str
    original: Item


def _cited(work: _Work, version: str, link: Link) -> Citation:
    title, words, note = (" ".join(part.split()) for part in (work.title, work.words, work.note))
    dataset, permalink = f"{TITLE}, dataset {version}", link(work.path.replace("/v1", f"/v1/@{version}", 1))
    fields = {"title": f"{{{_latex(title)}}}", "howpublished": _latex(dataset), "note": _latex(note), "url": permalink}
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    csl = {"title": title, "container-title": TITLE, "version": version, "URL": permalink, "note": note}
    return Citation(
        text=f"{words}{'. ' if words else ''}{dataset}, {permalink}",
        bibtex=f"@misc{{{work.key},\n{''.join(lines)}}}\n",
        csl={"id": work.key, "type": "dataset"} | {name: value for name, value in csl.items() if value} | work.original,
        permalink=permalink,
    )


def _name(item: Item) -> str | None:
    """Return what a fact is called; a statement has no name, but a speaker, unless the article says it."""
    if item["type"] == "statement":
        return item["speaker"]["name"] if item["speaker"] else None
    return str(item["name"])


def _original(source: Item) -> Item:
    """Say what a source is in the variables that CSL has for the original of a work."""
    original = {"original-title": source["title"], "original-publisher": source["publisher"]}
    if source["published"]:
        original["original-date"] = {"date-parts": [[int(part) for part in source["published"].split("-")]]}
    return {name: value for name, value in original.items() if value}


def _latex(words: str) -> str:
    """Write words so that BibTeX and LaTeX print them as they are."""
    return words.translate(_LATEX)
