"""Prepared pages: what the public reads is rendered once for each version of the site and handed out as bytes.

``gate`` stands before Django, ``store`` keeps the answers, ``watch`` knows the version.
"""
