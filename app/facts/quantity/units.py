"""Units and counted nouns: "%", "square metre", "times", "country or region".

>>> read_unit(PhraseReader("sq m"))
'square metre'
"""

from app.facts.quantity.nouns import unit_of
from app.facts.quantity.phrases import PhraseReader, QuantityError, Wordings, joins, quoted
from app.facts.quantity.refusals import stops_noun
from app.facts.quantity.shares import MULTIPLES

PERCENT = "%"
TIMES = "times"

_NAMES = Wordings(
    {
        PERCENT: "% | percent(s) | per cent | pct | pct. | p.c.",
        "percentage point": "percentage point(s) | percent point(s) | % point(s) | of a percentage point | ppts",
        "basis point": "basis point(s) | bps | bp",
        TIMES: "times | fold | folds | x | ×",
        "second": "second(s) | sec(s)",
        "minute": "minute(s) | min(s)",
        "hour": "hour(s) | hr(s)",
        "day": "day(s)",
        "week": "week(s)",
        "fortnight": "fortnight(s)",
        "month": "month(s)",
        "year": "year(s) | yr(s)",
        "decade": "decade(s)",
        "century": "century | centuries",
        "millimetre": "millimetre(s) | millimeter(s)",
        "centimetre": "centimetre(s) | centimeter(s)",
        "metre": "metre(s) | meter(s) | mtr(s)",
        "kilometre": "kilometre(s) | kilometer(s)",
        "inch": "inch | inches",
        "foot": "foot | feet | ft | ft.",
        "yard": "yard(s)",
        "mile": "mile(s)",
        "nautical mile": "nautical mile(s)",
        "square metre": "square metre(s) | square meter(s) | sq m | sq. m | sq. m. | sqm(s) | sq metre(s)"
        " | sq. metre(s) | sq meter(s) | sq. meter(s) | sq mtr(s) | sq. mtr(s) | m² | m2",
        "square kilometre": "square kilometre(s) | square kilometer(s) | sq km(s) | sq. km(s) | sq. km. | sqkm(s)"
        " | km² | km2",
        "square foot": "square foot | square feet | sq ft | sq. ft | sq. ft. | sqft | sq feet | sq. feet",
        "square yard": "square yard(s) | sq yard(s) | sq. yard(s)",
        "square mile": "square mile(s) | sq mile(s) | sq. mile(s)",
        "hectare": "hectare(s) | ha",
        "acre": "acre(s)",
        "mu": "mu",
        "cubic metre": "cubic metre(s) | cubic meter(s) | cu m | m³ | m3",
        "cubic foot": "cubic foot | cubic feet",
        "litre": "litre(s) | liter(s)",
        "gallon": "gallon(s)",
        "barrel": "barrel(s)",
        "gram": "gram(s) | gramme(s)",
        "kilogram": "kilogram(s) | kilogramme(s) | kilo(s)",
        "tonne": "tonne(s) | metric ton(s) | metric tonne(s)",
        "ton": "ton(s)",
        "pound": "lb(s)",
        "ounce": "ounce(s)",
        "carat": "carat(s)",
        "watt": "watt(s)",
        "kilowatt": "kilowatt(s)",
        "megawatt": "megawatt(s)",
        "gigawatt": "gigawatt(s)",
        "terawatt": "terawatt(s)",
        "kilowatt-hour": "kilowatt hour(s)",
        "megawatt-hour": "megawatt hour(s)",
        "gigawatt-hour": "gigawatt hour(s)",
        "terawatt-hour": "terawatt hour(s)",
        "gigabyte": "gigabyte(s)",
        "terabyte": "terabyte(s)",
        "petabyte": "petabyte(s)",
        "exabyte": "exabyte(s)",
        "zettabyte": "zettabyte(s)",
        "piece": "pcs",
        "TEU": "TEU(s) | twenty foot equivalent unit(s)",
    }
)

