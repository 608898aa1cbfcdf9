"""What surrounds a page: navigation, menus and the person who is signed in.

An area that knows roles and programs registers one provider; `base.html` asks it once per page.
A view can override every part by a context variable of the same name.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a navigation or a menu.

    `post` makes it a button in a form (sign out, change a role); `count` is shown beside the words;
    `key` is what a page names as its `section` to be marked as the current one.
    """

    label: str
    url: str
    icon: str = ""
    key: str = ""
    count: int | None = None
    current: bool = False
    post: bool = False
    note: str = ""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A labelled part of the side navigation."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in person, as the account menu shows them."""

    name: str
    ref: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything around the content.

    Attributes
    ----------
    nav
        At most five entries: top bar and bottom bar; on pages with a side bar its first part.
    nav_label
        Name of the side navigation's first part, e.g. the program's.
    nav_more
        Further parts of the side bar.
    tabbar
        Entries of the bottom bar on phones where they differ from the first five of `nav`.
    menu_label, menu
        The switch beside the brand: roles, or programs.
    account
        Entries of the account menu, above the choices of theme and density.
    ribbon
        A sentence above everything ("Sample program, nothing here is real").
    ribbon_links
        Entries of the ribbon, e.g. the roles one can view the sample as.
    single_keys
        Single letters act, as the person has chosen; `?` lists them.
    """

    nav: tuple[Link, ...] = ()
    nav_label: str = ""
    nav_more: tuple[Section, ...] = ()
    tabbar: tuple[Link, ...] = ()
    menu_label: str = ""
    menu: tuple[Link, ...] = ()
    account: tuple[Link, ...] = ()
    me: Me | None = None
    home_url: str = "/"
    search_url: str = ""
    notices_url: str = ""
    notices_count: int = 0
    ribbon: str = ""
    ribbon_links: tuple[Link, ...] = ()
    single_keys: bool = False


Provider = Callable[[HttpRequest], Shell]

_provider: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Register the provider of the shell; the last one registered counts."""
    _provider[:] = [provider]
    return provider


def of(request: HttpRequest | None) -> Shell:
    """The shell of this request, asked for once."""
    if request is None or not _provider:
        return Shell()
    cached: Shell | None = getattr(request, "_junto_shell", None)
    if cached is None:
        cached = _provider[0](request)
        request._junto_shell = cached  # type: ignore[attr-defined]
    return cached


def _score(link: Link, path: str, section: str) -> int:
    if section:
        return len(path) + 1 if link.key == section else 0
    address = link.url.split("?")[0]
    if path == address:
        return len(address)
    return len(address) if address != "/" and path.startswith(address.rstrip("/") + "/") else 0


def marked(frame: Shell, path: str, section: str = "") -> Shell:
    """Mark one entry as current: the page's section, else the longest address above the page.

    The bottom bar takes the first five entries where a role has none of its own.
    """
    frame = replace(frame, tabbar=frame.tabbar or frame.nav[:5])
    links = [*frame.nav, *(link for part in frame.nav_more for link in part.links)]
    best = max(links, key=lambda link: _score(link, path, section), default=None)
    if best is None or not _score(best, path, section) or any(link.current for link in links):
        return frame

    def mark(links: tuple[Link, ...]) -> tuple[Link, ...]:
        return tuple(replace(link, current=True) if link == best else link for link in links)

    return replace(
        frame,
        nav=mark(frame.nav),
        nav_more=tuple(replace(part, links=mark(part.links)) for part in frame.nav_more),
        tabbar=mark(frame.tabbar),
    )
