"""The words for what the domain names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .domain.obstacles import Obstacle
from .domain.recovery import StoppedBy
from .domain.scopes import Scope
from .models import RoleChoices

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
    Obstacle.NOTHING_TO_END: _("Deze persoon heeft hier geen rol, token of uitnodiging meer. Er is niets te beëindigen."),
    Obstacle.STARTS_IN_THE_PAST: _("Een rol begint vandaag of later. Kies een andere datum."),
    Obstacle.ROLE_HAS_ENDED: _("Deze rol is al beëindigd. Er is niets gewijzigd."),
    Obstacle.ENDS_BEFORE_START: _("De einddatum ligt voor de begindatum. Kies een latere einddatum."),
    Obstacle.ALREADY_STARTED: _("Er is al een organisatie aangemaakt. Meld u aan, of vraag haar beheerder om een uitnodiging."),
    Obstacle.CODE_IN_USE: _("Deze code is al in gebruik. Kies een andere."),
    Obstacle.TOO_LITTLE_CONTRAST: _(
        "Met deze kleuren is tekst niet goed te lezen. Kies waar 'te weinig' staat een donkerder of lichtere kleur; er is niets opgeslagen."
    ),
    Obstacle.NOT_A_LOGO: _(
        "Dit bestand is geen leesbaar logo. Kies een PNG-, JPEG- of SVG-bestand van hoogstens 1 MB, zonder filters en zonder verwijzingen naar andere bestanden."
    ),
    Obstacle.NO_SCOPE: _("Kies minstens één ding dat het programma mag."),
    Obstacle.NO_ROLE: _("Kies minstens één rol. Zonder rol mag het programma niets."),
    Obstacle.LASTS_TOO_LONG: _("Een token geldt minstens een dag en hoogstens een jaar. Kies een kortere tijd."),
    Obstacle.ALREADY_REVOKED: _("Dit is al ingetrokken."),
    Obstacle.ROLE_OF_ANOTHER_KIND: _("Deze rol bestaat niet in dit soort organisatie. Kies een andere rol."),
    Obstacle.NOT_A_MUNICIPALITY: _(
        "Dit doet u namens uw gemeente. U werkt nu voor een samenwerkingsverband; wissel eerst van organisatie."
    ),
    Obstacle.NOT_A_PARTNERSHIP: _(
        "Dit kan alleen in een samenwerkingsverband. U werkt nu voor een gemeente; wissel eerst van organisatie."
    ),
    Obstacle.PARTNERSHIP_NAME_IN_USE: _("Uw gemeente doet al mee aan een samenwerkingsverband met deze naam. Kies een andere naam."),
    Obstacle.CODE_UNKNOWN: _(
        "Deze code werkt niet. Neem de code helemaal over uit de e-mail, of vraag het samenwerkingsverband om een nieuwe."
    ),
    Obstacle.ALREADY_MEMBER: _("Uw gemeente is al lid van dit samenwerkingsverband."),
    Obstacle.FICTITIOUS_AND_REAL: _("Een fictieve gemeente en een echte kunnen niet in hetzelfde samenwerkingsverband zitten."),
    Obstacle.NOT_A_MEMBER: _("Uw gemeente is geen lid (meer) van dit samenwerkingsverband. Er is niets gewijzigd."),
    Obstacle.HAS_NO_ACCOUNT: _("Deze persoon heeft nog geen account. Nodig haar of hem eerst uit bij Mensen."),
    Obstacle.ALREADY_HAS_ACCESS: _("Deze persoon heeft al toegang tot dit samenwerkingsverband."),
    Obstacle.SPEAKS_FOR_ANOTHER: _("Deze persoon werkt in dit samenwerkingsverband al namens een ander. Kies iemand anders."),
    Obstacle.LAST_ADMINISTRATOR_OF_PARTNERSHIP: _(
        "Zonder deze persoon heeft het samenwerkingsverband geen beheerder meer. Geef daar eerst iemand van een ander lid de rol beheerder."
    ),
    Obstacle.CHARTER_CHANGED: _(
        "Iemand heeft de afspraken intussen gewijzigd. Er is niets opgeslagen. Lees de nieuwe versie en wijzig die."
    ),
    Obstacle.CHARTER_UNCHANGED: _("Dit is dezelfde afspraak als die nu geldt. Er is niets opgeslagen."),
    Obstacle.SERVICE_NOT_OURS: _("Deze aanmelddienst hoort niet bij uw organisatie. Kies een andere, of vraag de technisch beheerder."),
    Obstacle.ALREADY_MAPPED: _("Deze waarde geeft deze rollen al."),
    Obstacle.NO_SECOND_STEP: _("Deze persoon heeft geen tweede stap. Er is niets te herstellen."),
    Obstacle.RESET_OF_OWN: _("Over uw eigen tweede stap beslissen twee andere beheerders."),
    Obstacle.RESET_UNDER_WAY: _("Voor deze persoon loopt al een herstel."),
    Obstacle.RESET_BY_OPERATOR: _(
        "Dit herstel kan alleen de technisch beheerder doen, op de server. Hier zijn er twee beheerders naast deze persoon voor nodig, en mag het account nergens anders een rol hebben."
    ),
    Obstacle.RESET_BY_ANOTHER: _("U vroeg dit herstel zelf aan. Een andere beheerder moet het bevestigen."),
    Obstacle.RESET_BY_NEWCOMER: _("U bent korter dan een week beheerder. Over een tweede stap beslist wie dat al langer is."),
    Obstacle.RESET_IS_PAST: _("Dit herstel is al bevestigd, gestopt of uitgevoerd. Bekijk hieronder hoe het ervoor staat."),
    Obstacle.STEP_WAS_USED: _("De tweede stap is na de aanvraag nog gebruikt. Zij is dus niet kwijt, en het herstel gaat niet door."),
    Obstacle.MAIL_DID_NOT_LEAVE: _(
        "De mail aan deze persoon is niet verstuurd, en daarom is er niets veranderd. Probeer het later opnieuw."
    ),
    Obstacle.SIGN_IN_FIRST: _("Bij dit adres hoort al een account. Meld u eerst aan en open de link daarna opnieuw."),
}

STOPPED_BY = {
    StoppedBy.OWNER: _("door de persoon zelf, met de link in de mail"),
    StoppedBy.USED: _("de tweede stap was niet kwijt"),
    StoppedBy.ADMINISTRATOR: _("door een beheerder"),
    StoppedBy.ELSEWHERE: _("het account kreeg ook ergens anders een rol"),
    StoppedBy.LAPSED: _("niemand bevestigde het binnen een week"),
    StoppedBy.LEFT: _("wie het vroeg of bevestigde, is geen beheerder meer"),
}

STYLE_PARTS = {
    "accent": _("knop en keuze"), "on_accent": _("tekst op een knop"), "deep": _("ingedrukte knop"), "link": _("link"), "nav": _("menubalk"),
    "on_nav": _("tekst in de menubalk"), "paper": _("wit"), "tint": _("zacht vlak"), "ink": _("gewone tekst"),
}  # fmt: skip

ROLES = dict(RoleChoices.choices)

SCOPES = {
    Scope.ORGANISATION_READ: _("Gegevens van de organisatie en haar eenheden lezen"),
    Scope.PEOPLE_READ: _("Namen, adressen en rollen van mensen lezen"),
    Scope.SCAN_READ: _("Scans lezen"),
    Scope.SCAN_WRITE: _("Scans wijzigen"),
}

ROW_ERRORS = {
    "empty": _("Dit is leeg. Vul het in."),
    "too_long": _("is te lang."),
    "duplicate": _("komt vaker voor in het bestand. Elke code mag één keer."),
    "unknown_parent": _("bestaat niet, ook niet in dit bestand."),
    "cycle": _("maakt een kring: de eenheid hangt zo onder zichzelf."),
}

LOG_NAMES = {
    "name": _("naam"), "country": _("land"), "code": _("gemeentecode"), "province": _("provincie"), "inhabitants": _("inwoners"),
    "inhabitants_year": _("peiljaar"), "inhabitants_source": _("bron"), "mfa_roles": _("rollen met verplichte tweede stap"), **STYLE_PARTS,
}  # fmt: skip
LOG_WORDS = dict.fromkeys(("rol", "rollen", "mfa_roles"), ROLES) | {"mag": {scope.value: word for scope, word in SCOPES.items()}}

EVENTS = {
    "organisations.organisation.created": _("Organisatie aangemaakt"),
    "organisations.organisation.changed": _("Gegevens van de organisatie gewijzigd"),
    "organisations.house_style.changed": _("Huisstijl gewijzigd"),
    "organisations.house_style.reset": _("Huisstijl teruggezet"),
    "organisations.logo.changed": _("Logo gewijzigd"),
    "organisations.logo.removed": _("Logo verwijderd"),
    "organisations.unit.added": _("Eenheid toegevoegd"),
    "organisations.unit.changed": _("Eenheid gewijzigd"),
    "organisations.unit.removed": _("Eenheid verwijderd"),
    "organisations.units.imported": _("Eenheden geïmporteerd"),
    "organisations.person.invited": _("Iemand uitgenodigd"),
    "organisations.invitation.withdrawn": _("Uitnodiging ingetrokken"),
    "organisations.invitation.accepted": _("Uitnodiging aangenomen"),
    "organisations.role.granted": _("Rol gegeven"),
    "organisations.person.left": _("Uit dienst gemeld"),
    "organisations.role.ended": _("Rol beëindigd"),
    "organisations.mapping.added": _("Rol gekoppeld aan aanmelddienst"),
    "organisations.mapping.removed": _("Koppeling van rol verwijderd"),
    "organisations.roles.mapped": _("Rollen volgens de aanmelddienst"),
    "organisations.second_step_reset.requested": _("Herstel van tweede stap aangevraagd"),
    "organisations.second_step_reset.confirmed": _("Herstel van tweede stap bevestigd"),
    "organisations.second_step_reset.stopped": _("Herstel van tweede stap gestopt"),
    "organisations.second_step_reset.done": _("Tweede stap weggehaald"),
    "organisations.token.issued": _("Token gemaakt"),
    "organisations.token.revoked": _("Token ingetrokken"),
    "organisations.client.registered": _("Toepassing geregistreerd"),
    "organisations.client.revoked": _("Toepassing ingetrokken"),
    "organisations.partnership.started": _("Samenwerkingsverband begonnen"),
    "organisations.member.invited": _("Gemeente uitgenodigd als lid"),
    "organisations.member.invitation_withdrawn": _("Code voor een gemeente ingetrokken"),
    "organisations.member.joined": _("Gemeente is lid geworden"),
    "organisations.member.removed": _("Lid is uit Regiehuis verwijderd"),
    "organisations.participation.removed": _("Samenwerkingsverband is uit Regiehuis verwijderd"),
    "organisations.member.left": _("Gemeente is uitgetreden"),
    "organisations.participation.began": _("Lid geworden van een samenwerkingsverband"),
    "organisations.participation.ended": _("Uitgetreden uit een samenwerkingsverband"),
    "organisations.access.given": _("Toegang tot een samenwerkingsverband gegeven"),
    "organisations.access.ended": _("Toegang tot een samenwerkingsverband beëindigd"),
    "organisations.charter.changed": _("Afspraken van het samenwerkingsverband gewijzigd"),
}
