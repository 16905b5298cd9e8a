"""The few words the renderers add themselves, and dates written out."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Language = Literal["nl", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    locale: str  # as documents name it: nl-NL
    contents: str
    fictitious: str
    page: str  # with {page} and {pages}
    logo: str  # alternative text, with {organisation}
    months: tuple[str, ...]


_MONTHS_NL = "januari februari maart april mei juni juli augustus september oktober november december"
_MONTHS_EN = "January February March April May June July August September October November December"
_WORDS: dict[Language, Words] = {
    "nl": Words(
        locale="nl-NL",
        contents="Inhoud",
        fictitious="Fictieve gemeente",
        page="Pagina {page} van {pages}",
        logo="Logo van {organisation}",
        months=tuple(_MONTHS_NL.split()),
    ),
    "en": Words(
        locale="en-GB",
        contents="Contents",
        fictitious="Fictieve gemeente (fictitious municipality)",
        page="Page {page} of {pages}",
        logo="Logo of {organisation}",
        months=tuple(_MONTHS_EN.split()),
    ),
}


def words(language: Language) -> Words:
    """Return the words of a language; raises ValueError for one we do not have."""
    if language not in _WORDS:
        raise ValueError(f"no words in the language {language!r}")
    return _WORDS[language]


def written_date(day: date, language: Language) -> str:
    """Return the date in words.

    >>> written_date(date(2026, 10, 12), "nl")
    '12 oktober 2026'
    """
    return f"{day.day} {words(language).months[day.month - 1]} {day.year}"
