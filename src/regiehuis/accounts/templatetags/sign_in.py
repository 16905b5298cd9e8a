"""What the sign-in page of the library has to show of ours."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def sign_in_services() -> list[dict[str, str]]:
    """The services by which anybody may try to sign in."""
    return [{"key": each.key, "name": each.name} for each in settings.SIGN_IN_SERVICES.values()]
