"""A fictional company with everything in it: for a first look, for tests and for `make bench`.

Generated, the same for the same seed and last day, at any size:

    calendar.py   the days: weekdays, seasons, Chinese New Year
    book.py       what kind of customer each account is, how large, from when to when
    words.py      invented words that names are made of; texts.py sentences for visits and profiles
    names.py      names with what search and sorting need; firms.py one firm for every row
    company.py    our units and users
    accounts.py, contacts.py, sales.py with ledger.py, visits.py   the tables
    load.py       COPY, reserved ids, triggers at rest, indexes built afterwards
    build.py      the order of it all; scoring.py a past for the classes
"""
