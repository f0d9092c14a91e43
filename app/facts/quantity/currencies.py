"""Currencies by symbol, code and name: "RMB", "US$", "KZT", "Pakistani rupees".

>>> read_currency_before(PhraseReader("US$3.2bn"))
Money(code='USD', basis='stated', text='US$')

Where the words leave several currencies open ("Rs", "¥", "pesos") the code is None.
"""

from dataclasses import dataclass, replace
from typing import Literal

from iso4217 import Currency

from app.facts.quantity.numbers import MONEY_SCALES, SCALES
from app.facts.quantity.phrases import PhraseReader, QuantityError, Wordings


@dataclass(frozen=True, slots=True)
class Money:
    """A currency; `basis` says whether the words name it, or it is only the likeliest of several."""

    code: str | None
    basis: Literal["stated", "inferred"] | None
    text: str | None = None


_OPEN = Money(None, None)

_SYMBOLS = {
    "CNY": "RMB | CN¥ | yuan | renminbi | CNY",
    "USD": "US$ | U.S.$ | $US | USD",
    "HKD": "HK$ | HKD",
    "AUD": "A$ | AU$",
    "CAD": "C$ | CA$",
    "SGD": "S$ | SG$",
    "NZD": "NZ$",
    "TWD": "NT$",
    "BRL": "R$",
    "EUR": "€ | euro(s) | EUR",
    "GBP": "£ | GB£ | UK£ | GBP",
    "EGP": "E£ | EGP",
    "GHS": "GH₵ | GH¢ | ₵ | GHS",
    "JPY": "JP¥ | JPY",
    "INR": "₹ | INR",
    "PKR": "PKR",
    "RUB": "₽",
    "TRY": "₺",
    "UAH": "₴",
    "KZT": "₸",
    "PHP": "₱",
    "THB": "฿",
    "NGN": "₦",
    "ILS": "₪",
    "VND": "₫",
    "BDT": "৳",
}
"""Written before or after the number."""

_SPELLED = {"BDT": "Tk | Tk. | TK", "MYR": "RM", "IDR": "Rp | Rp.", "KES": "KSh | Ksh | KSH | KSh. | Ksh."}
"""The same, found only as they are spelled: "Rm 205" is a room."""

_LETTERS = {
    "BHD": "BD",
    "KWD": "KD",
    "NGN": "N",
    "OMR": "RO",
    "QAR": "QR",
    "SAR": "SR",
    "ZAR": "R",
}
"""Found only as they are spelled, before a number that has a scale or a comma: "N500bn", but not "N95"."""

