"""Two processes on one PostgreSQL, and a Redis between them that dies.

Claims: acts in 200 rooms are told by the process that did not take them, none lost; once the Redis
is dead, a page whose word was lost hears it with its next beat.
Run: scripts/postgres-test.sh python bench/two.py
"""

import asyncio
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from _server import BenchServer, judge, leave, on_postgresql, report
from chaos import beat, wait_for
from live import free_port, listen, measure, press, stop, token_of
from room import PEOPLE, seed

ROOMS = 40


async def redis_dies(ports: list, redis: subprocess.Popen, made: list) -> None:
    """Press while nothing connects two processes: what was lost comes with the next beat."""
    pages, tasks = listen(ports, made)
    await wait_for(lambda: all(page.newest >= 0 for page in pages))
    redis.kill()
    redis.wait(10)
    before = [page.newest for page in pages]
    leads = range(0, len(made), PEOPLE)
    for at in leads:
        token = await token_of(ports[0], made[at][0], made[at][2])
        await press(ports[0], made[at][0], made[at][2], token, "pause")
    await asyncio.sleep(0.5)
    behind = sum(page.newest == old for page, old in zip(pages, before, strict=True))
    report("Redis dead: pages that missed the word", behind, "pages")
    began = time.perf_counter()
    await beat(pages)
    await wait_for(lambda: all(p.newest == old + 1 for p, old in zip(pages, before, strict=True)))
    report("Redis dead: from their beat to the news, all", time.perf_counter() - began, "s")
    missed = sum(page.newest != old + 1 for page, old in zip(pages, before, strict=True))
    judge("Redis dead: pages that miss it after a beat", missed, 0, "pages")
    for at in leads:
        token = await token_of(ports[0], made[at][0], made[at][2])
        await press(ports[0], made[at][0], made[at][2], token, "resume")
    await stop(tasks)


def main() -> None:
    """Measure both processes together, then let what connects them die."""
    if not shutil.which("redis-server"):
        raise SystemExit("redis-server is missing: apt-get install redis-server")
    on_postgresql()
    with tempfile.TemporaryDirectory() as folder:
        here, there = Path(folder) / "one", Path(folder) / "two"
        with BenchServer(here):
            pass
        # Both know the same secrets, as two processes of one installation do.
        shutil.copytree(here, there)
        made = seed(here)
        port = free_port()
        command = ["redis-server", "--bind", "127.0.0.1", "--save", "", "--port", str(port)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as redis:
            time.sleep(0.5)
            at = f"redis://127.0.0.1:{port}/0"
            with BenchServer(here, redis=at) as one, BenchServer(there, redis=at) as two:
                ports = [one.port, two.port]
                asyncio.run(measure("two processes", ports, made))
                asyncio.run(redis_dies(ports, redis, made[: ROOMS * PEOPLE]))
    leave()


if __name__ == "__main__":
    main()
