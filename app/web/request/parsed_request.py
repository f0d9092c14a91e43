"""A parsed request: its parameters, its format, and the dataset that answers it."""

from dataclasses import dataclass

from app.storage.reader import Reader
from app.web.request.media_types import Format
from app.web.request.parameters import GivenParameters


@dataclass
class ParsedRequest:
    """A request whose parameters and format are read, together with the dataset that it is answered from."""

    parameters: GivenParameters
    format: Format
    version: str
    """The version of the dataset."""
    summary: str
    """Counts and the result of the verification at load, as JSON."""
    reader: Reader
    """Reads that dataset for as long as the request takes."""