_NAMES = {
    "AED": "UAE dirham(s) | U.A.E. dirham(s) | Emirati dirham(s)",
    "AMD": "Armenian dram(s)",
    "ARS": "Argentine peso(s) | Argentinian peso(s)",
    "AUD": "Australian dollar(s)",
    "AZN": "Azerbaijani manat(s) | Azerbaijan manat(s)",
    "BGN": "Bulgarian lev | Bulgarian leva",
    "BDT": "taka(s) | Bangladeshi taka(s)",
    "BHD": "Bahraini dinar(s)",
    "BND": "Brunei dollar(s)",
    "BRL": "Brazilian real | Brazilian reais | reais",
    "BWP": "pula | Botswana pula",
    "BYN": "Belarusian ruble(s) | Belarusian rouble(s)",
    "CAD": "Canadian dollar(s)",
    "CHF": "Swiss franc(s)",
    "CLP": "Chilean peso(s)",
    "CNY": "yuan renminbi | yuan RMB | RMB yuan | renminbi yuan | Chinese yuan | Chinese renminbi",
    "COP": "Colombian peso(s)",
    "CZK": "Czech koruna | Czech korunas | Czech crowns",
    "DKK": "Danish krone | Danish kroner | Danish crowns",
    "DZD": "Algerian dinar(s)",
    "EGP": "Egyptian pound(s)",
    "ETB": "birr | Ethiopian birr",
    "GBP": "pound(s) sterling | sterling | British pound(s) | UK pound(s)",
    "GEL": "lari(s) | Georgian lari(s)",
    "GHS": "cedi(s) | Ghanaian cedi(s) | Ghana cedi(s)",
    "HKD": "Hong Kong dollar(s)",
    "HUF": "forint(s) | Hungarian forint(s)",
    "IDR": "rupiah(s) | Indonesian rupiah(s)",
    "ILS": "shekel(s) | Israeli shekel(s)",
    "INR": "Indian rupee(s)",
    "IQD": "Iraqi dinar(s)",
    "IRR": "Iranian rial(s)",
    "JOD": "Jordanian dinar(s)",
    "JPY": "yen | Japanese yen",
    "KES": "Kenyan shilling(s) | Kenya shilling(s)",
    "KGS": "Kyrgyz som(s)",
    "KHR": "riel(s) | Cambodian riel(s)",
    "KRW": "South Korean won | Korean won",
    "KWD": "Kuwaiti dinar(s)",
    "KZT": "tenge | Kazakh tenge | Kazakhstani tenge",
    "LAK": "Lao kip | Laotian kip",
    "LKR": "Sri Lankan rupee(s) | Sri Lanka rupee(s)",
    "MAD": "Moroccan dirham(s)",
    "MMK": "kyat(s) | Myanmar kyat(s)",
    "MKD": "Macedonian denar(s)",
    "MNT": "tugrik(s) | Mongolian tugrik(s)",
    "MOP": "pataca(s) | Macao pataca(s)",
    "MXN": "Mexican peso(s)",
    "MYR": "ringgit | Malaysian ringgit",
    "MZN": "metical(s) | meticais | Mozambican metical(s) | Mozambican meticais",
    "NGN": "naira(s) | Nigerian naira(s)",
    "NOK": "Norwegian krone | Norwegian kroner | Norwegian crowns",
    "NPR": "Nepali rupee(s) | Nepalese rupee(s)",
    "NZD": "New Zealand dollar(s)",
    "OMR": "Omani rial(s) | Omani riyal(s)",
    "PHP": "Philippine peso(s)",
    "PKR": "Pakistani rupee(s) | Pakistan rupee(s)",
    "PLN": "zloty | zlotys | Polish zloty | Polish zlotys",
    "QAR": "Qatari riyal(s) | Qatari rial(s)",
    "RON": "Romanian leu | Romanian lei",
    "RSD": "Serbian dinar(s)",
    "RUB": "Russian ruble(s) | Russian rouble(s)",
    "SAR": "Saudi riyal(s) | Saudi rial(s)",
    "SEK": "Swedish krona | Swedish kronor | Swedish crowns",
    "SGD": "Singapore dollar(s) | Singaporean dollar(s)",
    "THB": "baht | Thai baht",
    "TJS": "Tajik somoni(s) | somoni(s)",
    "TMT": "Turkmen manat(s)",
    "TND": "Tunisian dinar(s)",
    "TRY": "Turkish lira | Turkish liras",
    "TWD": "Taiwan dollar(s) | New Taiwan dollar(s)",
    "TZS": "Tanzanian shilling(s)",
    "UAH": "hryvnia | hryvnias | Ukrainian hryvnia | Ukrainian hryvnias",
    "UGX": "Ugandan shilling(s)",
    "USD": "US dollar(s) | U.S. dollar(s) | U.S dollar(s) | American dollar(s)",
    "UZS": "soum(s) | Uzbek som(s) | Uzbek sum(s) | Uzbek soum(s)",
    "VND": "dong | Vietnamese dong",
    "XAF": "Central African CFA franc(s)",
    "XOF": "West African CFA franc(s)",
    "ZAR": "South African rand(s)",
    "ZMW": "Zambian kwacha(s)",
}
"""Written after the number."""

