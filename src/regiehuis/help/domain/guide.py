"""A file of the guide as a page: headings with an address, safe HTML, links that stay inside the product, paragraphs to search."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

Resolve = Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One heading with what stands under it, up to the next; the first of a chapter has no anchor."""

    anchor: str
    title: str
    level: int
    paragraphs: tuple[str, ...]
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One file of the guide."""

    slug: str
    title: str
    sections: tuple[Section, ...]

    @property
    def html(self) -> str:
        return "".join(section.html for section in self.sections)

    @property
    def anchors(self) -> frozenset[str]:
        return frozenset(section.anchor for section in self.sections)

    @property
    def contents(self) -> tuple[Section, ...]:
        """The headings that a list of contents names."""
        return tuple(section for section in self.sections if section.level == 2)


def read(text: str, *, slug: str, resolve: Resolve) -> Chapter:
    """Read a Markdown file. ``resolve`` gives the address that a link gets here; None leaves only its words.

    HTML in the file is shown as text, pictures are not loaded, and no element gets a style.

    >>> read("# Titel\\n\\nZie [daar](b.md).\\n\\n## Een kop", slug="a", resolve=lambda target: "/b/").html
    '<p>Zie <a href="/b/">daar</a>.</p>\\n<h2 id="een-kop">Een kop</h2>\\n'
    """
    parser = _parser()
    tokens = parser.parse(text)
    _resolve_links(tokens, resolve)
    title, sections, taken = "", [], set[str]()
    for heading, body in _parts(tokens):
        name = _plain(heading[1]) if heading else ""
        level = int(heading[0].tag[1]) if heading else 1
        if level == 1:
            title, anchor, shown = title or name, "", body
        else:
            anchor, shown = _anchor(name, taken), [*heading, *body]
            heading[0].attrSet("id", anchor)
        html = parser.renderer.render(shown, parser.options, {"table": name or title})
        sections.append(Section(anchor=anchor, title=name or title, level=level, paragraphs=tuple(_paragraphs(body)), html=html))
    return Chapter(slug=slug, title=title, sections=tuple(sections))


def anchor_of(heading: str) -> str:
    """Return the anchor of a heading, as the forges that show these files make it.

    >>> anchor_of('R4. "Weet ik niet"')
    'r4-weet-ik-niet'
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _anchor(heading: str, taken: set[str]) -> str:
    wanted = anchor_of(heading) or "deel"
    number, anchor = 0, wanted
    while anchor in taken:
        number += 1
        anchor = f"{wanted}-{number}"
    taken.add(anchor)
    return anchor


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", lambda *_args: "</table></div>\n")
    for block in ("fence", "code_block"):
        parser.add_render_rule(block, _code)
    for cell in ("th_open", "td_open"):
        parser.add_render_rule(cell, _cell_open)
    return parser


def _table_open(renderer: Any, _tokens: Sequence[Token], _index: int, _options: Any, env: dict[str, str]) -> str:
    """A wide table scrolls in a frame of its own, which says what it is about."""
    name = escape(env["table"])
    return (
        f'<div class="rh-scroll" data-scroll role="region" aria-label="{name}"><table><caption class="rh-visually-hidden">{name}</caption>'
    )


def _code(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    """Long lines scroll in a frame that the keyboard reaches."""
    return f"<pre data-scroll><code>{escape(tokens[index].content)}</code></pre>\n"


def _cell_open(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    """Without the style by which Markdown aligns a column: the content security policy refuses it."""
    return '<th scope="col">' if tokens[index].tag == "th" else "<td>"


def _resolve_links(tokens: Sequence[Token], resolve: Resolve) -> None:
    for token in tokens:
        opened: list[bool] = []
        for child in token.children or ():
            if child.type == "link_open":
                target = resolve(str(child.attrs["href"]))
                child.hidden = target is None
                opened.append(child.hidden)
                child.attrSet("href", target or "")
            elif child.type == "link_close":
                child.hidden = opened.pop()


def _parts(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], list[Token]]]:
    """Yield each heading (its three tokens, or none before the first) with what follows it."""
    heading: list[Token] = []
    body: list[Token] = []
    index = 0
    while index < len(tokens):
        if tokens[index].type == "heading_open" and tokens[index].level == 0:
            if heading or body:
                yield heading, body
            heading, body = list(tokens[index : index + 3]), []
            index += 3
        else:
            body.append(tokens[index])
            index += 1
    if heading or body:
        yield heading, body


def _paragraphs(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield plain text by paragraph, item of a list, row of a table, or block of code."""
    row: list[str] | None = None
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield " · ".join(cell for cell in row or () if cell)
            row = None
        elif token.type == "inline":
            text = _plain(token)
            if row is None:
                yield text
            else:
                row.append(text)
        elif token.type in ("fence", "code_block"):
            yield token.content.strip()


def _plain(inline: Token) -> str:
    breaks = {"softbreak": " ", "hardbreak": " "}
    return "".join(breaks.get(child.type, child.content) for child in inline.children or ()).strip()
