"""How long an invitation can be accepted."""

INVITATION_DAYS = 14
