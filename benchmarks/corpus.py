"""Corpora of any size for the real loader: generated stories of the first story's genre.

The same seed gives the same bytes. A story has about fifty facts. Its cities, companies, topics, speakers and events
are drawn by a power law from pools that grow with the number of stories: stories share a few of them often and most of
them seldom.
"""

from pathlib import Path

from benchmarks.sentences import (
    CLAUSES,
    FIGURES,
    at_the_event,
    direct,
    headline,
    indirect,
    introduction,
    participation,
    signing,
)
from benchmarks.story import Story

REPORTED = 7
"""Number of further sentences with figures in a story."""


def write_corpus(folder: Path, facts: int, seed: int = 1) -> int:
    """Write stories into a folder until they have at least so many facts together; return how many they have.

    Of two corpora with the same seed, the smaller one is the beginning of the larger one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known: set[tuple[str, str]] = set()
    number = 0
    while len(known) < facts:
        number += 1
        story = generated_story(number, seed)
        known |= story.write(folder / story.id)
    return len(known)


def generated_story(number: int, seed: int) -> Story:
    """Return the story of a number, counted from 1."""
    story = Story(number, seed)
    title = headline(story)
    clauses = story.rng.sample(CLAUSES, 6)
    introduction(story)
    at_the_event(story, clauses[0])
    story.article.end_paragraph()
    participation(story)
    signing(story)
    figures = [story.rng.choice(FIGURES) for _ in range(REPORTED)]
    for position, figure in enumerate(figures):
        if position % 2:
            story.article.end_paragraph()
        figure(story)
        if position < len(clauses) - 1:
            story.rng.choice((direct, indirect))(story, clauses[position + 1])
    story.complete(title)
    return story
