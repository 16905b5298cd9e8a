"""Commands for the operator about signing in."""

from __future__ import annotations

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
