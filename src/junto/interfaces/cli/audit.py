"""`junto audit verify`: is the log of events what it was when it was sealed?"""

import argparse
import sys
from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Check the chain of every organization; returns 1 when one is broken."""
    parser = argparse.ArgumentParser(
        prog="junto audit", description="Check the chain of recorded events."
    )
    parser.add_argument("command", choices=["verify"], help="walk every chain from its beginning")
    parser.parse_args(list(argv))
    return _verify()


def _verify() -> int:
    from junto.domain.organizations import queries as organizations
    from junto.domain.overview import queries as overview
    from junto.foundation import tenancy

    broken = 0
    for organization in organizations.all_organizations():
        with tenancy.scope(organization.pk):
            verdict = overview.verify_log()
        name = f"{organization.name} ({organization.ref})"
        if verdict.broken_at is not None:
            broken += 1
            print(f"{name}: BROKEN at entry {verdict.broken_at}", file=sys.stderr)
            continue
        tail = f", {verdict.unchained} not sealed yet" if verdict.unchained else ""
        print(f"{name}: {verdict.links} entries sealed and unchanged{tail}")
    return 1 if broken else 0
