"""The page as a Django programmer would write it by hand: rows in tables, seven queries, one template, no cache."""