_INFERRED_SYMBOLS = {"USD": "$", "KRW": "₩"}
_INFERRED_NAMES = {
    "USD": "dollar(s)",
    "KRW": "won",
    "RUB": "ruble(s) | rouble(s)",
    "ZAR": "rand(s)",
}
"""Words that nearly always mean one currency, though another country's has the same name."""

_OPEN_SYMBOLS = "Rs | Rs. | rupee(s) | ₨ | ¥ | Dh(s) | dirham(s) | FCFA | CFA"
_OPEN_NAMES = (
    "peso(s) | dinar(s) | riyal(s) | rial(s) | franc(s) | CFA franc(s) | shilling(s) | manat(s) | lira | liras"
    " | krona | kronor | krone | kroner | crown(s) | som(s) | kwacha(s) | lei | leva | bolivar(s)"
)

_SCALES = (SCALES, MONEY_SCALES)

_WORDS_TOO = {"ALL", "TOP", "COP", "CUP"}
"""Codes that are as likely to be other words before a number: "ALL 113", "TOP 10", "COP 28"."""


def _table(stated: dict[str, str], inferred: dict[str, str], still_open: str) -> Wordings[Money]:
    return Wordings(
        {Money(code, "stated"): wordings for code, wordings in stated.items()}
        | {Money(code, "inferred"): wordings for code, wordings in inferred.items()}
        | {_OPEN: still_open}
    )


_CODES = Wordings(
    {
        Money(currency.code, "stated"): currency.code
        for currency in Currency
        if currency.exponent is not None and currency.code not in _WORDS_TOO  # gold, test codes have none
    },
    exact_case=True,
)
_SHORT = Wordings({Money(code, "stated"): wordings for code, wordings in _SPELLED.items()}, exact_case=True)
_LETTER = Wordings({Money(code, "inferred"): wordings for code, wordings in _LETTERS.items()}, exact_case=True)
_EITHER_SIDE = _table(_SYMBOLS, _INFERRED_SYMBOLS, _OPEN_SYMBOLS)
_AFTER = _table(_NAMES, _INFERRED_NAMES, _OPEN_NAMES)

OPENING = (_EITHER_SIDE, _SHORT, _CODES, _LETTER)
"""The tables whose wordings may stand before a number."""


def read_currency_before(reader: PhraseReader) -> Money | None:
    """Read the currency before a number: "RMB", "US$", "KZT"; None and nothing taken where there is none."""
    return _read(reader, _EITHER_SIDE, _SHORT, _CODES) or _read_letter(reader)


def read_currency_after(reader: PhraseReader) -> Money | None:
    """Read the currency after a number: "yuan", "€"; None and nothing taken where there is none."""
    return _read(reader, _AFTER, _EITHER_SIDE, _SHORT, _CODES)


def _read(reader: PhraseReader, *tables: Wordings[Money]) -> Money | None:
    start = reader.at + reader.joined
    money = reader.take(*tables)
    return replace(money, text=reader.text(start)) if money else None


def _read_letter(reader: PhraseReader) -> Money | None:
    """Read "R" in "R50 million" and "R1,250"; nothing in "R22"."""
    start = reader.at
    money = _read(reader, _LETTER)
    number = reader.next("number") if money else None
    if number and ("," in number.text or any(table.find(reader.tokens, reader.at + 1) for table in _SCALES)):
        return money
    reader.at = start
    return None


def names_currency(reader: PhraseReader) -> bool:
    """Tell whether the next words name a currency; nothing is taken."""
    return any(table.find(reader.tokens, reader.at) for table in (_AFTER, _EITHER_SIDE, _SHORT, _CODES))


def code_named(words: str) -> str | None:
    """Return the ISO 4217 code of a currency's name, such as "RMB" or "yuan"; None if the words are unclear or more."""
    try:
        reader = PhraseReader(words)
    except QuantityError:
        return None
    money = read_currency_after(reader)
    return money.code if money and reader.done else None
