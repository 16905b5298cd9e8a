"""Commands for the operator about signing in."""

from __future__ import annotations

import getpass
import sys

import click

from .commands import application


@click.command("sign-in-services")
@click.option("--demo", is_flag=True, help="Van de demo.")
def sign_in_services(demo: bool) -> None:
    """Toon de ingestelde aanmelddiensten, hun terugkeeradressen, en het kenmerk van elke organisatie."""
    with application(demo=demo):
        from django.conf import settings
        from django.urls import reverse

        from regiehuis.organisations import facade as organisations

        known = {each.public_id: each.name for each in map(organisations.info, organisations.organisation_ids())}
        for service in settings.SIGN_IN_SERVICES.values():
            click.echo(f"[{service.key}] {service.name}: {service.issuer}")
            click.echo(f"  terugkeeradres: {settings.BASE_URL}{reverse('openid_connect_callback', args=[service.key])}")
            click.echo(f"  na afmelden:    {settings.BASE_URL}{reverse('account_login')}")
            for public_id in sorted(service.organisations):
                click.echo(f"  opent:          {known.get(public_id, 'ONBEKENDE ORGANISATIE')} ({public_id})")
        click.echo("Kenmerken van de organisaties:")
        for public_id, name in sorted(known.items(), key=lambda each: each[1]):
            click.echo(f"  {public_id}  {name}")


@click.command("reset-second-step")
@click.option("--email", required=True, help="E-mailadres van het account.")
@click.option("--reason", required=True, help="Waarom, en hoe u weet wie het vraagt; dit staat in het logboek.")
@click.option("--demo", is_flag=True, help="In de demo.")
def reset_second_step(email: str, reason: str, demo: bool) -> None:
    """Haal app, passkeys en herstelcodes van een account weg. Het wachtwoord blijft, en de eigenaar krijgt een mail."""
    with application(demo=demo):
        from django.utils import timezone

        from regiehuis.organisations.mail import send_about_reset_by_operator
        from regiehuis.organisations.services import recovery
        from regiehuis.platform.errors import NotAllowed

        if not reason.strip():
            click.echo("Er is niets veranderd. Geef met --reason aan waarom; dat staat in het logboek.", err=True)
            sys.exit(2)
        try:
            told = recovery.by_operator(
                email=email, reason=reason, performed_by=getpass.getuser(), now=timezone.now(), tell=send_about_reset_by_operator
            )
        except NotAllowed:
            click.echo("Er is niets veranderd: de mail aan de eigenaar is niet verstuurd.", err=True)
            sys.exit(2)
        if told is None:
            click.echo(f"Er is niets veranderd: {email} heeft geen account met een tweede stap.", err=True)
            sys.exit(2)
        where = ", ".join(told) or "geen enkele organisatie"
        click.echo(f"De tweede stap van {email} is weggehaald, en alle sessies zijn beëindigd. Dit staat in het logboek van: {where}.")
