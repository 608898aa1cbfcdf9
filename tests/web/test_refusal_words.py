"""What the kernel refuses is said in the reader's language: every code has its sentences."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

import junto.kernel.grouping.feasibility as feasibility
from factories import OrganizationFactory, make_person
from factories.boards import form_groups, make_world
from junto.domain.groups import refusals
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.interfaces.web.ui import framed

pytestmark = pytest.mark.django_db

SCRIPT = Path(__file__).parents[2] / "scripts/messages.py"
CODES = {"Impossible": 4, "_pin_trouble": 3, "Relaxation": 1, "offer": 1}


@pytest.fixture
def accented(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever goes through gettext gets brackets, also what no catalog knows yet."""
    spec = importlib.util.spec_from_file_location("messages_script", SCRIPT)
    assert spec
    assert spec.loader
    messages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(messages)
    engine = translation._trans  # type: ignore[attr-defined]

    def one(text: str) -> str:
        return str(messages.accented(str(text))) if text else text

    def several(single: str, many: str, count: int) -> str:
        return one(single if count == 1 else many)

    monkeypatch.setattr(engine, "gettext", one, raising=False)
    monkeypatch.setattr(engine, "ngettext", several, raising=False)
    framed._kept.cache_clear()
    yield
    framed._kept.cache_clear()


def plain_sentences(html: str) -> list[str]:
    """Runs of three words or more that stand in no brackets."""
    main = html[html.index("<main") : html.index("</main>")]
    main = re.sub(r"<(style|script|datalist|select|bdi)\b.*?</\1>", " ", main, flags=re.DOTALL)
    words = unescape(re.sub(r"<[^>]+>", "\n", main))
    before = ""
    while before != words:
        before, words = words, re.sub(r"\[[^\[\]]*\]", " ", words)
    return re.findall(r"[A-Za-z’']+(?: [A-Za-z’']+){2,}", words)


def codes_of(function: str) -> set[str]:
    place, found = CODES[function], set()
    for call in ast.walk(ast.parse(Path(feasibility.__file__).read_text())):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == function:
            code = call.args[place]
            found |= {code.value} if isinstance(code, ast.Constant) else set()
    return found


def test_every_code_of_the_kernel_has_words() -> None:
    whys = codes_of("Impossible") | codes_of("_pin_trouble")
    helps = codes_of("Relaxation") | codes_of("offer")

    assert whys == set(refusals._WHYS)
    assert helps == set(refusals._HELPS)


HARD: dict[str, dict[str, Any]] = {
    "alike": {"at_most": {"attribute": "unit", "count": 1}},
    "kind": {"at_least": {"attribute": "unit", "value": "Digital", "count": 3}},
    "same": {"same": {"attribute": "site"}},
    "hours": {"shared_hours": {"hours": 7, "on": ["2026-12-01", "2027-07-01"]}},
    "languages": {"common_language": {"attribute": "languages"}},
    "gone": {"at_most": {"attribute": "nothing_of_the_kind", "count": 1}},
    "nobody": {"at_least": {"attribute": "unit", "value": "Nowhere", "count": 1}},
}


@pytest.mark.parametrize("what", [*HARD, "tied", "size"])
def test_an_impossible_draft_holds_no_sentence_that_cannot_be_translated(
    accented: None, what: str
) -> None:
    made = make_world(people=13 if what == "size" else 12, size_min=4, size_max=4)
    first_id = made.members[0].pk
    first, second, third = (person.ref for person in made.members[:3])
    tied = [{"together": [[first, second], [second, third]]}, {"never_together": [[first, third]]}]
    made.program.rules = {"hard": [HARD[what]] if what in HARD else tied, "soft": []}
    with tenancy.scope(made.organization.pk):
        made.program.save()
        Person.objects.filter(pk=first_id).update(time_zone="Asia/Tokyo", languages=["Ainu"])
    draft = form_groups(made)
    client = Client(headers={"accept-language": "en-xa"})
    client.force_login(made.manager.user)
    board = reverse("groups:draft", kwargs={"ref": made.program, "draft": draft})
    rules = reverse("programs:rules", kwargs={"ref": made.program})

    pages = [client.get(page).content.decode() for page in (board, rules)]

    assert draft.state in ("impossible", "failed")
    assert "tag tag-warn" in pages[1]
    assert [plain_sentences(page) for page in pages] == [[], []]


def test_permissions_are_read_in_the_language_of_the_reader(accented: None) -> None:
    admin = make_person(OrganizationFactory(name="Northwind"), roles=("org_admin",))
    client = Client(headers={"accept-language": "en-xa"})
    client.force_login(admin.user)

    page = client.get(
        reverse("organization:permissions", kwargs={"ref": admin.organization})
    ).content.decode()

    assert plain_sentences(page) == []
