"""Open data: what is public, for programs. Read-only, from live editions, in the words of the document itself.

``query`` reads a request, ``rows`` makes what is answered, ``description`` writes the OpenAPI document, ``archive`` a
year as one file.
"""
