"""Numbers as the genre words them, with what the words mean: skewed, mostly rounded, in several currencies."""

import random
from decimal import Decimal
from typing import NamedTuple


class Phrase(NamedTuple):
    """A number as a story words it, and what that means; the record of it in a seed file but for its quote."""

    words: str
    means: dict[str, object]


_QUALIFIERS = (
    ("", {"comparator": "eq"}, 30),
    ("over", {"comparator": "gt"}, 18),
    ("more than", {"comparator": "gt"}, 16),
    ("about", {"approximate": True}, 8),
    ("approximately", {"approximate": True}, 6),
    ("nearly", {"comparator": "lt", "approximate": True}, 8),
    ("fewer than", {"comparator": "lt"}, 4),
    ("at least", {"comparator": "ge"}, 5),
    ("up to", {"comparator": "le"}, 3),
    ("some", {"approximate": True}, 2),
)
_WEIGHTS = [weight for *_, weight in _QUALIFIERS]
_CURRENCIES = (
    ("RMB ", "CNY", 45),
    ("US$", "USD", 27),
    ("€", "EUR", 10),
    ("PKR ", "PKR", 5),
    ("KZT ", "KZT", 5),
    ("AED ", "AED", 3),
    ("₹", "INR", 3),
    ("£", "GBP", 2),
)


def count(rng: random.Random, typical: int) -> Phrase:
    """Draw how many there are: skewed, mostly rounded, worded as such stories do."""
    value = max(2, int(typical * rng.lognormvariate(0, 1.1)))
    if rng.random() < 0.05:
        low, high = _round(value), _round(value * 2)
        return Phrase(f"between {low:,} and {high:,}", {"lower": low, "upper": high})
    words, means, _ = rng.choices(_QUALIFIERS, _WEIGHTS)[0]
    value = _round(value) if words else value
    return Phrase(f"{words} {value:,}".strip(), {"amount": value, **means})


def money(rng: random.Random, typical: int) -> Phrase:
    """Draw an amount of money, in one of several currencies."""
    symbol, code, _ = rng.choices(_CURRENCIES, [weight for *_, weight in _CURRENCIES])[0]
    value = max(1_000_000, int(typical * rng.lognormvariate(0, 1.3)))
    scale, name = (10**9, "billion") if value >= 10**9 else (10**6, "million")
    amount = Decimal(round(value / scale, 1 if value / scale < 100 else 0)).quantize(Decimal("0.1")).normalize()
    words, means, _ = rng.choices(_QUALIFIERS, _WEIGHTS)[0]
    words, means = ("under", {"comparator": "lt"}) if words == "fewer than" else (words, means)
    phrase = f"{words} {symbol}{amount:f} {name}".strip()
    return Phrase(phrase, {"amount": int(amount * scale), **means, "currency": code})


def percent(rng: random.Random, most: float = 60) -> Phrase:
    """Draw a percentage."""
    tenths = rng.randint(11, int(most * 10))
    amount = Decimal(tenths) / 10
    words, means, _ = rng.choices(_QUALIFIERS[:6], _WEIGHTS[:6])[0]
    return Phrase(f"{words} {amount.normalize():f} percent".strip(), {"amount": _number(amount), **means, "unit": "%"})


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _round(value: int) -> int:
    """Round to two digits, as people do."""
    power = int("1" + "0" * max(0, len(str(value)) - 2))
    return value // power * power
