from django.db import migrations, models


class Migration(migrations.Migration):
    """One line for each organisation that was removed. Safe while the previous release runs: a new table."""

    dependencies = [
        ('organisations', '0002_house_style'),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='naam')),
                ('organisation_public_id', models.UUIDField()),
                ('reason', models.TextField(verbose_name='reden')),
                ('performed_by', models.CharField(max_length=200)),
                ('counts', models.JSONField()),
                ('accounts', models.PositiveIntegerField()),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]
