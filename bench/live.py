"""News over sockets: 200 rooms of five, fifty acts a second, and how soon the others are told.

Every act is a press of a button, written to disk before anybody is told of it. Beside it stands a
bare fan-out of the same sockets in the same run. Then everybody acts in all rooms at once: nobody
may miss where their room ends up. With a Redis on this machine the same through Redis, and fifteen
idle seconds. Run: python bench/live.py
"""

import argparse
import asyncio
import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _server import BENCH, BenchServer, judge, leave, report
from room import GROUPS, PEOPLE, seed
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

RATE, SECONDS = 50, 10.0
P50_MS, P99_MS = 5, 25
IDLE_S = 15
AGAIN_S = 0.1
_paused = {}


class Listener:
    """One page's socket: the newest number it heard, and when it heard each."""

    def __init__(self) -> None:
        self.heard = {}
        self.newest = -1
        self.closed = 0

    async def run(self, port: int, path: str, cookie: str, *, host: int = 0) -> None:
        """Listen, and come back whenever the connection ends; `host` is behind what `port` is."""
        origin = f"http://127.0.0.1:{host or port}"
        headers = {"Cookie": f"junto={cookie}"} if cookie else {}
        while True:
            with contextlib.suppress(OSError, InvalidHandshake, ConnectionClosed):
                async with connect(
                    f"ws://127.0.0.1:{port}{path}",
                    additional_headers=headers,
                    origin=origin,
                    proxy=None,
                    max_queue=None,
                ) as page:
                    self.page = page
                    while True:
                        number = json.loads(await page.recv())["n"]
                        self.heard.setdefault(number, time.perf_counter())
                        self.newest = max(self.newest, number)
            self.closed += 1
            await asyncio.sleep(AGAIN_S)


async def press(port: int, ref: str, cookie: str, token: tuple, do: str) -> int:
    """Press a button of a room; the status of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = f"do={do}&csrfmiddlewaretoken={token[1]}"
    writer.write(
        f"POST /sessions/{ref}/room/act HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Cookie: junto={cookie}; {token[0]}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()
    )
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1])


async def page_of(port: int, ref: str, cookie: str) -> str:
    """The room's page, with the head of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET /sessions/{ref}/room HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Cookie: junto={cookie}\r\nConnection: close\r\n\r\n".encode()
    )
    answer = (await reader.read()).decode()
    writer.close()
    return answer


def listen(ports: list, made: list, *, host: int = 0) -> tuple:
    """Open everybody's socket, in turn at each port."""
    pages = [Listener() for _ in made]
    tasks = [
        asyncio.create_task(
            page.run(ports[at % len(ports)], f"/live/sessions/{ref}", cookie, host=host)
        )
        for at, (page, (ref, _, cookie)) in enumerate(zip(pages, made, strict=True))
    ]
    return pages, tasks


async def token_of(port: int, ref: str, cookie: str) -> tuple:
    """What a form of the room sends along: the cookie and the hidden field."""
    answer = await page_of(port, ref, cookie)
    found = re.search(r"[Ss]et-[Cc]ookie: ([^=]*csrf[^=]*=[^;]+)", answer)
    return found[1], re.search(r'csrfmiddlewaretoken" value="([^"]+)"', answer)[1]


