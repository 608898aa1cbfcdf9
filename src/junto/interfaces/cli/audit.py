"""`junto audit`: is the log what it was when it was sealed, and what do sealed copies say?"""

import sys


def open_sealed(ref: str, reason: str) -> int:
    """Read who asked to be kept apart from whom; 2 without a reason, 1 where a copy was changed."""
    from django.utils import timezone

    from junto.domain.groups import vetoes
    from junto.domain.organizations import queries as organizations
    from junto.foundation import tenancy
    from junto.foundation.access import system

    if not reason.strip():
        print("Say why, for the log of the organization: --reason is empty.", file=sys.stderr)
        return 2
    try:
        organization = organizations.get_organization(ref.rpartition("-")[2])
    except tenancy.NotFound:
        print(f"There is no organization {ref}; junto audit verify lists them.", file=sys.stderr)
        return 2
    with tenancy.scope(organization.pk):
        rows = vetoes.open_sealed(
            reason=reason.strip(), actor=system(organization.pk), now=timezone.now()
        )
    for row in rows:
        apart = ", ".join(row["apart"]) or "nobody any more"
        changed = "" if row["holds"] else "  CHANGED SINCE"
        print(f"{row['day']}  {row['person']}: {apart}{changed}")
    print(f"{len(rows)} sealed copies of {organization.name}; its log says that you read them.")
    return 0 if all(row["holds"] for row in rows) else 1


def verify() -> int:
    """Walk the chain of every organization; 1 when one is broken."""
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
