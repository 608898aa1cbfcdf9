"""Reading sealed copies in the terminal: only with a reason, and the log tells."""

from __future__ import annotations

import pytest

from factories import NOW, OrganizationFactory, actor_of, make_person
from junto.domain.groups import vetoes
from junto.foundation import tenancy
from junto.foundation.events.models import EventRecord
from junto.interfaces.cli import audit

pytestmark = pytest.mark.django_db


def test_who_asked_is_printed_and_the_log_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    organization = OrganizationFactory(name="Northlight", keeps_apart=True)
    ana, ben = (make_person(organization, full_name=name) for name in ("Ana", "Ben"))
    with tenancy.scope(organization.pk):
        vetoes.keep_apart(person=ana, from_refs=[ben.ref], actor=actor_of(ana), now=NOW)

    assert audit.open_sealed(organization.ref, " A complaint ") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{NOW.date()}  Ana: Ben",
        "1 sealed copies of Northlight; its log says that you read them.",
    ]
    with tenancy.scope(organization.pk):
        assert EventRecord.objects.get().payload == {"reason": "A complaint", "count": 1}


@pytest.mark.parametrize(("ref", "reason"), [("zzzzzzzzzzzz", "A complaint"), ("", "  ")])
def test_without_a_reason_or_an_organization_nothing_is_read(
    ref: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.open_sealed(ref, reason) == 2
    told = capsys.readouterr()
    assert (told.out, len(told.err.splitlines())) == ("", 1)
