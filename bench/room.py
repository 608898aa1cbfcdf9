"""The room of a session, looked at by 200 groups of five who wait for news.

Claim: the p95 of a look that finds nothing new is at most 3 times that of a bare page of 20 rows
for somebody signed in, asked at the same rate on the same server; its processor time too; and a log
ten times as long costs nothing more. Run: python bench/room.py
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _server import BenchServer, bare_pages, environment, judge, leave, report

GROUPS, PEOPLE = 200, 5
# While nothing happens a page looks once in five seconds; who leads or is next, in three.
EAGER, EAGER_S, PAUSE_S = 2, 3.0, 5.0
SECONDS, ROUNDS = 10.0, 3

SEED = """
import json, sys
from junto.config import environment; environment.set_up_django()
from datetime import timedelta
from django.utils import timezone
from junto.config.sessions import SessionStore
from junto.domain.accounts.models import User
from junto.domain.groups.models import Group, GroupMember
from junto.domain.organizations.models import Organization, SupportContact
from junto.domain.people.models import Person
from junto.domain.programs.models import Program
from junto.domain.sessions import room_actions, room_queries
from junto.domain.sessions.models import RoomEvent, Session
from junto.foundation import tenancy
from junto.foundation.access import Actor
groups, people, now, made = int(sys.argv[1]), int(sys.argv[2]), timezone.now(), []
organization = Organization.objects.create(name="Rooms", created_at=now)
with tenancy.scope(organization.pk):
    SupportContact.objects.create(name="Counsel", how="counsel@help.example")
    program = Program.objects.create(name="Rooms", created_at=now)
    for number in range(groups):
        group = Group.objects.create(
            program=program, kind="circle", name=f"Circle {number}", published_at=now
        )
        session = Session.objects.create(
            group=group, number=1, title="Bench", date=now.date(), starts=now.time(), zone="UTC",
            minutes=60, starts_at=now, ends_at=now + timedelta(hours=1), changed_at=now,
            format_id="consultation-circle", format_version="1.0.0",
        )
        actors = []
        for place in range(people):
            user = User.objects.create(email=f"r{number}-{place}@people.example", name="Rae")
            person = Person.objects.create(
                full_name=f"Rae {number} {place}", email=user.email, user=user, created_at=now
            )
            GroupMember.objects.create(group=group, person=person, joined_at=now)
            actors.append(Actor(user.pk, person.pk, organization.pk))
            web = SessionStore()
            web["_auth_user_id"] = str(user.pk)
            web["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
            web["_auth_user_hash"] = user.get_session_auth_hash()
            web.create()
            made.append([session.ref, person.ref, web.session_key])
        for actor in actors:
            room_actions.arrive(session=session, actor=actor, now=now)
        room_actions.open_room(session=session, actor=actors[0], now=now)
        if number == 1:
            for _ in range(150):
                room_actions.pause(session=session, actor=actors[0], now=now)
                room_actions.resume(session=session, actor=actors[0], now=now)
print(json.dumps(made))
"""


def seed(data_dir: Path) -> list:
    done = subprocess.run(
        [sys.executable, "-c", SEED, str(GROUPS), str(PEOPLE)],
        env=environment(data_dir),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


async def ask(port: int, path: str, cookie: str) -> tuple:
    """One request on a connection of its own: status, seconds, body."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: junto={cookie}\r\n"
        "Connection: close\r\n\r\n".encode()
    )
    answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), time.perf_counter() - began, body


def token_in(page: bytes) -> str:
    return page.decode().partition('data-seen="')[2].partition('"')[0]


async def crowd(port: int, paths: list) -> tuple:
    """Everybody asks once in every pause; seconds of each answer, sorted, and how many had news.

    Who got news has a new page, and goes on from there: `paths` is changed.
    """
    found, news = [], []

    async def one(place: int, path: str, cookie: str) -> None:
        pause = EAGER_S if place % PEOPLE < EAGER else PAUSE_S
        await asyncio.sleep(pause * place / len(paths))
        end = time.perf_counter() + SECONDS
        while time.perf_counter() < end:
            status, taken, body = await ask(port, path, cookie)
            if status not in (200, 204):
                raise SystemExit(f"{path} answers {status}")
            found.append(taken)
            if status == 200 and "seen=" in path:
                path = f"{path.partition('seen=')[0]}seen={token_in(body)}"
                paths[place] = (path, cookie)
                news.append(path)
            await asyncio.sleep(max(0.0, pause - taken))

    await asyncio.gather(*(one(at, path, cookie) for at, (path, cookie) in enumerate(paths)))
    return sorted(found), len(news)


async def looks(port: int, people: list) -> list:
    """The address of everybody's next look, as their page has it."""
    found = []
    for ref, _, cookie in people:
        stem = f"/sessions/{ref}/room"
        status, _, body = await ask(port, stem, cookie)
        if status != 200:
            raise SystemExit(f"{stem} answers {status}")
        found.append((f"{stem}/state?seen={token_in(body)}", cookie))
    return found


async def quiet(port: int, people: list) -> tuple:
    """The look of somebody who does not lead; whoever leads has just looked."""
    for path, cookie in await looks(port, people):
        await ask(port, path, cookie)
    found = await looks(port, people)
    # A leader's page tells the minutes behind and changes with them.
    return next(each for each in found if "l" not in each[0].partition("seen=")[2])


def p95(sorted_seconds: list) -> float:
    return 1000 * sorted_seconds[int(0.95 * len(sorted_seconds))]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        with BenchServer(data_dir) as server:
            server.first_page_s()
            people = seed(data_dir)
            short, cookie = asyncio.run(quiet(server.port, people[:PEOPLE]))
            _, bare = bare_pages(server, {"junto": cookie})
            short, cookie = asyncio.run(quiet(server.port, people[:PEOPLE]))
            look = server.cpu_ms(short, cookies={"junto": cookie}, expected=204)
            judge("a look that finds nothing new", look / bare, 3, "times the bare page")
            long, other = asyncio.run(quiet(server.port, people[PEOPLE : 2 * PEOPLE]))
            long_look = server.cpu_ms(long, cookies={"junto": other}, expected=204)
            judge("the same after 300 entries more", long_look / look, 1.3, "times")
            page = server.cpu_ms(short.partition("/state")[0], cookies={"junto": cookie})
            report("the whole page of the room", page / bare, "times the bare page")
            bares = [("/bare/signed-in", cookie) for _, _, cookie in people]
            calm = [asyncio.run(crowd(server.port, bares))[0] for _ in range(ROUNDS)]
            # Rooms are looked at without a pause: who leads would else be missed after 20 seconds.
            paths = asyncio.run(looks(server.port, people))
            asyncio.run(crowd(server.port, paths))
            rounds = [asyncio.run(crowd(server.port, paths)) for _ in range(ROUNDS)]
            busy = [found for found, _ in rounds]
            # The machine is shared: the calmest round says what the pages themselves cost.
            bare_p95, look_p95 = min(map(p95, calm)), min(map(p95, busy))
            report(f"{GROUPS} rooms of {PEOPLE}: looks", len(busy[0]) / SECONDS, "a second")
            report("of these with news", sum(news for _, news in rounds) / ROUNDS, "a round")
            report("p95 of the bare page at this rate", bare_p95, "ms")
            report("p95 of a look", look_p95, "ms")
            judge("p95 of a look", look_p95 / bare_p95, 3, "times the bare page")
    leave()


if __name__ == "__main__":
    main()
