"""Commands for a whole organisation: make a municipality, give it its data, or remove it."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Any

import click

from .commands import application


def _found(words: str) -> Any:
    from regiehuis.organisations.services import whole_organisations

    organisation = whole_organisations.find(words)
    if organisation is None:
        click.echo(f"Er is niet precies één organisatie met naam, code of kenmerk {words!r}.", err=True)
        sys.exit(2)
    return organisation


@click.command("export")
@click.option("--organisation", "words", required=True, help="Naam, gemeentecode of kenmerk van de organisatie.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Het ZIP-bestand dat wordt gemaakt.")
@click.option("--demo", is_flag=True, help="Uit de demo.")
def export(words: str, out: Path, demo: bool) -> None:
    """Geef een organisatie al haar gegevens, in open formaten."""
    with application(demo=demo):
        from django.conf import settings

        from regiehuis.organisations.services import whole_organisations

        organisation = _found(words)
        half = out.with_name(out.name + ".half")
        try:
            with half.open("wb") as target:
                half.chmod(0o600)  # it holds personal data
                counts = whole_organisations.export(organisation=organisation, version=settings.VERSION, target=target)
            half.replace(out)
        except OSError as error:
            click.echo(f"{out} is niet gemaakt: {error.strerror}.", err=True)
            sys.exit(2)
        finally:
            half.unlink(missing_ok=True)
        click.echo(
            f"{organisation.name}: {sum(counts.values())} rijen uit {len(counts)} tabellen staan in {out}. Bewaar dit bestand veilig."
        )


@click.command("delete")
@click.option("--organisation", "words", required=True, help="Naam, gemeentecode of kenmerk van de organisatie.")
@click.option("--reason", required=True, help="Waarom; dit blijft bewaard.")
@click.option("--confirm", required=True, help="De naam van de organisatie, precies zoals zij heet.")
@click.option("--demo", is_flag=True, help="Uit de demo.")
def delete(words: str, reason: str, confirm: str, demo: bool) -> None:
    """Verwijder een organisatie met al haar gegevens, voorgoed. Maak eerst een export."""
    with application(as_owner=True, demo=demo):
        from regiehuis.organisations.services import whole_organisations

        organisation = _found(words)
        if confirm != organisation.name:
            click.echo(f"Er is niets verwijderd. --confirm moet precies zijn: {organisation.name}", err=True)
            sys.exit(2)
        if not reason.strip():
            click.echo("Er is niets verwijderd. Geef met --reason aan waarom; dat blijft bewaard.", err=True)
            sys.exit(2)
        done = whole_organisations.erase(organisation=organisation, reason=reason, performed_by=getpass.getuser())
        click.echo(
            f"{done.name} is verwijderd: {sum(done.counts.values())} rijen en {done.accounts} accounts. Reservekopieën houden de gegevens tot zij verlopen."
        )


@click.command("create-municipality")
@click.option("--name", required=True, help="Naam van de gemeente.")
@click.option("--country", type=click.Choice(["NL", "BE"]), default="NL", show_default=True, help="Land.")
@click.option("--code", required=True, help="Gemeentecode: GM en vier cijfers, of in Vlaanderen vijf cijfers.")
@click.option("--administrator", required=True, help="Naam van haar beheerder.")
@click.option("--email", required=True, help="E-mailadres van haar beheerder.")
def create_municipality(name: str, country: str, code: str, administrator: str, email: str) -> None:
    """Maak een gemeente naast de bestaande, met een uitnodiging voor haar beheerder."""
    with application():
        from django.core.exceptions import ValidationError
        from django.core.validators import validate_email
        from django.utils import timezone

        from regiehuis.organisations.domain.municipality_codes import Country, is_valid_code
        from regiehuis.organisations.mail import invitation_link
        from regiehuis.organisations.models import Organisation
        from regiehuis.organisations.services import organisations
        from regiehuis.platform.errors import NotAllowed

        code = code.strip().upper()
        try:
            validate_email(email)
        except ValidationError:
            click.echo(f"Er is niets gemaakt. {email!r} is geen e-mailadres.", err=True)
            sys.exit(2)
        if not is_valid_code(Country(country), code) or not name.strip() or not administrator.strip():
            click.echo(
                f"Er is niets gemaakt. Geef een naam, een beheerder en een geldige gemeentecode; {code!r} is er geen van {country}.",
                err=True,
            )
            sys.exit(2)
        organisation = Organisation(name=" ".join(name.split()), country=country, code=code)
        try:
            invitation, secret = organisations.create_invited(
                organisation=organisation, email=email, name=administrator.strip(), now=timezone.now()
            )
        except NotAllowed:
            click.echo(f"Er is niets gemaakt. Er is al een gemeente met code {code}.", err=True)
            sys.exit(2)
        except ValidationError as error:
            click.echo(f"Er is niets gemaakt. {' '.join(error.messages)}", err=True)
            sys.exit(2)
        click.echo(
            f"{organisation.name} is gemaakt. Geef deze link alleen aan {administrator.strip()}; hij werkt één keer, tot en met {invitation.expires_at:%d-%m-%Y}:"
        )
        click.echo(invitation_link(organisation, secret))
