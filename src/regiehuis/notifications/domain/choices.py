"""What a person wants to hear of one kind of notification, and what that makes of one that happens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MailChoice(StrEnum):
    """When a notification is mailed."""

    DIRECT = "direct"
    DAILY = "daily"
    OFF = "off"


class MailState(StrEnum):
    """Where the mail about one notification is."""

    NONE = "none"
    DIRECT = "direct"  # waits for a mail of its own
    DAILY = "daily"  # waits for the overview of the day
    UNDER_WAY = "under_way"  # stays so after a crash: nobody knows whether it arrived, so it is not sent again
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Calm unless someone chooses otherwise: in the list, and once a day by mail."""

    in_app: bool = True
    mail: MailChoice = MailChoice.DAILY

    @property
    def wants_nothing(self) -> bool:
        return not self.in_app and self.mail == MailChoice.OFF

    @property
    def mail_state(self) -> MailState:
        """How a new notification begins."""
        return {MailChoice.DIRECT: MailState.DIRECT, MailChoice.DAILY: MailState.DAILY, MailChoice.OFF: MailState.NONE}[self.mail]


def may_be_mailed(*, state: MailState, choice: Choice, is_read: bool, is_visible: bool) -> bool:
    """Return whether a waiting notification still goes out: not when its reader has read it, may not see it any more, or wants no mail."""
    return state in (MailState.DIRECT, MailState.DAILY) and choice.mail != MailChoice.OFF and not is_read and is_visible
