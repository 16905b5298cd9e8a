"""Why a sign-in through a service ended without one: a page that says what to do, and a line in the server's log."""

from __future__ import annotations

from enum import StrEnum

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ..domain.sign_in_services import SignInService
from .transport import AnswerRefused

log = structlog.get_logger(__name__)


class Refusal(StrEnum):
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    AWAY = "away"
    NOT_UNDERSTOOD = "not_understood"
    TOO_OFTEN = "too_often"
    UNKNOWN = "unknown"
    ADDRESS_TAKEN = "address_taken"


TEXTS = {
    Refusal.CANCELLED: _("U of de aanmelddienst brak het aanmelden af. Er is niets veranderd. Probeer het opnieuw, of kies een andere manier."),
    Refusal.EXPIRED: _("Het aanmelden duurde te lang, of deze pagina is al eens gebruikt. Begin opnieuw vanaf de pagina Aanmelden."),
    Refusal.AWAY: _("De aanmelddienst is niet bereikbaar of antwoordt te langzaam. Probeer het over een paar minuten opnieuw, of kies een andere manier."),
    Refusal.NOT_UNDERSTOOD: _("Het antwoord van de aanmelddienst klopt niet, en daarom bent u niet aangemeld. Probeer het opnieuw. Gebeurt het weer? Vraag de technisch beheerder in het logboek van de server te kijken."),
    Refusal.TOO_OFTEN: _("Te veel pogingen. Probeer het over een minuut opnieuw."),
    Refusal.UNKNOWN: _("De aanmelddienst kent u, maar uw account in Regiehuis is er nog niet aan gekoppeld. Hebt u al een account? Meld u aan zoals u gewend bent en koppel de dienst onder uw naam, bij Aanmelddiensten. Hebt u een uitnodiging? Open de link uit de e-mail en kies daar de aanmelddienst. Hebt u geen van beide? Vraag de beheerder van uw organisatie om een uitnodiging."),
    Refusal.ADDRESS_TAKEN: _("Bij uw e-mailadres hoort al een account of een uitnodiging. Een aanmelddienst mag die niet overnemen. Meld u eerst aan zoals u gewend bent, of open de link uit de uitnodiging, en koppel daarna de dienst."),
}  # fmt: skip
STATUS = {Refusal.AWAY: 503, Refusal.TOO_OFTEN: 429, Refusal.UNKNOWN: 403, Refusal.ADDRESS_TAKEN: 403}


def refused(request: HttpRequest, service: SignInService, why: Refusal, error: BaseException | None = None) -> HttpResponse:
    """Answer with the reason. The log names service, reason and kind of error; never what the service said: tokens may be in it."""
    ours = str(error) if isinstance(error, AnswerRefused) else ""
    log.warning(
        "accounts.sign_in_service.refused", service=service.key, why=why.value, error=type(error).__name__ if error else "", detail=ours
    )
    texts = {"text": TEXTS[why], "service": service, "is_unknown": why in {Refusal.UNKNOWN, Refusal.ADDRESS_TAKEN}}
    return render(request, "accounts/sign_in_refused.html", texts, status=STATUS.get(why, 400))
