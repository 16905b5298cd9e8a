"""How allauth behaves here: accounts come by invitation only."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """No self-registration; mail goes out in Dutch unless the reader chose otherwise."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
