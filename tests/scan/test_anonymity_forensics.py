"""Whoever reads the whole database after the survey, hidden columns included, cannot say who gave which answer (Done means 7).

Every answer comes in as in reality: its own request, its own transaction, on a database of its own. The attacker here is
the superuser of the server, who is stopped by no policy.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations
from random import Random

import psycopg
import pytest
from django.core import mail
from django.test import Client

from regiehuis.platform.links import secret_hash
from regiehuis.platform.tenancy import tenant
from regiehuis.scan import tasks
from regiehuis.scan.models import ResponseInbox, SurveyInvitation, SurveyRound
from regiehuis.scan.services import surveys
from tests.conftest import Database

from .steps import CODES, K, Town, cards, link_of, open_survey

ANSWERS, REMARKS, INBOX, INVITATIONS = "scan_response", "scan_remark", "scan_responseinbox", "scan_surveyinvitation"
INVITED = {"mt": 12, "medewerker": 40}


def attack(database: Database, query: str) -> list[tuple]:
    with database.connect("postgres") as superuser:
        return superuser.execute(query).fetchall()  # type: ignore[call-overload]


def every_row(database: Database) -> dict[str, list[str]]:
    """Every row of every table and the state of every counter, as text."""
    with database.connect("postgres") as superuser:
        tables = superuser.execute("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace").fetchall()
        found = {name: [row for (row,) in superuser.execute(f'select t::text from "{name}" t').fetchall()] for (name,) in tables}
        found["counters"] = [
            repr(row) for row in superuser.execute("select sequencename, last_value from pg_sequences order by 1").fetchall()
        ]
    return found


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> set[str]:
    return {name for name in before | after if sorted(before.get(name, [])) != sorted(after.get(name, []))}


def cards_of(number: int) -> dict[str, int]:
    """Cards that say who gave them, if one knew: the number in base four."""
    return {code: 1 + (number // 4**place) % 4 for place, code in enumerate(CODES)}


def concordance(first: Sequence[int], second: Sequence[int]) -> float:
    """Kendall's tau: 1 = the same order, -1 = the reverse, about 0 = no relation.

    Over 40 answers its standard deviation without any relation is 0.11, so 0.6 by chance happens once in 20 million runs.
    """
    pairs = list(combinations(range(len(first)), 2))
    agreeing = sum(
        ((first[i] - first[j]) * (second[i] - second[j]) > 0) - ((first[i] - first[j]) * (second[i] - second[j]) < 0) for i, j in pairs
    )
    return agreeing / len(pairs)


MOST_CONCORDANCE = 0.6


def test_concordance_sees_an_order_and_its_reverse():
    assert concordance(range(40), range(40)) == 1
    assert concordance(range(40), range(40, 0, -1)) == -1
    assert abs(concordance(range(40), Random(1).sample(range(40), 40))) < MOST_CONCORDANCE


@dataclass
class Held:
    """A survey in a database of its own, and what only this test knows: who answered what, in which order."""

    database: Database
    town: Town
    survey: SurveyRound
    listed: list[str]
    order: list[SurveyInvitation] = field(default_factory=list)

    def post(self, invitation: SurveyInvitation, client: Client | None = None) -> Client:
        client = client or Client()
        number = len(self.order)
        sent = {code: str(level) for code, level in cards_of(number).items()} | {"remark": f"Opmerking {number}"}
        answered = client.post(link_of(invitation, self.town.organisation), sent)
        assert answered.status_code == 200
        self.order.append(invitation)
        return client

    def move(self) -> None:
        tasks.move_answers(timestamp=0)

    def close(self) -> int:
        with tenant(self.town.pk):
            return surveys.close_round(by=self.town.lead, survey=self.survey)

    def numbers_in_order_of(self, table: str, order: str) -> list[int]:
        """The respondents (in order of answering) as their answers come out of this table."""
        found = attack(self.database, f"select cards from {table} order by {order}")
        known = {tuple(cards_of(number).values()): number for number in range(len(self.order))}
        return [known[tuple(row)] for (row,) in found]

    def remarks_in_order_of(self, order: str) -> list[int]:
        return [int(text.split()[1]) for (text,) in attack(self.database, f"select text from {REMARKS} order by {order}")]

    def invitations_in_order_of(self, order: str) -> list[int]:
        """The same from the invitations that were used; the others were never answered."""
        place = {invitation.email: number for number, invitation in enumerate(self.order)}
        return [place[email] for (email,) in attack(self.database, f"select email from {INVITATIONS} where is_used order by {order}")]

    def transactions(self, table: str) -> set[str]:
        return {number for (number,) in attack(self.database, f"select distinct xmin::text from {table}")}


@pytest.fixture
def held(committed: Database) -> Held:
    town = Town.found()
    with tenant(town.pk):
        survey = open_survey(town, town.scan(), INVITED)
        listed = list(survey.invitations.order_by("pk").values_list("email", flat=True))
    return Held(database=committed, town=town, survey=survey, listed=listed)


@pytest.fixture
def people(held: Held) -> list[SurveyInvitation]:
    """Forty of those asked, in the order in which they will answer: not that of any list."""
    with tenant(held.town.pk):
        found = list(held.survey.invitations.order_by("pk"))
    return Random(7).sample(found, 40)


def test_one_answer_writes_an_inbox_row_and_spends_its_link_and_nothing_else(held, people):
    """No log, job, session, cache row, progress, mail or counter: nothing that could hold the moment."""
    held.post(people[0])
    before, mails = every_row(held.database), len(mail.outbox)
    held.post(people[1])
    after = every_row(held.database)
    assert changed(before, after) == {INBOX, INVITATIONS}
    assert len(after[INBOX]) == len(before[INBOX]) + 1
    gone, new = (set(first[INVITATIONS]) - set(second[INVITATIONS]) for first, second in ((before, after), (after, before)))
    assert [len(gone), len(new)] == [1, 1]
    (was,), (became,) = gone, new
    assert became == was.replace(",f,", ",t,", 1), "of the invitation only `is_used` changed"
    assert len(mail.outbox) == mails


def test_looking_writes_nothing_at_all(held, people):
    before = every_row(held.database)
    assert Client().get(link_of(people[0], held.town.organisation)).status_code == 200
    assert changed(before, every_row(held.database)) == set()


def test_no_answer_is_stored_anywhere_but_in_its_table(held, people):
    """Each answer is searched in all tables by its cards; each person by address, link and id."""
    for person in people[:12]:
        held.post(person)
    held.move()
    held.close()
    rows = every_row(held.database)
    answers = ["{" + ",".join(map(str, cards_of(number).values())) + "}" for number in range(12)]
    assert {name for name, texts in rows.items() if any(answer in text for answer in answers for text in texts)} == {ANSWERS}
    for person in held.order:
        token = link_of(person, held.town.organisation).rsplit(".", 1)[1].strip("/")
        for trace in (person.email, str(person.public_id), person.token_hash, token, secret_hash(token)):
            assert {name for name, texts in rows.items() if any(trace in text for text in texts)} <= {INVITATIONS}


def test_jobs_name_no_person_and_no_answer(held, people):
    held.post(people[0])
    jobs = attack(held.database, "select task_name, args::text from procrastinate_jobs")
    assert [(name, set(json.loads(args))) for name, args in jobs] == [("scan.send_survey_mail", {"organisation_id", "round_id"})]


def test_the_audit_log_tells_how_many_and_never_who(held, people):
    for person in people[:8]:
        held.post(person)
    held.close()
    with held.database.connect("postgres") as superuser:
        lines = superuser.execute("select event, by_name, subject, detail::text, reason from audit_event").fetchall()
    assert not [line for line in lines if "@gemeente" in repr(line)]
    assert {event for event, *_ in lines} == {"scan.survey.set_up", "scan.participants.added", "scan.survey.opened", "scan.survey.closed"}
    assert {by for _, by, *_ in lines} == {held.town.lead.name}


def test_a_batch_leaves_together_under_one_number_and_touches_no_invitation(held, people):
    for number, person in enumerate(people[:23], 1):
        held.post(person)
        invitations = attack(held.database, f"select xmin::text, ctid::text, t::text from {INVITATIONS} t order by ctid")
        moved_before, waiting = (attack(held.database, f"select count(*) from {table}")[0][0] for table in (ANSWERS, INBOX))
        held.move()
        moved, left = (attack(held.database, f"select count(*) from {table}")[0][0] for table in (ANSWERS, INBOX))
        assert moved + left == number
        assert (moved - moved_before) % K == 0
        assert moved == moved_before or left == 0 or left >= K
        assert left < 2 * K, f"{waiting} waited"
        assert attack(held.database, f"select xmin::text, ctid::text, t::text from {INVITATIONS} t order by ctid") == invitations
    batches = attack(held.database, f"select count(*) from {ANSWERS} group by xmin::text")
    assert [size for (size,) in batches] == [K] * len(batches)
    assert attack(held.database, f"select count(*) from {REMARKS} group by xmin::text") == batches, (
        "a remark points at a batch, not at an answer"
    )
    assert not held.transactions(ANSWERS) & held.transactions(INVITATIONS), "no moved answer shares its transaction with an invitation"


def test_after_closing_no_transaction_number_tells_answers_or_people_apart(held, people):
    for number, person in enumerate(people, 1):
        held.post(person)
        if number % 11 == 0:
            held.move()
    assert held.close() == len(people)
    assert attack(held.database, f"select count(*) from {INBOX}") == [(0,)]
    assert len(held.transactions(ANSWERS)) == 1
    assert len(held.transactions(INVITATIONS)) == 1
    assert len(held.transactions(REMARKS)) == 1
    hidden = attack(held.database, f"select distinct cmin::text from {ANSWERS} union all select distinct cmin::text from {INVITATIONS}")
    assert len(hidden) == 2, "one statement wrote all answers, one all invitations"
    assert attack(held.database, f"select count(*) from {ANSWERS} where xmax::text <> '0'") == [(0,)]


@pytest.mark.parametrize("moved", [False, True], ids=["all-at-closing", "in-batches"])
def test_after_closing_no_order_follows_that_of_answering(held, people, moved):
    """Neither where rows lie on disk, nor what their keys say, of answers and of invitations; nor one against the other."""
    for number, person in enumerate(people, 1):
        held.post(person)
        if moved and number % 10 == 0:
            held.move()
    if not moved:
        # What closing has to undo; by transaction, as a page that fills up is tidied at a moment of its own, and its rows move.
        assert abs(concordance(range(40), held.numbers_in_order_of(INBOX, "xmin::text::bigint"))) > MOST_CONCORDANCE
        assert abs(concordance(range(40), held.invitations_in_order_of("xmin::text::bigint"))) > MOST_CONCORDANCE
    held.close()
    answers = {f"{table} {order}": held.numbers_in_order_of(ANSWERS, order) if table == ANSWERS else held.remarks_in_order_of(order)
               for table in (ANSWERS, REMARKS) for order in ("ctid", "id")}  # fmt: skip
    invited = {order: held.invitations_in_order_of(order) for order in ("ctid", "id", "public_id")}
    assert {len(each) for each in (answers | invited).values()} == {40}
    listed = [email for (email,) in attack(held.database, f"select email from {INVITATIONS} order by ctid")]
    assert abs(concordance(range(len(listed)), [held.listed.index(email) for email in listed])) < MOST_CONCORDANCE, "nor that of the list"
    for found in (*answers.values(), *invited.values()):
        assert abs(concordance(range(40), found)) < MOST_CONCORDANCE
    beside = [found for order, found in answers.items() if order.startswith(REMARKS)]
    for first in [found for order, found in answers.items() if order.startswith(ANSWERS)]:
        for second in (*invited.values(), *beside):
            assert abs(concordance(first, second)) < MOST_CONCORDANCE
            assert sum(a == b for a, b in zip(first, second, strict=True)) < 10, "by chance one in forty falls in the same place"


def test_every_answer_gets_a_new_key_when_it_moves_and_again_at_closing(held, people):
    for person in people[:10]:
        held.post(person)
    keys = []
    for _ in range(3):
        keys.append({key for (key,) in attack(held.database, f"select id::text from {INBOX} union all select id::text from {ANSWERS}")})
        (held.move if len(keys) == 1 else held.close)() if len(keys) < 3 else None
    assert [len(each) for each in keys] == [10, 10, 10]
    assert len(keys[0] - keys[1]) == K, "those that moved"
    assert not (keys[0] | keys[1]) & keys[2], "all at closing"
    assert attack(held.database, f"select distinct substr(id::text, 15, 1) from {ANSWERS}") == [("4",)]


def test_invitations_are_gone_thirty_days_after_closing_and_the_answers_stay(held, people):
    for person in people[:6]:
        held.post(person)
    held.close()
    with tenant(held.town.pk):
        closed_on = SurveyRound.objects.get().closes_on
        assert surveys.forget_invitations(today=closed_on + timedelta(days=29)) == 0
        assert surveys.forget_invitations(today=closed_on + timedelta(days=30)) == sum(INVITED.values())
        assert SurveyInvitation.objects.count() == 0
        assert ResponseInbox.objects.count() == 0
    assert attack(held.database, f"select count(*) from {ANSWERS}") == [(6,)]


def test_this_attack_works_until_an_answer_has_moved(held, people):
    """The honest limit in the privacy text, and proof that the attacks above are real ones."""
    held.post(people[0])
    pairs = attack(held.database, f"select i.email, r.cards from {INBOX} r join {INVITATIONS} i on i.xmin = r.xmin")
    assert [(email, tuple(row)) for email, row in pairs] == [(people[0].email, tuple(cards_of(0).values()))]


def test_the_application_role_cannot_see_answers_of_another_municipality(held, people):
    held.post(people[0])
    with held.database.connect() as application:
        application.execute("select set_config('app.organisation_id', %s, true)", [str(held.town.pk + 1)])
        assert application.execute(f"select count(*) from {INBOX}").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute(f"insert into {INBOX} (id, organisation_id, round_id, role_group, cards) values (gen_random_uuid(), %s, %s, 'mt', '{{}}')",
                                [held.town.pk, held.survey.pk])  # fmt: skip


def test_the_cards_of_the_form_are_those_that_are_counted(held, people):
    """So that the tests above compare what respondents really sent."""
    Client().post(link_of(people[0], held.town.organisation), cards(4, I_GEG="wn", O_LEI=5))
    (row,) = attack(held.database, f"select cards from {INBOX}")
    assert row[0] == [{"O.LEI": 5, "I.GEG": None}.get(code, 4) for code in CODES]
