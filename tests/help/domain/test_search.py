"""Searching the guide: all words, whatever accents and capitals; what was sought is marked and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.help.domain.guide import read
from regiehuis.help.domain.search import MOST_WORDS, SHOWN_LENGTH, folded, marked, search, words_of

GUIDE = [
    read("# Beginnen\n\nVoor de beheerder.\n\n## Rollen\n\nEen rol beëindigen doet u bij de persoon.\n\n## Aanmelden\n\nDe tweede stap is een code.",
         slug="beginnen", resolve=lambda _target: None),
    read("# De scan\n\n## Besluit\n\nDe raad ziet de scan. De rol van de raad is lezen.", slug="scan", resolve=lambda _target: None),
]  # fmt: skip
TEXTS = st.text(alphabet=st.sampled_from("abeéËèßﬁİ ́xX1 "), max_size=40)


def found(query):
    return [(result.chapter.slug, result.section.title) for result in search(GUIDE, query)]


@pytest.mark.parametrize(("query", "places"), [
    ("rol", [("beginnen", "Rollen"), ("scan", "Besluit")]),
    ("BEEINDIGEN", [("beginnen", "Rollen")]),
    ("beëindigen rol", [("beginnen", "Rollen")]),
    ("rol raad", [("scan", "Besluit")]),
    ("beginnen tweede", [("beginnen", "Aanmelden")]),
    ("begroting", []),
    ("rol begroting", []),
    ("   ", []),
    ("", []),
])  # fmt: skip
def test_a_section_is_found_when_every_word_occurs(query, places):
    assert found(query) == places


def test_a_section_of_a_chapter_is_not_found_by_the_title_of_the_chapter_alone():
    assert found("beginnen") == [("beginnen", "Beginnen")]


def test_a_long_paragraph_is_cut_around_the_first_word():
    long = read("# T\n\n" + "woord " * 100 + "speld " + "woord " * 100, slug="t", resolve=lambda _target: None)
    (result,) = search([long], "speld")
    text = "".join(part.text for part in result.excerpt)
    assert "speld" in text and len(text) <= SHOWN_LENGTH + 4
    assert text.startswith("… woord") and text.endswith("woord …")


def test_a_query_is_cut_to_what_can_be_answered_quickly():
    assert len(words_of(" ".join(f"woord{number}" for number in range(100)))) == MOST_WORDS


@given(TEXTS, st.lists(TEXTS.filter(lambda word: folded(word).strip()), max_size=3))
def test_marking_changes_no_letter_and_marks_exactly_what_was_sought(text, queries):
    words = [word for query in queries for word in words_of(query)]
    parts = marked(text, words)
    assert "".join(part.text for part in parts) == text
    assert all(any(word in folded(part.text) for word in words) for part in parts if part.is_hit)
    assert not any(word in folded(part.text) for word in words for part in parts if not part.is_hit)


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@given(TEXTS.filter(lambda text: text.strip() and folded(text).strip()))
def test_whoever_searches_with_the_words_of_a_paragraph_finds_it(text):
    chapter = read("# T\n\n## Kop\n\nvooraf", slug="t", resolve=lambda _target: None)
    section = chapter.sections[1].__class__(anchor="kop", title="Kop", level=2, paragraphs=(text,), html="")
    chapter = chapter.__class__(slug="t", title="T", sections=(section,))
    assert len(search([chapter], text)) == 1
