"""What goes wrong in rooms, on purpose: the server killed, words lost, doors shut, two at once.

Claims, each printed: killed in the middle of a stage and started again, every page hears where its
room is and no stage ends at another moment than before; of two who press "next" at once in every
room exactly one step is made; and an hour of silence through a proxy that shuts idle doors, with
all times sixty times shorter, shuts none. Run: python bench/chaos.py
"""

import asyncio
import contextlib
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _server import BenchServer, environment, judge, leave, report
from live import free_port, listen, page_of, press, stop, token_of
from room import PEOPLE, seed
from websockets.exceptions import ConnectionClosed

ROOMS = 40
BEAT_S, SHORTER = 10, 60
IDLE_DOOR_S = 60
AN_HOUR_S = 3600
QUIET_ROOMS = 6
PATIENCE_S = 60

STEPS = """
import json, sys
from junto.config import environment; environment.set_up_django()
from junto.domain.sessions.models import RoomEvent
from junto.foundation import tenancy
with tenancy.unscoped("a bench counts what is in the logs"):
    rows = RoomEvent.objects.filter(kind="advanced").values_list("session__ref", flat=True)
    print(json.dumps(sorted(rows)))
"""


def steps_made(data: Path) -> list:
    """The rooms of all steps in the logs."""
    done = subprocess.run(
        [sys.executable, "-c", STEPS],
        env=environment(data),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


async def ends_of(port: int, made: list) -> list:
    """When the stage under way ends in each room, in milliseconds, and which step it is."""
    found = []
    for at in range(0, len(made), PEOPLE):
        page = await page_of(port, made[at][0], made[at][2])
        ends = re.search(r'data-ends="(\d+)"', page)
        step = re.search(r'name="step" value="(\d+)"', page)
        found.append((ends and int(ends[1]), step and int(step[1])))
    return found


async def wait_for(what, within: float = PATIENCE_S) -> float:
    """Wait until something holds; the seconds that took, or more than it may."""
    began = time.perf_counter()
    while not what() and time.perf_counter() - began < within:
        await asyncio.sleep(0.01)
    return time.perf_counter() - began


async def beat(pages: list) -> None:
    """Say once that everybody is still there."""
    for page in pages:
        with contextlib.suppress(ConnectionClosed):
            await page.page.send('{"here":1}')


async def two_at_once(port: int, made: list) -> None:
    """Two of every room press the same button at the same moment."""
    pages, tasks = listen([port], made)
    await wait_for(lambda: all(page.newest >= 0 for page in pages))
    pressing = []
    for at in range(0, len(made), PEOPLE):
        text = await page_of(port, made[at][0], made[at][2])
        step = re.search(r'name="step" value="(\d+)"', text)[1]
        leads = [n for n in range(at, at + PEOPLE) if await leads_in(port, made[n])]
        who = (leads * 2)[:2]
        tokens = [await token_of(port, made[n][0], made[n][2]) for n in who]
        pressing += [
            press(port, made[n][0], made[n][2], token, f"next&step={step}")
            for n, token in zip(who, tokens, strict=True)
        ]
    before = [page.newest for page in pages]
    began = time.perf_counter()
    answers = await asyncio.gather(*pressing)
    await wait_for(lambda: all(page.newest > old for page, old in zip(pages, before, strict=True)))
    took = time.perf_counter() - began
    judge(
        "two at once: answers that are errors", sum(each >= 500 for each in answers), 0, "answers"
    )
    judge("two at once: until every page was told", took, PATIENCE_S / 2, "s")
    await stop(tasks)


async def leads_in(port: int, one: list) -> bool:
    """Tell whether somebody's page has the button to go on."""
    return 'value="next"' in await page_of(port, one[0], one[2])


async def killed(data: Path, server: BenchServer, made: list) -> None:
    """Kill the server in the middle of a stage and start it again on the same port."""
    ends = await ends_of(server.port, made)
    pages, tasks = listen([server.port], made)
    await wait_for(lambda: all(page.newest >= 0 for page in pages))
    known = [page.newest for page in pages]
    server.process.kill()
    server.process.wait(30)
    for page in pages:
        page.newest = -1
    began = time.perf_counter()
    again = await asyncio.to_thread(BenchServer, data, "--port", str(server.port))
    took = await wait_for(lambda: all(page.newest >= 0 for page in pages))
    report("killed: until the server answers again", time.perf_counter() - began - took, "s")
    report("killed: then until every page is back", took, "s")
    wrong = sum(page.newest != old for page, old in zip(pages, known, strict=True))
    judge("killed: pages that hear another place", wrong, 0, "pages")
    after = await ends_of(server.port, made)
    moved = sum(old != new for old, new in zip(ends, after, strict=True))
    judge("killed: rooms whose stage ends at another moment", moved, 0, "rooms")
    await stop(tasks)
    again.__exit__()


class Doors:
    """A proxy that shuts a connection on which nothing was said for a while."""

    def __init__(self, port: int, idle: float) -> None:
        self.port, self.idle, self.shut = port, idle, 0

    async def pass_on(self, reader, writer, touched: list) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                touched[0] = time.perf_counter()
                writer.write(data)
                await writer.drain()
        writer.close()

    async def come(self, reader, writer) -> None:
        """One visitor."""
        inner, outer = await asyncio.open_connection("127.0.0.1", self.port)
        touched = [time.perf_counter()]
        ways = [
            asyncio.create_task(self.pass_on(reader, outer, touched)),
            asyncio.create_task(self.pass_on(inner, writer, touched)),
        ]
        try:
            while not any(each.done() for each in ways):
                await asyncio.sleep(0.05)
                if time.perf_counter() - touched[0] > self.idle:
                    self.shut += 1
                    break
        except asyncio.CancelledError:
            # The bench is over.
            pass
        for each in ways:
            each.cancel()
        writer.close()
        outer.close()


async def quiet_hour(port: int, made: list) -> None:
    """An hour in which nobody does anything, behind a proxy that shuts idle connections."""
    doors = Doors(port, IDLE_DOOR_S / SHORTER)
    outside = free_port()
    async with await asyncio.start_server(doors.come, "127.0.0.1", outside):
        pages, tasks = listen([outside], made, host=port)
        await wait_for(lambda: all(page.newest >= 0 for page in pages))
        end = time.perf_counter() + AN_HOUR_S / SHORTER
        while time.perf_counter() < end:
            await asyncio.sleep(BEAT_S / SHORTER)
            await beat(pages)
        judge("an hour at a sixtieth: doors that were shut", doors.shut, 0, "doors")
        before = [page.newest for page in pages]
        token = await token_of(port, made[0][0], made[0][2])
        await press(port, made[0][0], made[0][2], token, "pause")
        took = await wait_for(lambda: all(pages[n].newest > before[n] for n in range(PEOPLE)))
        report("after it: pressed to told in that room", 1000 * took, "ms")
        judge("after it: pages that were not told", took, PATIENCE_S / 2, "s")
        await press(port, made[0][0], made[0][2], token, "resume")
        await stop(tasks)


def main() -> None:
    """Break one thing after the other."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with BenchServer(data):
            pass
        made = seed(data)[: ROOMS * PEOPLE]
        with BenchServer(data) as server:
            asyncio.run(quiet_hour(server.port, made[: QUIET_ROOMS * PEOPLE]))
            asyncio.run(two_at_once(server.port, made))
            steps = steps_made(data)
            judge(
                "two at once: rooms with another count than one",
                abs(len(set(steps)) - ROOMS),
                0,
                "rooms",
            )
            judge("two at once: steps beyond one a room", len(steps) - len(set(steps)), 0, "steps")
            asyncio.run(killed(data, server, made))
    leave()


if __name__ == "__main__":
    main()
