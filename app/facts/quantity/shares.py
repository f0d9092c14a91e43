"""Shares, multiples and orders of magnitude: "two-thirds of", "doubled", "dozens of".

>>> read_share(PhraseReader("two-thirds of exports"))
Decimal('66.6667')
"""

from decimal import Context, Decimal

from app.facts.quantity.numbers import ONES, SCALES
from app.facts.quantity.phrases import PhraseReader, Wordings

_SIX_DIGITS = Context(prec=6)
_PARTS = {
    3: "third",
    4: "quarter",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}


def _share_wordings() -> dict[Decimal, str]:
    """List them from "half" over "a third | one third | one in three" to "nine tenths", in percent."""
    shares = {Decimal(50): "half | a half | one half"}
    for below, part in _PARTS.items():
        for above in range(1, below):
            share = _SIX_DIGITS.divide(Decimal(100 * above), Decimal(below))
            wording = f"a {part} | one {part}" if above == 1 else f"{ONES[above - 1]} {part}s"
            wording += _in_wordings(above, below)
            shares[share] = f"{shares[share]} | {wording}" if share in shares else wording
    shares[Decimal(50)] += _in_wordings(1, 2)
    shares[Decimal(25)] += " | one fourth"
    shares[Decimal(75)] += " | three fourths"
    shares[Decimal("12.5")] += " | an eighth"
    return shares


def _in_wordings(above: int, below: int) -> str:
    """List "one in five", "one out of five", "one in every five", with the numbers in words or in digits."""
    wordings = [
        f" | {some} {sign} {all_}"
        for some in (ONES[above - 1], above)
        for sign in ("in", "in every", "out of", "out of every", "of every")
        for all_ in ([*ONES, "ten"][below - 1], below)
    ]
    return "".join(wordings)


_SHARES = Wordings(_share_wordings())
_OF = Wordings({"": "of"})
_A = Wordings({"": "a | an"})

MULTIPLES = Wordings(
    {
        Decimal(2): "twice | double | doubled | doubles | doubling | twofold",
        Decimal(3): "thrice | triple | tripled | triples | tripling | treble | trebled | trebling | threefold",
        Decimal(4): "quadruple | quadrupled | quadruples | quadrupling | fourfold",
        Decimal(5): "quintuple | quintupled | fivefold",
        Decimal(6): "sixfold",
        Decimal(7): "sevenfold",
        Decimal(8): "eightfold",
        Decimal(9): "ninefold",
        Decimal(10): "tenfold",
        Decimal(20): "twentyfold",
        Decimal(100): "hundredfold",
        Decimal(1000): "thousandfold",
    }
)

_PLURALS = Wordings(
    {"": "tens | dozens | scores | hundreds | thousands | lakhs | millions | crores | billions | trillions"}
)
_SEVERAL = Wordings({"": "several | a few | many"})
_SEVERAL_OF = Wordings({"": "hundred | hundred thousand | hundred million | hundred billion | hundred crore"})

OPENING = (_SHARES, MULTIPLES, _PLURALS, _SEVERAL)
"""The tables of wordings that begin a share, a multiple or an order of magnitude."""


def read_share(reader: PhraseReader) -> Decimal | None:
    """Read a share in percent; None and nothing taken for the part of a number ("a quarter of a million").

    Quarters are read beside "of" or with a hyphen only: "a quarter" may be three months.
    """
    start = reader.at
    share = reader.take(_SHARES)
    if share is None:
        return None
    words, after = reader.text(start), reader.at
    has_of = reader.skip(_OF)
    is_number = reader.skip(_A) or reader.take(SCALES) is not None
    if is_number or ("quarter" in words.lower() and not has_of and "-" not in words):
        reader.at = start
        return None
    reader.at = after
    return share


def read_multiple(reader: PhraseReader) -> Decimal | None:
    """Read a multiple: 2 for "doubled"."""
    return reader.take(MULTIPLES)


def read_vague(reader: PhraseReader) -> bool:
    """Take a number that names an order of magnitude only: "tens of thousands of", "several hundred"."""
    start = reader.at
    if reader.skip(_SEVERAL) and (reader.skip(_SEVERAL_OF) or reader.take(SCALES) is not None):
        return True
    if not reader.skip(_PLURALS):
        reader.at = start
        return False
    while has_of := reader.skip(_OF):
        if not reader.skip(_PLURALS):
            break
    if has_of or reader.done:
        return True
    reader.at = start  # "scores goals"
    return False
