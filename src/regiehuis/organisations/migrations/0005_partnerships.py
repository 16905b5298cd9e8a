import django.db.models.deletion
import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):
    """Partnerships: members, codes, charter. Four new tables and an empty column: safe while the previous release runs."""

    dependencies = [
        ('organisations', '0004_api_tokens'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='on_behalf_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='namens'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('administrator', 'Beheerder'), ('scan_lead', 'Begeleider'), ('secretary', 'Secretaris'), ('management', 'Managementteam'), ('works_council', 'Ondernemingsraad'), ('council', 'Raadslid'), ('partner', 'Deelnemer')], max_length=20, verbose_name='rol'),
        ),
        migrations.CreateModel(
            name='Charter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid6.uuid7, editable=False)),
                ('version', models.PositiveIntegerField(verbose_name='versie')),
                ('purpose', models.TextField(blank=True, verbose_name='waarvoor')),
                ('legal_form', models.CharField(blank=True, max_length=60, verbose_name='vorm')),
                ('voting_rule', models.CharField(choices=[('unanimous', 'unaniem: alle leden zijn voor'), ('two_thirds', 'twee derde van de leden is voor'), ('majority', 'meer dan de helft van de leden is voor')], max_length=20, verbose_name='stemregel')),
                ('shares', models.JSONField(default=list, verbose_name='wat leden delen')),
                ('reason', models.TextField(blank=True, verbose_name='reden')),
                ('made_by', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='organisations_charter_in_tenant'), models.UniqueConstraint(fields=('organisation', 'public_id'), name='organisations_charter_public_id'), models.UniqueConstraint(fields=('organisation', 'version'), name='charter_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid6.uuid7, editable=False)),
                ('name', models.CharField(max_length=200, verbose_name='samenwerkingsverband')),
                ('starts_on', models.DateField(verbose_name='lid sinds')),
                ('ends_on', models.DateField(null=True, verbose_name='uitgetreden op')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
                ('partnership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='organisations_participation_in_tenant'), models.UniqueConstraint(fields=('organisation', 'public_id'), name='organisations_participation_public_id'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('organisation', 'partnership'), name='participation_once'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='participation_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('partnership__isnull', False), ('ends_on__isnull', False), _connector='OR'), name='removed_partnership_has_ended')],
            },
        ),
        migrations.CreateModel(
            name='PartnershipInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid6.uuid7, editable=False)),
                ('name', models.CharField(max_length=200, verbose_name='gemeente')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mailadres')),
                ('secret_hash', models.CharField(max_length=64)),
                ('sent_at', models.DateTimeField(null=True, verbose_name='verstuurd op')),
                ('expires_at', models.DateTimeField(verbose_name='geldig tot')),
                ('accepted_at', models.DateTimeField(null=True, verbose_name='aangenomen op')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='ingetrokken op')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='organisations_partnershipinvitation_in_tenant'), models.UniqueConstraint(fields=('organisation', 'public_id'), name='organisations_partnershipinvitation_public_id'), models.UniqueConstraint(fields=('organisation', 'secret_hash'), name='partnership_code_once'), models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='partnership_code_not_used_and_withdrawn')],
            },
        ),
        migrations.CreateModel(
            name='PartnershipMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid6.uuid7, editable=False)),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='naam')),
                ('starts_on', models.DateField(verbose_name='lid sinds')),
                ('ends_on', models.DateField(null=True, verbose_name='uitgetreden op')),
                ('municipality', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='organisations_partnershipmember_in_tenant'), models.UniqueConstraint(fields=('organisation', 'public_id'), name='organisations_partnershipmember_public_id'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('organisation', 'municipality'), name='member_once'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='member_leaves_after_it_joined'), models.CheckConstraint(condition=models.Q(('municipality__isnull', False), ('ends_on__isnull', False), _connector='OR'), name='removed_member_has_left')],
            },
        ),
    ]
