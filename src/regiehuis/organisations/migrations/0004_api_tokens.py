
import django.db.models.deletion
import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tokens and programs of the API. Two new tables: safe while the previous release runs."""

    dependencies = [
        ('organisations', '0003_erasure'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiClient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid6.uuid7, editable=False)),
                ('name', models.CharField(max_length=100, verbose_name='naam')),
                ('secret_hash', models.CharField(max_length=64)),
                ('scopes', models.JSONField(verbose_name='mag')),
                ('roles', models.JSONField(verbose_name='rollen')),
                ('made_by', models.CharField(max_length=200, verbose_name='gemaakt door')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='gemaakt op')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='ingetrokken op')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid6.uuid7, editable=False)),
                ('name', models.CharField(max_length=100, verbose_name='waarvoor')),
                ('secret_hash', models.CharField(max_length=64)),
                ('scopes', models.JSONField(verbose_name='mag')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='gemaakt op')),
                ('expires_at', models.DateTimeField(verbose_name='geldig tot')),
                ('last_used_on', models.DateField(null=True, verbose_name='laatst gebruikt op')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='ingetrokken op')),
                ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='organisations.apiclient')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='organisations.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='apiclient',
            constraint=models.UniqueConstraint(fields=('organisation', 'id'), name='organisations_apiclient_in_tenant'),
        ),
        migrations.AddConstraint(
            model_name='apiclient',
            constraint=models.UniqueConstraint(fields=('organisation', 'public_id'), name='organisations_apiclient_public_id'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.UniqueConstraint(fields=('organisation', 'id'), name='organisations_apitoken_in_tenant'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.UniqueConstraint(fields=('organisation', 'public_id'), name='organisations_apitoken_public_id'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.UniqueConstraint(fields=('organisation', 'secret_hash'), name='api_token_secret_once'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', True), ('client__isnull', True), _connector='XOR'), name='api_token_has_one_holder'),
        ),
    ]