def spread(values: list) -> tuple:
    values = sorted(values)
    return values[len(values) // 2], values[int(len(values) * 0.99)]


async def rooms_live(ports: list, made: list) -> dict:
    """Sockets of everybody, acts at a steady rate, a burst in all rooms; what came of it."""
    places = [ports[at % len(ports)] for at in range(len(made))]
    listeners, tasks = listen(ports, made)
    while any(each.newest < 0 for each in listeners):
        await asyncio.sleep(0.1)
    leads = list(range(0, len(made), PEOPLE))
    tokens = {at: await token_of(places[at], made[at][0], made[at][2]) for at in leads}

    async def act(at: int, found: list) -> None:
        before = listeners[at].newest
        began = time.perf_counter()
        # A room stays as the measurement before left it.
        _paused[at] = not _paused.get(at, False)
        do = "pause" if _paused[at] else "resume"
        status = await press(places[at], made[at][0], made[at][2], tokens[at], do)
        if status != 302:
            raise SystemExit(f"an act answers {status}")
        done = time.perf_counter()
        others = listeners[at + 1 : at + PEOPLE]
        for _ in range(400):
            if all(before + 1 in each.heard for each in others):
                break
            await asyncio.sleep(0.005)
        for each in others:
            at_once = each.heard.get(before + 1)
            found.append(None if at_once is None else (at_once - began, at_once - done))

    found = []
    acts = []
    began = time.perf_counter()
    for number in range(int(RATE * SECONDS)):
        await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
        acts.append(asyncio.create_task(act(leads[number % len(leads)], found)))
    await asyncio.gather(*acts)
    lost = sum(each is None for each in found)
    told = [1000 * each[0] for each in found if each]
    after = [1000 * each[1] for each in found if each]

    before = {at: listeners[at].newest for at in leads}
    burst = []
    began = time.perf_counter()
    await asyncio.gather(*(act(at, burst) for at in leads))
    took = time.perf_counter() - began
    missed = sum(
        each.newest != before[at] + 1 for at in leads for each in listeners[at : at + PEOPLE]
    )
    closed = sum(each.closed for each in listeners)
    return {
        "told": spread(told),
        "after": spread(after),
        "lost": lost,
        "burst": took,
        "missed": missed,
        "closed": closed,
        "listeners": listeners,
        "tasks": tasks,
    }


async def bare(port: int) -> tuple:
    """The same sockets on a bare fan-out: how soon the others hear what one says."""
    listeners = [Listener() for _ in range(GROUPS * PEOPLE)]
    tasks = [
        asyncio.create_task(each.run(port, f"/{at // PEOPLE}", ""))
        for at, each in enumerate(listeners)
    ]
    while not all(hasattr(each, "page") for each in listeners):
        await asyncio.sleep(0.1)
    began_at = {}
    for number in range(int(RATE * SECONDS)):
        at = number % GROUPS * PEOPLE
        began_at[at, number] = time.perf_counter()
        await listeners[at].page.send(json.dumps({"n": number}))
        await asyncio.sleep(1 / RATE)
    await asyncio.sleep(0.5)
    found = [
        1000 * (each.heard[number] - began)
        for (at, number), began in began_at.items()
        for each in listeners[at + 1 : at + PEOPLE]
    ]
    await stop(tasks)
    return spread(found)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(command: list):
    """Another server of this bench, on its port once it answers."""
    port = free_port()
    with subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL) as process:
        for _ in range(200):
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        try:
            yield port
        finally:
            process.terminate()


async def measure(name: str, ports: list, made: list, *, idle: bool = False) -> tuple:
    """Print what came of one set-up."""
    found = await rooms_live(ports, made)
    report(f"{name}: pressed to told, p50", found["told"][0], "ms")
    report(f"{name}: pressed to told, p99", found["told"][1], "ms")
    report(f"{name}: answered to told, p99", found["after"][1], "ms")
    judge(f"{name}: words lost at {RATE} acts a second", found["lost"], 0, "words")
    report(f"{name}: acts in all {GROUPS} rooms at once", found["burst"], "s")
    judge(f"{name}: pages that miss where their room is", found["missed"], 0, "pages")
    if idle:
        await asyncio.sleep(IDLE_S)
        closed = sum(each.closed for each in found["listeners"]) - found["closed"]
        judge(f"{name}: sockets closed in {IDLE_S} idle seconds", closed, 0, "sockets")
    await stop(found["tasks"])
    return found["told"]


async def stop(tasks: list) -> None:
    """End the sockets, and wait until they have."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def main() -> None:
    """Measure one process, the bare fan-out, and two processes through Redis."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--redis", action=argparse.BooleanOptionalAction, default=True)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with BenchServer(data):
            pass
        made = seed(data)
        with running([sys.executable, str(BENCH / "_fanout.py")]) as port:
            fan = asyncio.run(bare(port))
            report("bare fan-out: said to heard, p50", fan[0], "ms")
            report("bare fan-out: said to heard, p99", fan[1], "ms")
        with BenchServer(data) as server:
            told = asyncio.run(measure("one process", [server.port], made))
        judge("pressed to told, p50", told[0], P50_MS, "ms")
        judge("pressed to told, p99", told[1], P99_MS, "ms")
        report("pressed to told, p50, against the bare fan-out", told[0] / fan[0], "times")
        if asked.redis and shutil.which("redis-server"):
            command = ["redis-server", "--bind", "127.0.0.1", "--save", "", "--port"]
            with (
                running(command) as port,
                BenchServer(data, redis=f"redis://127.0.0.1:{port}/0") as server,
            ):
                asyncio.run(measure("through Redis", [server.port], made, idle=True))
    leave()


if __name__ == "__main__":
    main()
