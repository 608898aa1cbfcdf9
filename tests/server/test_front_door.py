"""What reaches a page, and what is turned away at the door."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from junto.config.assets import Assets, digest
from junto.config.bridge import Bridge
from junto.config.request_body import BodyRules
from junto.config.server import FrontDoor, live_application

pytestmark = pytest.mark.server

MOST = 100_000


class Streamed:
    """A streamed answer, as Django gives one."""

    streaming = True

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks

    def close(self) -> None:
        self.closed = True


def echo(environ, start_response):
    """Answer with what arrived."""
    if environ["PATH_INFO"] == "/large":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return Streamed(b"x" * 100_000 for _ in range(300))
    body = environ["wsgi.input"].read()
    # Django writes its cookies with a space in front.
    start_response("200 OK", [("Content-Type", "application/json"), ("Set-Cookie", " a=1")])
    seen = {k: v for k, v in environ.items() if isinstance(v, str)}
    return [json.dumps({"body": body.decode(), **seen}).encode()]


def door(folder: Path, static: Path) -> FrontDoor:
    return FrontDoor(
        pages=Bridge(echo, threads=8, folder=folder),
        assets=Assets([static], f"/static/{digest([static])}/"),
        live=live_application,
        rules=BodyRules(folder=folder, most_bytes=MOST, seconds=0.5),
    )


@pytest.fixture(scope="module")
def static(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    (folder / "ui").mkdir()
    (folder / "ui" / "app.css").write_text("body { margin: 0 }\n" * 100)
    (folder / "ui" / "face.woff2").write_bytes(b"\0font")
    return folder


@pytest.fixture(scope="module")
def port(tmp_path_factory, static):
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        door(tmp_path_factory.mktemp("tmp"), static),
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()
    listening.close()


def ask(port, method, path, body=None, headers=None, chunked=False):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, headers or {}, encode_chunked=chunked)
    answer = connection.getresponse()
    result = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return result


def raw(port, request):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


def test_a_body_in_chunks_arrives_whole(port):
    headers = {"Transfer-Encoding": "chunked"}
    status, _, body = ask(port, "POST", "/", iter([b"one ", b"two"]), headers, chunked=True)
    seen = json.loads(body)
    assert (status, seen["body"], seen["CONTENT_LENGTH"]) == (200, "one two", "7")
    assert "HTTP_TRANSFER_ENCODING" not in seen


def test_a_large_body_is_spooled_and_arrives_whole(tmp_path, port):
    status, _, body = ask(port, "POST", "/", b"y" * MOST)
    assert (status, json.loads(body)["body"]) == (200, "y" * MOST)


def test_header_names_with_underscores_are_dropped(port):
    headers = {"X_Junto_User": "admin", "X-Junto-Circle": "4"}
    seen = json.loads(ask(port, "GET", "/", headers=headers)[2])
    assert "HTTP_X_JUNTO_USER" not in seen
    assert seen["HTTP_X_JUNTO_CIRCLE"] == "4"


def test_what_only_a_proxy_may_say_is_dropped(port):
    headers = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "192.0.2.7",
        "Forwarded": "for=192.0.2.7",
        "Proxy": "http://evil.example",
    }
    seen = json.loads(ask(port, "GET", "/", headers=headers)[2])
    assert (seen["wsgi.url_scheme"], seen["REMOTE_ADDR"]) == ("http", "127.0.0.1")
    assert [name for name in seen if "FORWARDED" in name or name == "HTTP_PROXY"] == []


def test_two_cookie_headers_become_one(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", "/")
    connection.putheader("Cookie", "a=1")
    connection.putheader("Cookie", "b=2")
    connection.endheaders()
    seen = json.loads(connection.getresponse().read())
    connection.close()
    assert seen["HTTP_COOKIE"] == "a=1; b=2"


def test_a_cookie_is_set(port):
    assert ask(port, "GET", "/")[1]["set-cookie"] == "a=1"


def test_a_path_beyond_ascii_arrives_as_wsgi_wants_it(port):
    seen = json.loads(ask(port, "GET", "/caf%C3%A9?q=%C3%A9")[2])
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/café"
    assert seen["QUERY_STRING"] == "q=%C3%A9"


def test_a_body_that_is_too_large_becomes_the_page_that_says_so(port):
    headers = {"Content-Type": "text/csv", "Accept-Language": "en"}
    seen = json.loads(ask(port, "POST", "/import?x=1", b"y" * (MOST + 1), headers)[2])
    shown = (seen["REQUEST_METHOD"], seen["PATH_INFO"], seen["QUERY_STRING"], seen["body"])
    assert shown == ("GET", "/too-large", "", "")
    assert (seen["HTTP_ACCEPT_LANGUAGE"], seen["CONTENT_LENGTH"]) == ("en", "")


def test_a_body_in_chunks_that_is_too_large_is_turned_away(port):
    headers = {"Transfer-Encoding": "chunked"}
    chunks = iter([b"y" * 1000] * 200)
    body = ask(port, "POST", "/", chunks, headers, chunked=True)[2]
    assert json.loads(body)["PATH_INFO"] == "/too-large"


def test_a_body_that_stops_arriving_gets_a_sentence(port):
    answer = raw(port, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"Your upload stopped arriving, so nothing was saved." in answer


def test_stalled_posts_occupy_no_thread(port):
    stalled = [socket.create_connection(("127.0.0.1", port)) for _ in range(8)]
    for connection in stalled:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf")
    assert ask(port, "GET", "/")[0] == 200
    for connection in stalled:
        connection.close()


def test_readers_that_stall_occupy_no_thread(port):
    stalled = [socket.create_connection(("127.0.0.1", port)) for _ in range(8)]
    for connection in stalled:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
    for connection in stalled:
        assert connection.recv(12) == b"HTTP/1.1 200"
    assert ask(port, "GET", "/")[0] == 200
    for connection in stalled:
        connection.close()


def test_a_streamed_answer_arrives_whole(port):
    status, _, body = ask(port, "GET", "/large")
    assert (status, len(body)) == (200, 30_000_000)


def test_static_files_stay_with_the_browser_for_ever(port, static):
    path = f"/static/{digest([static])}/ui/app.css"
    status, headers, body = ask(port, "GET", path, headers={"Accept-Encoding": "gzip"})
    assert (status, headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == (static / "ui" / "app.css").read_bytes()
    assert headers["x-content-type-options"] == "nosniff"
    again = ask(port, "GET", path, headers={"If-None-Match": headers["etag"]})
    assert (again[0], again[2]) == (304, b"")


def test_a_page_from_before_an_upgrade_still_finds_its_files(port):
    status, headers, body = ask(port, "GET", "/static/000000000000/ui/face.woff2")
    assert (status, headers["cache-control"], body) == (200, "no-cache", b"\0font")
    assert "content-encoding" not in headers


@pytest.mark.parametrize(
    "path", ["/static/", "/static/x/../../secrets/secret_key", "/static/x/%2e%2e/app.css"]
)
def test_nothing_but_public_files_can_be_had(port, path):
    assert ask(port, "GET", path)[0] == 404


def test_asking_for_the_head_alone_gets_no_body(port, static):
    path = f"/static/{digest([static])}/ui/app.css"
    status, headers, body = ask(port, "HEAD", path)
    assert (status, body) == (200, b"")
    assert headers["content-length"] == str((static / "ui" / "app.css").stat().st_size)
    assert ask(port, "HEAD", "/")[2] == b""


def test_static_files_take_no_posts(port):
    assert ask(port, "POST", "/static/x/ui/app.css", b"x")[0] == 405


def test_a_live_connection_to_nowhere_is_refused(port, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = raw(
        port,
        b"GET /live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Origin: http://localhost\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    )
    assert answer.startswith(b"HTTP/1.1 403 ")
