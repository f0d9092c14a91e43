"""Citations: a fact or the dataset as a line of text, as BibTeX and as CSL-JSON, each naming the dataset's version.

Only what is known is cited: no date of access and no year; a publisher and a date are those of the source, which is
cited as the original of what the dataset has.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.models.fact import Model
from app.web.about import TITLE

Item = dict[str, Any]
"""An item as it is served."""

Link = Callable[[str], str]
"""Makes the link to a path."""

EVIDENCE_RANKS = {"quantity": 0, "text": 0, None: 1, "title": 2}
"""Which evidence says most, by what it supports: a figure or what is said, a whole fact, a headline, any other."""

SPEAKER_NOTES = {"direct": "{}", "indirect": "the source, reporting {}", "narrated": "the source, on {}"}
"""Whose words those of a statement are, by its mode; those of an article's own are of the source alone."""

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
    return min(
        item["evidence"], key=lambda proof: EVIDENCE_RANKS.get(proof["supports"], len(EVIDENCE_RANKS)), default=None
    )


def inferred_fields(item: Item) -> list[str]:
    """Return the fields of an item that are inferred, each once; `fact` where that is the whole of it."""
    return [*dict.fromkeys(proof["supports"] or "fact" for proof in item["evidence"] if proof["basis"] == "inferred")]


def cite_fact(item: Item, source: Item, version: str, link: Link) -> Citation:
    """Cite a fact by its best evidence, which is of `source`; or a source, which is then both."""
    published = ", ".join(part for part in (source["publisher"], source["published"]) if part)
    title, words, note = source["title"], f"“{source['title']}”{published and ', '}{published}", published
    proof = best_evidence(item)
    if proof and item["type"] != "source":
        exact, start = _quoted_words(item, proof)
        told = "; ".join(_notes(item))
        note = f"“{exact}”{told and f' ({told})'}. In: {words}, characters {start}–{start + len(exact)}"
        title, words = item.get("name") or exact, note
    key = f"{item['type'].replace('_', '-')}-{item['id']}"
    return _build_citation(_Work(key, item["href"], title, words, note, _original_work(source)), version, link)


def cite_dataset(version: str, counts: dict[str, int], link: Link) -> Citation:
    """Cite the dataset; `counts` says how many items each collection has."""
    size = f"Facts: {sum(counts.values()) - counts['sources']}, sources: {counts['sources']}"
    return _build_citation(_Work("expo-facts", "/v1", TITLE, "", size, {}), version, link)


@dataclass(frozen=True)
class _Work:
    """What is cited: its key in a bibliography, its path, and what is said of it."""

    key: str
    path: str
    title: str
    words: str
    note: str
    original: Item


def _build_citation(work: _Work, version: str, link: Link) -> Citation:
    title, words, note = (" ".join(part.split()) for part in (work.title, work.words, work.note))
    dataset, permalink = f"{TITLE}, dataset {version}", link(work.path.replace("/v1", f"/v1/@{version}", 1))
    fields = {
        "title": f"{{{_escape_latex(title)}}}",
        "howpublished": _escape_latex(dataset),
        "note": _escape_latex(note),
        "url": permalink,
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    csl = {"title": title, "container-title": TITLE, "version": version, "URL": permalink, "note": note}
    return Citation(
        text=f"{words}{'. ' if words else ''}{dataset}, {permalink}",
        bibtex=f"@misc{{{work.key},\n{''.join(lines)}}}\n",
        csl={"id": work.key, "type": "dataset"} | {name: value for name, value in csl.items() if value} | work.original,
        permalink=permalink,
    )


def _quoted_words(item: Item, proof: Item) -> tuple[str, int]:
    """Return the words to quote, and where they begin: of a statement only what is said, without who says it."""
    said = item["text"] if item["type"] == "statement" else proof["exact"]
    before = proof["exact"].find(said)
    return (said, proof["start"] + before) if before >= 0 else (proof["exact"], proof["start"])


def _notes(item: Item) -> Iterator[str]:
    """Yield what has to be told of the words: what they say or who does, when, whose figure it is, what is inferred."""
    if item["type"] != "statement":
        period, attribution = item.get("period"), item.get("attribution")
        yield f"{item['name']}, {period['text']}" if period else item["name"]
        if attribution and attribution["name"]:
            yield f"according to {attribution['name']}"
    elif item["speaker"]:
        yield SPEAKER_NOTES[item["mode"]].format(item["speaker"]["name"])
    if fields := inferred_fields(item):
        yield f"inferred: {', '.join(fields)}"


def _original_work(source: Item) -> Item:
    """Say what a source is in the variables that CSL has for the original of a work."""
    original = {"original-title": source["title"], "original-publisher": source["publisher"]}
    if source["published"]:
        original["original-date"] = {"date-parts": [[int(part) for part in source["published"].split("-")]]}
    return {name: value for name, value in original.items() if value}


def _escape_latex(words: str) -> str:
    """Write words so that BibTeX and LaTeX print them as they are."""
    return words.translate(_LATEX)
