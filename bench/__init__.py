"""`make bench`: what the product costs, as ratios to other ways of doing the same in one run.

    __main__.py   one process and one database per size, then the table
    size.py       everything that is measured at one size
    clock.py      CPU and wall seconds, of this process and of its database session
    worker.py     a night in a process of its own
    night.py, pages.py, imports.py, publishing.py   the product
    whatif.py, backtests.py   the questions about policies
    peers/        other ways: DuckDB, one SQL statement, a loop over the ORM
    table.py      the goals of design §10 and how near we are

The peers follow domain §3.1-3.4 on their own, so they are the tests' oracle too.
"""
