"""The numbers Lysning has promised in public; every rule and every measure takes them from here."""

REACH_MUNICIPALITIES = 8
"""A solution is offered to leaders in at least this many municipalities, if so many are relevant (promise 2)."""

REACH_DAYS = 14
"""... within this many calendar days of publishing (promise 2)."""

WEEKLY_ROOM = 3
"""A leader is offered no more enquiries a week than this, unless the leader's own setting says 0 to 10 (promise 3)."""

ANSWER_WORKING_DAYS = 10
"""An enquiry is answered within this many working days; then it goes to the municipality's coordinator (promise 4)."""

REMINDER_WORKING_DAYS = (5, 8)
"""After this many working days without an answer the leader is reminded: half-way, and with two days left."""

LATER_YEARS = 3
"""A leader who answers "later" names a date at most this many years ahead; beyond it the honest answer is a no."""

NEW_PLACES_PER_RUN = 20
"""One run gives one solution at most this many places.

Reach grows over days: a supplier of one to ten people can hold the conversations that follow, learns from the first
answers before the rest are asked, and no solution empties a whole field's weekly room in one night. Twenty is well over
the promised eight, so it never stands in the promise's way.
"""
