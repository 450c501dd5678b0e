"""Sample content: a bureau and its releases, invented from end to end, for a first look at the site and for tests.

``documents/`` and ``bureau.toml`` hold the words, ``pictures/`` what the photos show, ``papers/`` the attached files; ``collection`` reads them,
``loader`` brings them into the database.
"""
