"""The page in Wagtail as its own documentation builds one: page tree, StreamField, image renditions; cached or not."""
