"""Events and lectures across releases: written with each edition (``record``), read by the public's pages."""
