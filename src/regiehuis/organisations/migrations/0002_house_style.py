import django.db.models.deletion
import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):
    """Colours and logo of an organisation. Safe while the previous release runs: the new columns have a default in the database."""

    dependencies = [
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='logo_hash',
            field=models.CharField(blank=True, db_default='', default='', max_length=16),
        ),
        migrations.AddField(
            model_name='organisation',
            name='style_hash',
            field=models.CharField(blank=True, db_default='', default='', max_length=16),
        ),
        migrations.CreateModel(
            name='HouseStyle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid6.uuid7, editable=False)),
                ('tokens', models.JSONField(default=dict)),
                ('logo', models.BinaryField(null=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='organisations_housestyle_in_tenant'), models.UniqueConstraint(fields=('organisation', 'public_id'), name='organisations_housestyle_public_id'), models.UniqueConstraint(fields=('organisation',), name='one_house_style_per_organisation')],
            },
        ),
    ]
