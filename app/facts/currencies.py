"""Currencies by symbol, code and name: "RMB", "US$", "KZT", "Pakistani rupees".

>>> read_currency_before(Reader("US$3.2bn"))
Money(code='USD', basis='stated', text='US$')

Where the words leave several currencies open ("Rs", "¥", "pesos") the code is None.
"""

from dataclasses import dataclass, replace
from typing import Literal

from iso4217 import Currency

from app.facts.phrases import Reader, Wordings


@dataclass(frozen=True, slots=True)
class Money:
    """A currency as the words give it; `basis` says whether they name it or it is only the likeliest."""

    code: str | None
    basis: Literal["stated", "inferred"] | None
    text: str | None = None


_OPEN = Money(None, None)

_SYMBOLS = {
    "CNY": "RMB | CN¥ | renminbi | CNY",
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
    "BDT": "Tk | ৳",
    "MYR": "RM",
    "IDR": "Rp | Rp.",
    "KES": "KSh",
}
"""Written before or after the number."""

_NAMES = {
    "AED": "UAE dirham(s) | U.A.E. dirham(s) | Emirati dirham(s)",
    "AMD": "Armenian dram(s)",
    "ARS": "Argentine peso(s) | Argentinian peso(s)",
    "AUD": "Australian dollar(s)",
    "AZN": "Azerbaijani manat(s) | Azerbaijan manat(s)",
    "BDT": "taka(s) | Bangladeshi taka(s)",
    "BHD": "Bahraini dinar(s)",
    "BND": "Brunei dollar(s)",
    "BRL": "Brazilian real | Brazilian reais | reais",
    "BYN": "Belarusian ruble(s) | Belarusian rouble(s)",
    "CAD": "Canadian dollar(s)",
    "CHF": "Swiss franc(s)",
    "CLP": "Chilean peso(s)",
    "CNY": "yuan | yuan renminbi | yuan RMB | RMB yuan | renminbi yuan | Chinese yuan | Chinese renminbi",
    "COP": "Colombian peso(s)",
    "CZK": "Czech koruna | Czech korunas | Czech crowns",
    "DKK": "Danish krone | Danish kroner | Danish crowns",
    "DZD": "Algerian dinar(s)",
    "EGP": "Egyptian pound(s)",
    "ETB": "birr | Ethiopian birr",
    "GBP": "pound(s) sterling | sterling | British pound(s) | UK pound(s)",
    "GEL": "Georgian lari",
    "GHS": "Ghanaian cedi(s) | Ghana cedi(s)",
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
    "MNT": "tugrik(s) | Mongolian tugrik(s)",
    "MOP": "pataca(s) | Macao pataca(s)",
    "MXN": "Mexican peso(s)",
    "MYR": "ringgit | Malaysian ringgit",
    "NGN": "naira | Nigerian naira",
    "NOK": "Norwegian krone | Norwegian kroner | Norwegian crowns",
    "NPR": "Nepali rupee(s) | Nepalese rupee(s)",
    "NZD": "New Zealand dollar(s)",
    "OMR": "Omani rial(s) | Omani riyal(s)",
    "PHP": "Philippine peso(s)",
    "PKR": "Pakistani rupee(s) | Pakistan rupee(s)",
    "PLN": "zloty | zlotys | Polish zloty | Polish zlotys",
    "QAR": "Qatari riyal(s) | Qatari rial(s)",
    "RUB": "Russian ruble(s) | Russian rouble(s)",
    "SAR": "Saudi riyal(s) | Saudi rial(s)",
    "SEK": "Swedish krona | Swedish kronor | Swedish crowns",
    "SGD": "Singapore dollar(s) | Singaporean dollar(s)",
    "THB": "baht | Thai baht",
    "TJS": "Tajik somoni(s) | somoni(s)",
    "TMT": "Turkmen manat(s)",
    "TRY": "Turkish lira | Turkish liras",
    "TWD": "Taiwan dollar(s) | New Taiwan dollar(s)",
    "TZS": "Tanzanian shilling(s)",
    "UAH": "hryvnia | hryvnias | Ukrainian hryvnia | Ukrainian hryvnias",
    "UGX": "Ugandan shilling(s)",
    "USD": "US dollar(s) | U.S. dollar(s) | U.S dollar(s) | American dollar(s)",
    "UZS": "Uzbek som(s) | Uzbek sum(s) | Uzbek soum(s)",
    "VND": "dong | Vietnamese dong",
    "ZAR": "South African rand",
}
"""Written after the number."""

_INFERRED_SYMBOLS = {"USD": "$", "KRW": "₩"}
_INFERRED_NAMES = {
    "USD": "dollar(s)",
    "KRW": "won",
    "RUB": "ruble(s) | rouble(s)",
    "ZAR": "rand",
}
"""Words that nearly always mean one currency, though another country's has the same name."""

_OPEN_SYMBOLS = "Rs | Rs. | ₨ | ¥ | Dh(s)"
_OPEN_NAMES = (
    "rupee(s) | peso(s) | dinar(s) | dirham(s) | riyal(s) | rial(s) | franc(s) | CFA franc(s) | shilling(s)"
    " | manat(s) | lira | liras | krona | kronor | krone | kroner"
)

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
_EITHER_SIDE = _table(_SYMBOLS, _INFERRED_SYMBOLS, _OPEN_SYMBOLS)
_AFTER = _table(_NAMES, _INFERRED_NAMES, _OPEN_NAMES)


def read_currency_before(reader: Reader) -> Money | None:
    """Read the currency before a number: "RMB", "US$", "KZT"; None and nothing taken where there is none."""
    return _read(reader, _EITHER_SIDE, _CODES)


def read_currency_after(reader: Reader) -> Money | None:
    """Read the currency after a number: "yuan", "€"; None and nothing taken where there is none."""
    return _read(reader, _AFTER, _EITHER_SIDE, _CODES)


def _read(reader: Reader, *tables: Wordings[Money]) -> Money | None:
    start = reader.at + reader.joined
    money = reader.take(*tables)
    return replace(money, text=reader.text(start)) if money else None


def names_currency(reader: Reader) -> bool:
    """Tell whether the next words name a currency; nothing is taken."""
    return any(table.find(reader.tokens, reader.at) for table in (_AFTER, _EITHER_SIDE, _CODES))
