"""Reads an HTML page and writes it as PDF: `python -m junto.foundation.printing.press FOLDER`."""

import sys
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from junto.foundation.printing import NOT_INSTALLED

# Documents of the same content have the same mark, whenever they are made.
MARK = b"junto"


def press(page: str, assets: Path) -> bytes:
    """The page as PDF/UA: structure for screen readers, no time of making, nothing from elsewhere.

    Raises
    ------
    ImportError, OSError
        When a library is missing.
    """
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):  # type: ignore[misc]
        """Files of one folder; any other address is refused."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = Path(unquote(urlsplit(url).path)).resolve()
            if not url.startswith("file:") or not path.is_relative_to(assets.resolve()):
                raise ValueError(f"a page takes files from its own folder alone, not {url}")
            kind = guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    html = HTML(string=page, base_url=f"{assets.resolve().as_uri()}/", url_fetcher=Assets())
    made: bytes = html.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=MARK)
    return made


def main() -> int:
    """Read the page from standard input and write the document to standard output."""
    try:
        made = press(sys.stdin.buffer.read().decode(), Path(sys.argv[1]))
    except (ImportError, OSError) as missing:
        print(missing, file=sys.stderr)
        return NOT_INSTALLED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
