"""The words for what the domain names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .domain.obstacles import Obstacle

OBSTACLES = {
    Obstacle.UNIT_UNDER_ITSELF: _("Zo zou een eenheid onder zichzelf hangen. Kies een andere bovenliggende eenheid."),
    Obstacle.UNIT_IN_USE: _("Onder deze eenheid hangen nog eenheden of mensen. Verplaats die eerst."),
    Obstacle.IMPORT_HAS_ERRORS: _("De lijst heeft nog fouten; er is niets opgeslagen. Verbeter het bestand en kies het opnieuw."),
    Obstacle.ALREADY_INVITED: _("Dit adres heeft al een uitnodiging die nog geldt. Trek die eerst in, of wacht op een reactie."),
    Obstacle.ALREADY_HAS_ROLE: _("Deze persoon heeft deze rol al."),
    Obstacle.LAST_ADMINISTRATOR: _("Dit is de laatste beheerder. Geef eerst iemand anders de rol beheerder."),
    Obstacle.INVITATION_EXPIRED: _("Deze uitnodiging is verlopen. Vraag uw beheerder om een nieuwe."),
    Obstacle.INVITATION_USED: _("Deze uitnodiging is al gebruikt. U kunt zich aanmelden met uw e-mailadres en wachtwoord."),
    Obstacle.INVITATION_WITHDRAWN: _("Deze uitnodiging is ingetrokken. Vraag uw beheerder om een nieuwe."),
    Obstacle.ENDS_BEFORE_START: _("De einddatum ligt voor de begindatum. Kies een latere einddatum."),
    Obstacle.ALREADY_STARTED: _("Er is al een organisatie aangemaakt. Meld u aan, of vraag haar beheerder om een uitnodiging."),
    Obstacle.CODE_IN_USE: _("Deze code is al in gebruik. Kies een andere."),
    Obstacle.SIGN_IN_FIRST: _("Bij dit adres hoort al een account. Meld u eerst aan en open de link daarna opnieuw."),
}

ROW_ERRORS = {
    "empty": _("Dit is leeg. Vul het in."),
    "too_long": _("is te lang."),
    "duplicate": _("komt vaker voor in het bestand. Elke code mag één keer."),
    "unknown_parent": _("bestaat niet, ook niet in dit bestand."),
    "cycle": _("maakt een kring: de eenheid hangt zo onder zichzelf."),
}

EVENTS = {
    "organisations.organisation.created": _("Organisatie aangemaakt"),
    "organisations.organisation.changed": _("Gegevens van de organisatie gewijzigd"),
    "organisations.unit.added": _("Eenheid toegevoegd"),
    "organisations.unit.changed": _("Eenheid gewijzigd"),
    "organisations.unit.removed": _("Eenheid verwijderd"),
    "organisations.units.imported": _("Eenheden geïmporteerd"),
    "organisations.person.invited": _("Iemand uitgenodigd"),
    "organisations.invitation.withdrawn": _("Uitnodiging ingetrokken"),
    "organisations.invitation.accepted": _("Uitnodiging aangenomen"),
    "organisations.role.granted": _("Rol gegeven"),
    "organisations.role.ended": _("Rol beëindigd"),
}
