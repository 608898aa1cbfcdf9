"""How many people a figure rests on at least. The one table: everything else reads it here."""

# A category of people in a 360 round, after merging; three only where a program chose it and said
# that two of them together can expose the third.
FEEDBACK_CATEGORY = 4
FEEDBACK_CATEGORY_LEAST = 3

# The pulse of a group; an anonymous vote or output in a group.
GROUP_PULSE = 4

ORGANIZATION_SURVEY = 5
BIG_SCREEN = 5

# A theme of comments: people who commented at all, and writers inside the theme.
THEME_POOL = 4
THEME_AUTHORS = 3

# Comments word for word, and only where that was announced before.
WORD_FOR_WORD = 8

# Distribution, spread and extremes: so many times the threshold of the figure itself.
DISTRIBUTION_TIMES = 2

# Organizations compared with each other: so many at least, and none with more of all people.
BENCHMARK_ORGANIZATIONS = 5
BENCHMARK_SHARE = 0.4

# What sponsors see; cells of people outside the program.
SPONSOR = 10

# Groups that are never a cell of their own: they are pooled across the program.
POOLED_KINDS = frozenset({"pair", "triad", "mentoring_pair"})
