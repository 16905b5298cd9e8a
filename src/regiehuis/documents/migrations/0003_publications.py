import django.db.models.deletion
import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):
    """Snapshots between organisations. Two new tables: safe while the previous release runs."""

    dependencies = [
        ('documents', '0002_imports'),
        ('organisations', '0005_partnerships'),
    ]

    operations = [
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid6.uuid7, editable=False)),
                ('source_name', models.CharField(max_length=200, verbose_name='gemeente')),
                ('kind', models.CharField(max_length=40)),
                ('form', models.CharField(max_length=40)),
                ('subject', models.CharField(max_length=60)),
                ('version', models.PositiveIntegerField(verbose_name='versie')),
                ('content', models.JSONField(null=True)),
                ('content_hash', models.CharField(max_length=64, verbose_name='controlegetal')),
                ('published_at', models.DateTimeField(verbose_name='gedeeld op')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='ingetrokken op')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='documents_publication_in_tenant'), models.UniqueConstraint(fields=('organisation', 'public_id'), name='documents_publication_public_id'), models.UniqueConstraint(fields=('organisation', 'source', 'kind', 'subject', 'version'), name='publication_version_once'), models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'source', 'kind', 'subject'), name='one_publication_in_force'), models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', True), ('withdrawn_at__isnull', False)), models.Q(('content__isnull', False), ('withdrawn_at__isnull', True)), _connector='OR'), name='withdrawn_publication_keeps_nothing')],
            },
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid6.uuid7, editable=False)),
                ('partnership_name', models.CharField(max_length=200, verbose_name='samenwerkingsverband')),
                ('publication', models.UUIDField()),
                ('kind', models.CharField(max_length=40)),
                ('subject', models.CharField(max_length=60)),
                ('version', models.PositiveIntegerField(verbose_name='versie')),
                ('content', models.JSONField()),
                ('content_hash', models.CharField(max_length=64, verbose_name='controlegetal')),
                ('shared_at', models.DateTimeField(verbose_name='gedeeld op')),
                ('shared_by', models.CharField(max_length=200, verbose_name='gedeeld door')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='ingetrokken op')),
                ('withdrawn_by', models.CharField(blank=True, max_length=200, verbose_name='ingetrokken door')),
                ('reason', models.TextField(blank=True, verbose_name='reden')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
                ('partnership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='documents_share_in_tenant'), models.UniqueConstraint(fields=('organisation', 'public_id'), name='documents_share_public_id'), models.UniqueConstraint(fields=('organisation', 'publication'), name='share_of_one_publication'), models.CheckConstraint(condition=models.Q(('partnership__isnull', False), ('withdrawn_at__isnull', False), _connector='OR'), name='share_with_nobody_is_withdrawn')],
            },
        ),
    ]
