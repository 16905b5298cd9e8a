"""What a wheel takes along from outside ``src``: the texts that the product shows under Hulp."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TEXTS = ("CHANGELOG.md", "docs/api.md", "docs/begrippen.md", "docs/beheer", "docs/handleiding")


class Texts(BuildHookInterface):  # type: ignore[type-arg]
    """Adds them to a wheel that is installed, not to the link by which a checkout installs itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "standard":
            build_data["force_include"] |= {text: f"regiehuis/help/docs/{text}" for text in TEXTS}
