#!/bin/sh
# The two roles and the database, as docs/beheer/database.md tells. The image of PostgreSQL runs this once, on an empty volume.
set -eu
psql --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set owner_password="$REGIEHUIS_OWNER_PASSWORD" --set app_password="$REGIEHUIS_APP_PASSWORD" <<'SQL'
create role regiehuis_owner login password :'owner_password' nosuperuser nobypassrls;
create role regiehuis_app login password :'app_password' nosuperuser nobypassrls;
create database regiehuis owner regiehuis_owner encoding 'UTF8' template template0;
revoke all on database regiehuis from public;
grant connect on database regiehuis to regiehuis_app;
SQL
