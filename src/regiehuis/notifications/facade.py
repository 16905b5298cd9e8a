"""What other apps may ask: tell people that something happened, and describe a kind of that."""

from __future__ import annotations

from .domain.kinds import Happening, Kind, Line
from .services.notifications import tell

__all__ = ["Happening", "Kind", "Line", "tell"]
