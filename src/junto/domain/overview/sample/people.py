"""The invented leaders of the sample organization: 48 people in eight circles of six, at first.

Nobody here exists. Units, sites and hours are chosen so that each circle has two shared hours.
"""

from dataclasses import dataclass

UNITS = {
    "OP": "Patient operations",
    "FI": "Finance",
    "RD": "Research",
    "DG": "Digital",
    "FS": "Field services",
    "SC": "Supply chain",
}


# What leaders of a unit are good at.
SKILLS = {
    "OP": ("Shift planning", "Calm in a crisis"),
    "FI": ("Budgets", "Negotiation"),
    "RD": ("Data", "Experiments"),
    "DG": ("Product thinking", "Coaching"),
    "FS": ("Customer talks", "Hiring"),
    "SC": ("Suppliers", "Forecasting"),
}
GOALS = (
    "Delegate more",
    "Lead across sites",
    "Give hard feedback",
    "Grow a successor",
    "Protect time to think",
)

# Who gives advice: topics, a line, minutes.
ADVICE: dict[str, tuple[tuple[str, ...], str, int]] = {
    "Farah Haddad": (("Budgets under pressure", "Working with finance"), "", 30),
    "Grace Mbeki": (
        ("Hard conversations", "First hundred days"),
        "Ask me before the talk, not after it.",
        45,
    ),
    "Ravi Krishnan": (("Leading across time zones",), "", 15),
    "Tomás Rivera": (("Negotiating with suppliers", "Saying no to a sponsor"), "", 30),
}


@dataclass(frozen=True)
class Site:
    """Where people work and when they can meet (local wall clock)."""

    country: str
    time_zone: str
    hours: tuple[str, str]
    languages: tuple[str, ...]


SITES = {
    "Leeds": Site("United Kingdom", "Europe/London", ("09:00", "17:00"), ("English",)),
    "Madrid": Site("Spain", "Europe/Madrid", ("09:00", "17:30"), ("English", "Spanish")),
    "Aarhus": Site("Denmark", "Europe/Copenhagen", ("08:30", "17:00"), ("English", "Danish")),
    "Toronto": Site("Canada", "America/Toronto", ("07:00", "16:00"), ("English", "French")),
    "Bengaluru": Site("India", "Asia/Kolkata", ("11:00", "20:00"), ("English", "Kannada")),
    "Singapore": Site("Singapore", "Asia/Singapore", ("13:00", "22:00"), ("English", "Mandarin")),
}

# Circle -> (name, unit, site, years leading people).
CIRCLES: dict[str, tuple[tuple[str, str, str, int], ...]] = {
    "Kestrel": (
        ("Amara Okafor", "OP", "Leeds", 6),
        ("Tomás Rivera", "FI", "Madrid", 11),
        ("Ingrid Sørensen", "RD", "Aarhus", 9),
        ("Devika Menon", "DG", "Bengaluru", 4),
        ("Jonah Whitfield", "FS", "Toronto", 2),
        ("Mei-Ling Tan", "SC", "Singapore", 14),
    ),
    "Heron": (
        ("Farah Haddad", "FI", "Leeds", 8),
        ("Lukas Meyer", "RD", "Aarhus", 3),
        ("Noor Siddiqui", "DG", "Leeds", 5),
        ("Grace Mbeki", "OP", "Leeds", 12),
        ("Pablo Ortega", "SC", "Madrid", 7),
        ("Sofie Lund", "FS", "Aarhus", 1),
    ),
    "Wren": (
        ("Aiko Nakamura", "RD", "Singapore", 10),
        ("Ben Adler", "FS", "Leeds", 4),
        ("Camila Duarte", "OP", "Madrid", 6),
        ("Ravi Krishnan", "FI", "Bengaluru", 13),
        ("Elsa Holm", "SC", "Aarhus", 2),
        ("Marcus Bell", "DG", "Leeds", 8),
    ),
    "Plover": (
        ("Wei Zhang", "SC", "Singapore", 5),
        ("Hana Kim", "DG", "Singapore", 3),
        ("Oluwaseun Ade", "OP", "Leeds", 9),
        ("Clara Weiss", "FI", "Madrid", 7),
        ("Dev Patel-Lane", "FS", "Bengaluru", 11),
        ("Ines Faria", "DG", "Madrid", 2),
    ),
    "Curlew": (
        ("Tara Quinn", "OP", "Toronto", 4),
        ("Henrik Dahl", "RD", "Aarhus", 12),
        ("Zoe Laurent", "FI", "Madrid", 6),
        ("Sam Okoro", "FS", "Leeds", 8),
        ("Yusuf Aydın", "DG", "Madrid", 10),
        ("Bea Novák", "SC", "Leeds", 1),
    ),
    "Lapwing": (
        ("Arjun Rao", "DG", "Bengaluru", 7),
        ("Maeve Doyle", "OP", "Leeds", 3),
        ("Kofi Annor", "SC", "Leeds", 9),
        ("Freja Bech", "RD", "Aarhus", 5),
        ("Luis Prado", "FS", "Madrid", 13),
        ("Ruth Levin", "FI", "Toronto", 2),
    ),
    "Dunlin": (
        ("Nadia Petrova", "RD", "Leeds", 4),
        ("Oscar Lindqvist", "OP", "Aarhus", 10),
        ("Priyanka Das", "FI", "Bengaluru", 6),
        ("Thomas Green", "DG", "Toronto", 8),
        ("Lucía Campos", "FS", "Madrid", 3),
        ("Jun Ho Lim", "SC", "Singapore", 11),
    ),
    "Teal": (
        ("Fatima Zahra", "DG", "Leeds", 5),
        ("Erik Nilsen", "RD", "Aarhus", 7),
        ("Meera Iyer", "OP", "Bengaluru", 9),
        ("Colin Fraser", "FI", "Toronto", 12),
        ("Alba Serrano", "SC", "Madrid", 3),
        ("Rachel Stone", "FS", "Leeds", 6),
    ),
}

# Role -> who holds it in the sample; participants are the members of the circles.
STAFF = {
    "org_admin": ("Anders Vik", "Leeds"),
    "program_manager": ("Helena Brandt", "Leeds"),
    "sponsor": ("Dorothy Achebe", "Toronto"),
    "facilitator": ("Priya Raman", "Bengaluru"),
}

# Who reports to whom among the leaders: never in one circle.
MANAGERS = {
    "Sofie Lund": "Ingrid Sørensen",
    "Maeve Doyle": "Grace Mbeki",
    "Hana Kim": "Arjun Rao",
    "Ruth Levin": "Ravi Krishnan",
    "Bea Novák": "Kofi Annor",
}

# After a month somebody left the organization; a week later somebody new took the free seat.
LEFT = "Oscar Lindqvist"
NEWCOMER, NEWCOMER_CIRCLE = ("Signe Holst", "OP", "Aarhus", 4), "Dunlin"
