"""A Markdown file of the guide becomes a page that is safe, has addresses for its headings, and stays inside the product."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.help.domain.guide import anchor_of, read

ALLOWED = {
    *["a", "br", "em", "li", "ol", "p", "ul", "h1", "h2", "h3", "h4", "h5", "h6", "hr"],
    "blockquote",
    "caption",
    "code",
    "div",
    "pre",
    "strong",
}
ALLOWED |= {"table", "tbody", "td", "th", "thead", "tr"}
ATTRIBUTES = {"href", "id", "class", "role", "aria-label", "data-scroll", "scope", "start", "title"}


def page(text, resolve=lambda target: target):
    return read(text, slug="hoofdstuk", resolve=resolve)


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize(("heading", "anchor"), [
    ("4. Duiding lezen", "4-duiding-lezen"),
    ("R17. Kleine groepen beschermen", "r17-kleine-groepen-beschermen"),
    ('R4. "Weet ik niet"', "r4-weet-ik-niet"),
    ("Wat dit níét belooft", "wat-dit-níét-belooft"),
    ("Zo gaat elk bestand", "zo-gaat-elk-bestand"),
])  # fmt: skip
def test_an_anchor_is_the_one_that_a_forge_makes(heading, anchor):
    assert anchor_of(heading) == anchor


def test_a_file_is_cut_at_its_headings():
    chapter = page(
        "# Titel\n\nVooraf.\n\n## Een\n\nTekst\nop twee regels.\n\n### Dieper\n\n- a\n- b\n\n## Twee\n\n| k | l |\n| --- | --- |\n| 1 | `2` |\n"
    )
    assert chapter.title == "Titel"
    assert [(section.anchor, section.level, section.paragraphs) for section in chapter.sections] == [
        ("", 1, ("Vooraf.",)), ("een", 2, ("Tekst op twee regels.",)), ("dieper", 3, ("a", "b")), ("twee", 2, ("k · l", "1 · 2")),
    ]  # fmt: skip
    assert [section.title for section in chapter.contents] == ["Een", "Twee"]


def test_two_headings_with_the_same_words_have_their_own_anchor():
    chapter = page("# T\n\n## Meer\n\n## Meer\n\n## Meer-1\n")
    anchors = [section.anchor for section in chapter.sections]
    assert len(set(anchors)) == len(anchors) == 4
    assert [attributes["id"] for tag, attributes in Elements(chapter.html).found if tag == "h2"] == anchors[1:]


def test_a_link_gets_the_address_of_the_product_or_only_its_words():
    chapter = page("Zie [de scan](scan.md#x), [dit](weg.md) en [wat **vet** is](weg.md).", {"scan.md#x": "/hulp/scan/#x"}.get)
    assert chapter.html == '<p>Zie <a href="/hulp/scan/#x">de scan</a>, dit en wat <strong>vet</strong> is.</p>\n'


def test_html_and_pictures_of_a_file_are_text():
    html = page('<script>alert(1)</script>\n\nEen <b onclick="x()">woord</b> ![plaatje](https://elders.example/x.png)').html
    assert not {"script", "b", "img"} & {tag for tag, _ in Elements(html).found}


def test_a_link_that_runs_something_is_no_link():
    assert "<a" not in page("[x](javascript:alert(1)) [y](data:text/html,x)").html


def test_an_aligned_column_gets_no_style():
    assert "style" not in page("| a |\n| --: |\n| 1 |\n").html


@given(st.text(alphabet=st.sampled_from("ab <>&\"'[](){}#*_`|-!\n\\=:/.1\t"), max_size=120))
def test_whatever_a_file_holds_the_page_has_only_safe_elements(text):
    chapter = page(text)
    for tag, attributes in Elements(chapter.html).found:
        assert tag in ALLOWED
        assert set(attributes) <= ATTRIBUTES
        assert not (attributes.get("href") or "").lower().startswith(("javascript", "vbscript", "data"))
    ids = re.findall(r' id="([^"]*)"', chapter.html)
    assert len(set(ids)) == len(ids)
