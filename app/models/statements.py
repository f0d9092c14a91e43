"""Statements: words of a source, with the speaker and the words that attribute them."""

from typing import ClassVar, Literal, get_args

from app.models.columns import filtered
from app.models.fact import Fact, FactRow, Reference

Mode = Literal["direct", "indirect", "narrated", "article"]


class Statement(Fact):
    """Something that the source says, or says that somebody said."""

    type: Literal["statement"] = "statement"
    """Always `statement`."""
    speaker: Reference | None
    """Speaker; null for the article itself."""
    mode: Mode
    """`direct` quotation, `indirect` reported clause, `narrated` act of speech, `article`: the article's own claim."""
    text: str
    """The words, verbatim, without quotation marks."""
    cue: str | None
    """The words that attribute it, such as "he said"; null where none do."""
    event: Reference | None
    """Event at which it was said, only where the text says so."""
    question: str | None
    """Subject that the speaker was asked about, verbatim."""

    questions: ClassVar[str] = (
        "Who said what, and in which words? `mode=direct` are quotations, word for word; `speaker` says by whom, and "
        "`mentions` of which entity."
    )
    call: ClassVar[str] = "mode=direct&fields=text,speaker,cue"


class StatementRow(FactRow, table=True):
    """A stored statement."""

    __tablename__ = "statements"

    speaker: str | None = filtered(
        "speaker.id",
        "Statements by these speakers",
        indexed=True,
        refers="speakers",
        example="shehzad-ahmad-khan",
    )
    mode: str = filtered("mode", "Statements of these modes", values=get_args(Mode))
    event: str | None = filtered("event.id", "Statements made at these events", indexed=True, refers="events")
