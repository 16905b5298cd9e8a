from django.db import migrations

FORWARD = """
create or replace function audit_event_is_append_only() returns trigger language plpgsql as $$
declare
    erased text := nullif(current_setting('app.erasing_organisation_id', true), '');
begin
    if tg_op = 'DELETE' and erased is not null and erased = current_setting('app.organisation_id', true)
       and current_user = (select tableowner from pg_tables where schemaname = 'public' and tablename = 'audit_event') then
        return null;
    end if;
    raise exception 'audit_event is append-only';
end $$;
"""
BACKWARD = """
create or replace function audit_event_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'audit_event is append-only';
end $$;
"""


class Migration(migrations.Migration):
    """One path through: the owner who removes a whole organisation, inside its tenant and that one transaction.

    The application role has no right to delete, whatever it sets. Safe while the previous release runs: it never deletes.
    """

    dependencies = [("audit", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
