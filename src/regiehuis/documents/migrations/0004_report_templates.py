import django.db.models.deletion
import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):
    """Files that reports are made on. A new table: safe while the previous release runs."""

    dependencies = [
        ('documents', '0003_publications'),
        ('organisations', '0007_second_step_reset'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid6.uuid7, editable=False)),
                ('kind', models.CharField(choices=[('docx', 'Word'), ('odt', 'OpenDocument')], max_length=4)),
                ('found', models.JSONField()),
                ('put_at', models.DateTimeField(verbose_name='in gebruik sinds')),
                ('put_by', models.CharField(max_length=200, verbose_name='gekozen door')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='in gebruik tot')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.blob')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='documents_reporttemplate_in_tenant'), models.UniqueConstraint(fields=('organisation', 'public_id'), name='documents_reporttemplate_public_id'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('organisation', 'kind'), name='one_template_in_force')],
            },
        ),
    ]
