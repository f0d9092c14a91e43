"""Citations of a fact or of the dataset: a line of text, BibTeX and CSL-JSON, each with the version of the dataset.

A citation has no date of access and no year, which the dataset does not know. Publisher and date belong to the source,
which is cited as the original work.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.models.fact import Model
from app.web.about import TITLE

Item = dict[str, Any]
"""An item as it is served."""

Link = Callable[[str], str]
"""Turns a path into a link."""

EVIDENCE_RANKS = {"quantity": 0, "text": 0, None: 1, "title": 2}
"""The rank of an evidence by the field that it supports: a figure or a statement, a whole fact, a title, any other."""

SPEAKER_NOTES = {"direct": "{}", "indirect": "the source, reporting {}", "narrated": "the source, on {}"}
"""The author of a statement's words, by its mode; `{}` is the speaker."""

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
    """Return the evidence to cite: the first with the best rank; None for a source without evidence."""
    return min(
        item["evidence"], key=lambda proof: EVIDENCE_RANKS.get(proof["supports"], len(EVIDENCE_RANKS)), default=None
    )


def inferred_fields(item: Item) -> list[str]:
    """Return the inferred fields of an item, without duplicates; `fact` if the item as a whole is inferred."""
    return [*dict.fromkeys(proof["supports"] or "fact" for proof in item["evidence"] if proof["basis"] == "inferred")]


def cite_fact(item: Item, source: Item, version: str, link: Link) -> Citation:
    """Return the citation of a fact by its best evidence, which is in `source`; a source is both item and source."""
    published = ", ".join(part for part in (source["publisher"], source["published"]) if part)
    title, words, note = source["title"], f"“{source['title']}”{published and ', '}{published}", published
    proof = best_evidence(item)
    if proof and item["type"] != "source":
        exact, start = _quoted_words(item, proof)
        details = "; ".join(_notes(item))
        note = f"“{exact}”{details and f' ({details})'}. In: {words}, characters {start}–{start + len(exact)}"
        title, words = item.get("name") or exact, note
    key = f"{item['type'].replace('_', '-')}-{item['id']}"
    return _build_citation(_Work(key, item["href"], title, words, note, _original_work(source)), version, link)


def cite_dataset(version: str, counts: dict[str, int], link: Link) -> Citation:
    """Return the citation of the dataset; `counts` are the numbers of items by collection."""
    size = f"Facts: {sum(counts.values()) - counts['sources']}, sources: {counts['sources']}"
    return _build_citation(_Work("expo-facts", "/v1", TITLE, "", size, {}), version, link)


@dataclass(frozen=True)
class _Work:
    """A fact, a source or the dataset, as it is cited."""

    key: str
    """Its key in a bibliography."""
    path: str
    title: str
    words: str
    """The beginning of the line of text."""
    note: str
    original: Item
    """The original work, as variables of CSL."""


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
    """Return the words to quote and their position: of a statement, its text without the words that attribute it."""
    quote = item["text"] if item["type"] == "statement" else proof["exact"]
    offset = proof["exact"].find(quote)
    return (quote, proof["start"] + offset) if offset >= 0 else (proof["exact"], proof["start"])


def _notes(item: Item) -> Iterator[str]:
    """Yield the notes on a quote: the name of the fact, its period, its attribution or speaker, the inferred fields."""
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
    """Return a source as the original work, in the variables of CSL."""
    original = {"original-title": source["title"], "original-publisher": source["publisher"]}
    if source["published"]:
        original["original-date"] = {"date-parts": [[int(part) for part in source["published"].split("-")]]}
    return {name: value for name, value in original.items() if value}


def _escape_latex(words: str) -> str:
    """Escape words so that BibTeX and LaTeX print them unchanged."""
    return words.translate(_LATEX)
