"""The runbook names commands that exist, and says the same in both languages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from regiehuis.__main__ import main

DOCS = Path(__file__).resolve().parents[2] / "docs" / "beheer"
DUTCH, ENGLISH = (DOCS / "draaiboek.md").read_text(), (DOCS / "runbook.en.md").read_text()


def commands(text: str) -> list[str]:
    """Lines of the code blocks without their remark, and how each was tried."""
    lines = [line for block in re.findall(r"```\n(.*?)```", text, re.S) for line in block.splitlines()]
    return [re.sub(r"\s+# ([THN](?:, [THN])*).*", r" # \1", line) for line in lines]


def named(text: str) -> set[str]:
    inline = re.findall(r"`(regiehuis (?!migrate`)[a-z].*?)`", text)
    return {line.split(" # ")[0] for line in [*commands(text), *inline] if line.startswith("regiehuis ")}


def test_both_languages_give_the_same_commands_under_the_same_number_of_headings():
    assert commands(DUTCH) == commands(ENGLISH)
    assert DUTCH.count("\n## ") == ENGLISH.count("\n## ")


def test_every_command_says_how_it_was_tried():
    assert [line for line in commands(DUTCH) if not re.search(r" # [THN]", line)] == []


@pytest.mark.parametrize("line", sorted(named(DUTCH) | named(ENGLISH)))
def test_a_command_of_the_runbook_exists(line):
    context, command, words = click.Context(main), main, shlex.split(line)[1:]
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None, line
        command = found
    if command.name == "manage":
        return
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known
