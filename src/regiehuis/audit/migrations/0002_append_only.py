from django.db import migrations

FORWARD = """
create function audit_event_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'audit_event is append-only';
end $$;
create trigger audit_event_append_only before update or delete or truncate on audit_event
    for each statement execute function audit_event_is_append_only();
"""
BACKWARD = """
drop trigger audit_event_append_only on audit_event;
drop function audit_event_is_append_only();
"""


class Migration(migrations.Migration):
    """No event is ever changed, not even by the owner of the table; the application role has no right to try."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
