"""Who comes in: wrong passwords, the second factor, how long a login lasts, and the record of all that."""
