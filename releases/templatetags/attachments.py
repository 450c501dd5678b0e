"""Attached files as the page writes them, for the rows of the admin."""

from django import template

from releases import page_format

register = template.Library()
register.filter(page_format.pdf_mark)