_ABBREVIATIONS = Wordings(
    {
        "millimetre": "mm",
        "centimetre": "cm",
        PERCENT: "pc",
        "kilometre": "km | KM | kms",
        "kilogram": "kg | KG | kgs",
        "kilowatt": "kW | KW",
        "megawatt": "MW",
        "gigawatt": "GW",
        "terawatt": "TW",
        "kilowatt-hour": "kWh | KWh | kwh",
        "megawatt-hour": "MWh",
        "gigawatt-hour": "GWh",
        "terawatt-hour": "TWh",
        "gigabyte": "GB",
        "terabyte": "TB",
        "petabyte": "PB",
    },
    exact_case=True,
)
"""Found only as they are spelled: a mW is not a MW."""

_AND = Wordings({"": "and"})
_NAMED = Wordings(
    {
        "": "of understanding | of intent | of cooperation | of credit | of origin | of interest | of commerce"
        " | of sale | of lading | of entry | of state | of government | of parliament"
    }
)
"""The second part of a compound noun: "27 memoranda of understanding"."""
_OF = Wordings({"": "of | worth of"})
_ADJECTIVE_ENDINGS = ("al", "ed", "ing", "ish", "ly", "ous")
_WHOSE = Wordings({"": "the | its | their | all | all the"})


LONG = Wordings(
    {
        unit: f"{unit} long | {unit}long"
        for unit in ("hour", "day", "week", "fortnight", "month", "year", "decade", "century")
    }
)
"""Adjectives that mean one of a unit of time: "week-long"."""


def read_unit(reader: PhraseReader) -> str | None:
    """Read the measure, "%" or "times" after a number; None and nothing taken where there is none."""
    return reader.take(_NAMES, _ABBREVIATIONS)


def read_noun(reader: PhraseReader) -> list[str]:
    """Read the words of the noun that is counted, up to one that can't belong to it; [] where there is none.

    What a hyphen joins to the number is one word: "20-member".
    """
    if reader.joined:
        return _read_joined(reader)
    words: list[str] = []
    while reader.next("word") and (words or not reader.glued):
        start = reader.at
        conjunction = ["and"] if words and reader.skip(_AND) else []
        if not reader.next("word") or stops_noun(reader) or _begins_another(reader, after=conjunction):
            reader.at = start
            break
        words += conjunction + _read_compound(reader)
    start = reader.at
    return [*words, *reader.text(start).split()] if words and reader.skip(_NAMED) else words


def _begins_another(reader: PhraseReader, *, after: list[str]) -> bool:
    """Tell whether another quantity stands next: "double" in "1 project and double", but not in "3 double rooms"."""
    is_last = reader.at + 1 == len(reader.tokens)
    return bool(after or is_last) and any(table.find(reader.tokens, reader.at) for table in (MULTIPLES, LONG))


def _read_joined(reader: PhraseReader) -> list[str]:
    """Read "member" in "20-member"; nothing in "60-a-day"."""
    reader.at += 1
    adjective = reader.tokens[reader.at].key.endswith(_ADJECTIVE_ENDINGS)
    if adjective or stops_noun(reader, in_compound=False) or joins(reader.tokens, reader.at + 1):
        reader.at -= 1
        return []
    reader.at += 1
    return [reader.text(reader.at - 1)]


def _read_compound(reader: PhraseReader) -> list[str]:
    """Read one word with what hyphens join to it: "cross-border"."""
    start = reader.at
    reader.at += 1
    while reader.joined:
        reader.at += 2
    return [reader.text(start)]


def read_complement(reader: PhraseReader) -> None:
    """Take the complement of a share or a measure, if it is plain words: "of the exports", "worth of goods"."""
    if reader.skip(_OF):
        reader.skip(_WHOSE)
        read_noun(reader)


def name_unit(words: list[str], phrase: str, *, one: bool) -> str | None:
    """Return the unit for the words of a counted noun.

    Raises QuantityError if they end in no plural.
    """
    try:
        return unit_of(words, one=one)
    except ValueError:
        raise QuantityError(
            f"can't read {quoted(' '.join(words))} in {quoted(phrase)}: "
            "it ends in no plural that could be counted; quote the number phrase only"
        ) from None
