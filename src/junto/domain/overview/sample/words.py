"""What the invented people said and wrote: nobody said any of it."""

from junto.domain.sessions.invented import Words

# By the number of the session; where there is no title, the template gives it.
PURPOSES = (
    Words(
        "Get to know where each of us comes from as a leader.",
        "Everybody tells two turning points.",
        "We know each other's stories and have an agreement of our own.",
    ),
    Words(
        "Learn to think with one another instead of giving advice.",
        "Work through one real case, step by step.",
        "Whoever brought the case leaves with two things to try.",
    ),
    Words(
        "What do you keep doing that somebody else is ready to own?",
        "One question in depth: delegating without disappearing.",
        "Everybody names one thing to hand over.",
        "Delegating without disappearing",
    ),
    Words(
        "Say what is hard to say, early.",
        "One question in depth: a conversation that was put off.",
        "Everybody knows the first sentence of a conversation they owe.",
        "Hard conversations",
    ),
    Words(
        "Lead people you see twice a year.",
        "One question in depth: leading across distance.",
        "Each of us changes one meeting.",
        "Leading across distance",
    ),
    Words(
        "Say no and keep the trust.",
        "One question in depth: what to stop.",
        "Everybody names one thing that ends this month.",
        "Saying no, keeping trust",
    ),
    Words(
        "Halftime: what has changed, and what should?",
        "One question in depth, and ten minutes about ourselves.",
        "We know what we keep and what we change in the second half.",
        "Halftime: what to keep",
    ),
    Words(
        "Work on the one problem all of us share.",
        "Ask better questions about it before anybody answers.",
        "A first step that none of us could have taken alone.",
        "One shared problem",
    ),
    Words(
        "Make room for people who say little.",
        "One question in depth: who is not heard in your team?",
        "Everybody has somebody to ask.",
        "Who is not heard",
    ),
    Words(
        "Take a decision with half of the facts.",
        "Two questions in depth.",
        "Two decisions are taken, or dated.",
        "Deciding with half of the facts",
    ),
    Words(
        "Keep what has begun.",
        "One question in depth: what fades when nobody looks?",
        "Everybody knows who will ask them.",
        "Keeping it up",
    ),
    Words(
        "Harvest, and decide how we go on.",
        "Everybody tells what changed, and for whom.",
        "We go on, form anew, or end well.",
    ),
)

NORMS = (
    "What is said here stays here.",
    "We ask before we advise.",
    "Whoever cannot come says so the day before.",
    "Cameras on while somebody brings a case.",
    "Nobody has to tell more than they want to.",
    "We begin and end on time.",
    "Whoever is late comes in quietly and listens first.",
)

# What to do, and when or where exactly.
STEPS = (
    ("Hand the weekly status call to Lena", "Monday, right after the rota"),
    ("Ask two questions before I answer one", "In each one-to-one"),
    ("Tell my manager what I will not do this quarter", "Our next monthly talk"),
    ("Write down who decides what on the new ward plan", "Before the steering group"),
    ("Call the night team once a week", "Thursday, 21:00"),
    ("Let the team set the agenda of our next meeting", "I send it empty on Friday"),
    ("Thank Omar for the budget work, in front of others", "Unit meeting"),
    ("Say what worries me about the move in one sentence", "At the start of the review"),
    ("Stop reading mail during talks with my team", "Phone in the drawer"),
    ("Ask somebody who disagrees to go first", "Project board"),
    ("Give the supplier talk to Ben and stay out of it", "Next call, I do not join"),
    ("Block two hours a week for thinking", "Wednesday morning"),
    ("Tell the lab leads why the date moved", "Before Tuesday's mail goes out"),
    ("End one meeting nobody needs", "The second Friday call"),
    ("Ask for feedback on how I ran the workshop", "The three who said least"),
    ("Make the shift swap a rule of the team's own", "They write it, I sign it"),
    ("Have the talk with Marie that I put off", "Walk, not office"),
    ("Bring the new colleague into the client call", "She opens it"),
    ("Count how often I interrupt", "A mark on paper, one week"),
    ("Name one thing that went wrong, first", "Opening of the retrospective"),
)

# The steps of the one through whose eyes the sample is seen first, from session 3 on.
OWN_STEPS = (
    ("Tell Ingrid how the budget talk went", "On our Friday call", "done"),
    ("Draft the handover with Sam, not for him", "Tuesday at his desk", "learned"),
    ("Ask Lucy one open question before giving advice", "In each one-to-one", "moved"),
    ("Hand the Monday rota review to Sam", "Monday, before nine", "open"),
)

LEARNED = (
    "Nine seconds of silence, then gold.",
    "They had waited for me to let go of it.",
    "It takes three times; the first one is only strange.",
    "I was the one who needed the meeting.",
    "Said out loud it was half the size.",
    "Ask earlier, and ask less.",
    "Next time I write the first sentence down.",
)

# The moment, and what it changed.
THANKS = (
    ("You asked what I was afraid of losing.", "I stopped defending the plan."),
    ("You held the silence after my case.", "The real question came out of it."),
    ("You told how your first handover failed.", "I tried mine the week after."),
    ("You noticed that I had not spoken.", "I said the thing I had come with."),
    ("You wrote my question down in my own words.", "I still have it on the desk."),
    ("You called me the day before the talk.", "I went in calm."),
    ("You disagreed and stayed kind.", ""),
    ("You kept the time when I ran over.", "Everybody had a turn."),
)

# What a group put aside for later: shared in the room.
PARKED = (
    "How much do we tell our own managers about this circle?",
    "Invite somebody from the Toronto site for one session?",
    "A list of books that helped, one line each.",
    "Do we want to go on after the twelfth session?",
)

# What the program is to reach, what of the organization it serves, how it is counted, how much.
OBJECTIVES = (
    ("Circles meet as they promised", "", "held", "", 90),
    ("An hour and a half that leaders would spend again", "", "useful", "", 4),
    (
        "Leaders ask another unit before they decide",
        "One house, not six",
        "own",
        "decisions that another unit was asked about, this quarter",
        40,
    ),
)
NOTED = (11, 19, 26)
DECIDED = (
    "Plover called off session 3",
    "They had a site move in those weeks. Asked the facilitator to keep session 4 short.",
)

PREPARED = "The rota review: I still do it every Monday, and Sam has asked for it twice."
PREPARED_BY_OTHERS = (
    "Our merger of two labs. People are polite, and nothing moves.",
    "I said yes to a third project and regret it already.",
)
NOTE = "Ask Devika how she told her team. Do not answer for Sam next time."

# What the circle that is seen first talks about between its sessions: a title and its posts.
TOPICS = (
    (
        "Saying no to a peer",
        (
            "I tried what we rehearsed: naming what I would have to drop. It took one minute.",
            "What did they say? I have the same talk on Thursday.",
        ),
    ),
    (
        "A book for the way home",
        ("Short, and better than its title: the chapter on asking before telling.",),
    ),
)

# A group that somebody would like to start like their own: its name, and why.
SPIN_OFF = (
    "Siskin",
    "Six people who lead shifts for the first time. They ask me what I ask my circle.",
)
