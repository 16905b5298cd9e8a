"""Search the guide: every word must be found, whatever its accents and capitals; the words are marked in what is shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .guide import Chapter, Section

MOST_WORDS = 8
LONGEST_WORD = 40
SHOWN_LENGTH = 280


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text, and whether it is one of the words that were sought."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A section in which all words occur, with the paragraph that says most."""

    chapter: Chapter
    section: Section
    title: tuple[Part, ...]
    excerpt: tuple[Part, ...]


def words_of(query: str) -> tuple[str, ...]:
    """Return the words of a query as they are compared, each once.

    >>> words_of("  Één rol ÉÉN ")
    ('een', 'rol')
    """
    return tuple(dict.fromkeys(word[:LONGEST_WORD] for word in folded(query).split()))[:MOST_WORDS]


def search(chapters: Iterable[Chapter], query: str) -> list[Result]:
    """Return the sections in which every word occurs, best first: in the heading, then in one paragraph, then in the order of the guide."""
    words = words_of(query)
    if not words:
        return []
    sections = [(chapter, section) for chapter in chapters for section in chapter.sections]
    found = [(score, *place) for place in sections if (score := _score(*place, words)) is not None]
    found.sort(key=lambda each: -each[0])
    return [
        Result(chapter=chapter, section=section, title=marked(section.title, words), excerpt=marked(_excerpt(section, words), words))
        for _score_, chapter, section in found
    ]


def _score(chapter: Chapter, section: Section, words: Sequence[str]) -> int | None:
    """Return how well a section answers; None when a word is missing from it and its titles, or none is in the section itself."""
    title, body = folded(section.title), folded("\n".join(section.paragraphs))
    around = f"{folded(chapter.title)}\n{title}\n{body}"
    if not all(word in around for word in words) or not any(word in title or word in body for word in words):
        return None
    in_title = sum(word in title for word in words)
    together = max((sum(word in folded(paragraph) for word in words) for paragraph in section.paragraphs), default=0)
    return 2 * in_title + together


def _excerpt(section: Section, words: Sequence[str]) -> str:
    """Return the paragraph with most of the words, cut around the first of them."""
    best = max(section.paragraphs, key=lambda paragraph: sum(word in folded(paragraph) for word in words), default="")
    if len(best) <= SHOWN_LENGTH:
        return best
    first = next((len(part.text) for part in marked(best, words) if not part.is_hit), 0)
    start = max(0, min(first - SHOWN_LENGTH // 3, len(best) - SHOWN_LENGTH))
    start = best.find(" ", start) + 1 if start else 0
    end = best.rfind(" ", start, start + SHOWN_LENGTH) if start + SHOWN_LENGTH < len(best) else len(best)
    return ("… " if start else "") + best[start : end if end > start else start + SHOWN_LENGTH] + (" …" if end < len(best) else "")


def marked(text: str, words: Sequence[str]) -> tuple[Part, ...]:
    """Cut a text into pieces that are a sought word, and pieces between; together they are the text.

    >>> [part.text for part in marked("De rolgroep Café", ("cafe", "rol")) if part.is_hit]
    ['rol', 'Café']
    """
    plain, places = _with_places(text)
    hit = [False] * len(text)
    for word in filter(None, words):
        at = plain.find(word)
        while at >= 0:
            for place in places[at : at + len(word)]:
                hit[place] = True
            at = plain.find(word, at + 1)
    parts: list[Part] = []
    for letter, is_hit in zip(text, hit, strict=True):
        if parts and (parts[-1].is_hit == is_hit or unicodedata.combining(letter)):
            parts[-1] = Part(parts[-1].text + letter, parts[-1].is_hit)
        else:
            parts.append(Part(letter, is_hit))
    return tuple(parts)


def folded(text: str) -> str:
    """Return the text without accents and capitals."""
    return _with_places(text)[0]


def _with_places(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and for each letter of it the place in the text that it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for plain in unicodedata.normalize("NFKD", letter):
            for small in plain.casefold():
                if not unicodedata.combining(small):
                    letters.append(small)
                    places.append(place)
    return "".join(letters), places
