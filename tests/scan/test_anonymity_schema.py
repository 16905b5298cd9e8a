"""Before anyone answers: the tables of answers have no place for who, from where, or when. Read from PostgreSQL itself."""

from __future__ import annotations

import pytest
from django.db import connection

from regiehuis.scan.models import Remark, Response, ResponseInbox
from tests.factories import RemarkFactory, ResponseFactory, ResponseInboxFactory

TABLES = [ResponseInbox._meta.db_table, Response._meta.db_table, Remark._meta.db_table]
EACH_TABLE = pytest.mark.parametrize("table", TABLES)
# Everything that is stored of an answer. Whoever adds a column here decides on anonymity: see the privacy text first.
OF_ALL = {("id", "uuid"), ("organisation_id", "bigint"), ("round_id", "bigint")}
OF_AN_ANSWER = OF_ALL | {("role_group", "character varying"), ("cards", "smallint[]")}
COLUMNS = {
    ResponseInbox._meta.db_table: OF_AN_ANSWER | {("remark", "text")},
    Response._meta.db_table: OF_AN_ANSWER,
    Remark._meta.db_table: OF_ALL | {("text", "text"), ("state", "character varying")},
}

pytestmark = pytest.mark.django_db


def ask(query: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


@EACH_TABLE
def test_an_answer_is_its_round_its_role_group_and_its_cards(table):
    found = ask("select attname, regexp_replace(format_type(atttypid, atttypmod), '\\(.*\\)', '') from pg_attribute"
                " where attrelid = %s::regclass and attnum > 0 and not attisdropped", table)  # fmt: skip
    assert set(found) == COLUMNS[table]


@EACH_TABLE
def test_no_column_was_dropped_either(table):
    """A dropped column stays in the row until it is rewritten."""
    assert ask("select count(*) from pg_attribute where attrelid = %s::regclass and attnum > 0 and attisdropped", table) == [(0,)]


@EACH_TABLE
def test_an_answer_points_at_its_organisation_and_its_round_only(table):
    found = ask("select distinct confrelid::regclass::text from pg_constraint where contype = 'f' and conrelid = %s::regclass", table)
    assert {parent for (parent,) in found} == {"organisations_organisation", "scan_surveyround"}


@EACH_TABLE
def test_nothing_points_at_an_answer(table):
    assert ask("select conrelid::regclass::text from pg_constraint where contype = 'f' and confrelid = %s::regclass", table) == []


@EACH_TABLE
def test_no_number_counts_the_answers(table):
    """No serial, no identity, no default that a clock or counter gives, no trigger that could write one elsewhere."""
    assert (
        ask("select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and (atthasdef or attidentity <> '')", table)
        == []
    )
    assert (
        ask("select relname from pg_class s join pg_depend d on d.objid = s.oid where s.relkind = 'S' and d.refobjid = %s::regclass", table)
        == []
    )
    assert ask("select tgname from pg_trigger where tgrelid = %s::regclass and not tgisinternal", table) == []
    assert ask("select rulename from pg_rules where tablename = %s", table) == []


@EACH_TABLE
def test_postgresql_keeps_no_time_of_commits(table):
    """With track_commit_timestamp each row's transaction number would lead to a moment."""
    assert ask("show track_commit_timestamp") == [("off",)]


@pytest.mark.parametrize("made_by", [ResponseInboxFactory, ResponseFactory, RemarkFactory])
def test_the_key_of_an_answer_is_random_and_holds_no_time(made_by):
    keys = [made_by().id for _ in range(3)]
    assert {key.version for key in keys} == {4}
    assert len(set(keys)) == 3


def test_an_invitation_holds_no_answer_and_no_moment():
    """`reminded_on` is the day of a mail that we sent ourselves."""
    found = dict(ask("select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'scan_surveyinvitation'::regclass"
                     " and attnum > 0 and not attisdropped"))  # fmt: skip
    assert not [
        name for name, kind in found.items() if "timestamp" in kind or "time " in kind or "[]" in kind or "json" in kind or kind == "inet"
    ]
    assert [name for name, kind in found.items() if kind == "date"] == ["reminded_on"]
