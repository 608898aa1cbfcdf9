"""A bare fan-out over sockets: whoever says something in a room is passed on to the others there.

`python bench/_fanout.py PORT`. Nothing is checked or kept: the least that telling can cost.
"""

import sys
from collections import defaultdict

import uvicorn

rooms = defaultdict(set)


async def app(scope, receive, send):
    """One socket: joins the room its path names."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    room = rooms[scope["path"]]
    room.add(send)
    try:
        while (message := await receive())["type"] == "websocket.receive":
            for other in tuple(room):
                if other is not send:
                    await other({"type": "websocket.send", "text": message["text"]})
    finally:
        room.discard(send)


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
