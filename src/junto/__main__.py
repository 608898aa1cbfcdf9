"""The `junto` command."""

import junto._sqlite  # noqa: F401, I001 - must come before anything that binds sqlite3

import argparse
import os
import sys
from collections.abc import Sequence

from junto import __version__

OPTIONS = {
    "data_dir": "JUNTO_DATA_DIR",
    "host": "JUNTO_HOST",
    "port": "JUNTO_PORT",
    "url": "JUNTO_URL",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 1 a check found trouble, 2 bad input."""
    from junto.config.trouble import Trouble

    arguments = list(sys.argv[1:] if argv is None else argv)
    # These read their own arguments, and need neither a server nor, for groups, a database.
    if arguments[:1] == ["groups"]:
        from junto.interfaces.cli import groups

        return groups.main(arguments[1:])
    if arguments[:1] == ["formats"]:
        from junto.interfaces.cli import formats

        return formats.main(arguments[1:])
    options = parser().parse_args(arguments)
    _to_environment(options)
    # Whatever these commands write is for this user alone.
    os.umask(0o077)
    try:
        return _run(options)
    except Trouble as trouble:
        print(f"junto: {trouble}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """Describe every command."""
    root = argparse.ArgumentParser(
        prog="junto", description="Peer-to-peer learning for leaders, run from end to end."
    )
    root.add_argument("--version", action="version", version=f"junto {__version__}")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")

    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--data-dir", help="where everything is kept (JUNTO_DATA_DIR)")

    serve = commands.add_parser("serve", parents=[where], help="run the server and its worker")
    serve.add_argument("--host", help="address to listen on (JUNTO_HOST)")
    serve.add_argument("--port", help="port to listen on, 0 for any free one (JUNTO_PORT)")
    serve.add_argument("--url", help="address people type (JUNTO_URL)")
    serve.add_argument("--demo", action="store_true", help="add the invented sample organization")

    worker = commands.add_parser("worker", parents=[where], help="run only a worker")
    worker.add_argument("--stop-with-input", action="store_true", help=argparse.SUPPRESS)

    commands.add_parser("migrate", parents=[where], help="bring the database tables up to date")
    commands.add_parser("sample", parents=[where], help="add the invented sample organization")
    commands.add_parser("doctor", parents=[where], help="show every setting and check everything")
    commands.add_parser("groups", help="form groups from a file, without a server", add_help=False)
    commands.add_parser(
        "formats", help="check and time session formats, without a server", add_help=False
    )
    audit = commands.add_parser(
        "audit", parents=[where], help="check the chain of recorded events, open sealed copies"
    )
    audit.add_argument(
        "what",
        choices=["verify", "sealed"],
        help="walk every chain from its beginning, or read who asked to be kept apart from whom",
    )
    audit.add_argument("--organization", metavar="REF", help="whose sealed copies, by reference")
    audit.add_argument("--reason", help="why they are read, for the log of the organization")
    rounds = commands.add_parser(
        "rounds", parents=[where], help="attack a sealed round in the database, line by line"
    )
    rounds.add_argument(
        "what", choices=["verify-seal"], help="look for anything left that links or orders"
    )
    rounds.add_argument("round", metavar="ROUND", help="the reference its address ends with")
    return root


def _to_environment(options: argparse.Namespace) -> None:
    """Settings have one source, the environment: the worker process sees the same ones."""
    for name, variable in OPTIONS.items():
        value = getattr(options, name, None)
        if value is not None:
            os.environ[variable] = value
    if getattr(options, "demo", False):
        os.environ["JUNTO_DEMO"] = "1"


def _run(options: argparse.Namespace) -> int:
    match options.command:
        case "serve":
            from junto.config import serve

            return serve.run()
        case "worker":
            from junto.config import serve

            return serve.run_worker(stop_with_input=options.stop_with_input)
        case "migrate":
            from junto.config import serve

            return serve.run_migrate()
        case "sample":
            from junto.config import serve

            return serve.run_sample()
        case "doctor":
            from junto.config import doctor

            return doctor.run()
        case "rounds":
            from junto.config import serve

            serve.open_database()
            from junto.interfaces.cli import rounds

            return rounds.verify_seal(options.round)
        case _:
            from junto.config import serve

            serve.open_database()
            from junto.interfaces.cli import audit

            if options.what == "verify":
                return audit.verify()
            return audit.open_sealed(options.organization or "", options.reason or "")


if __name__ == "__main__":
    sys.exit(main())
