"""What keeps the log of editions honest inside the database, whoever writes to it.

No edition is deleted, nothing but ``live_until`` changes in one, no two editions of a release are in force at one moment,
and a page stays at its address, which is given to no other release. Django has no common form for this on both databases, so each gets its own words.
"""

_SQLITE_OVERLAP = """
CREATE TRIGGER releases_edition_no_overlap_{event} AFTER {when} ON releases_edition
BEGIN
  SELECT RAISE(ABORT, 'editions of a release must not overlap') WHERE EXISTS (
    SELECT 1 FROM releases_edition other
    WHERE other.release_id = NEW.release_id AND other.id <> NEW.id
      AND (other.live_until IS NULL OR other.live_until > other.live_from)
      AND (NEW.live_until IS NULL OR NEW.live_until > NEW.live_from)
      AND (NEW.live_until IS NULL OR other.live_from < NEW.live_until)
      AND (other.live_until IS NULL OR NEW.live_from < other.live_until));
END
"""

_OTHER_ADDRESS = """
  SELECT 1 FROM releases_edition other
  WHERE other.release_id = NEW.release_id AND (other.year <> NEW.year OR other.slug <> NEW.slug)
     OR other.release_id <> NEW.release_id AND other.year = NEW.year AND other.slug = NEW.slug
"""

_SQLITE = (
    f"""
CREATE TRIGGER releases_edition_one_address BEFORE INSERT ON releases_edition
BEGIN SELECT RAISE(ABORT, 'a page stays at its address') WHERE EXISTS ({_OTHER_ADDRESS}); END
""",
    """
CREATE TRIGGER releases_edition_no_delete BEFORE DELETE ON releases_edition
BEGIN SELECT RAISE(ABORT, 'an edition is never deleted'); END
""",
    """
CREATE TRIGGER releases_editionphoto_no_delete BEFORE DELETE ON releases_editionphoto
BEGIN SELECT RAISE(ABORT, 'the photos of an edition are never deleted'); END
""",
    """
CREATE TRIGGER releases_editionphoto_no_update BEFORE UPDATE ON releases_editionphoto
BEGIN SELECT RAISE(ABORT, 'the photos of an edition never change'); END
""",
    _SQLITE_OVERLAP.format(event="insert", when="INSERT"),
    _SQLITE_OVERLAP.format(event="update", when="UPDATE OF live_until"),
)

_POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """
ALTER TABLE releases_edition ADD CONSTRAINT releases_edition_no_overlap
EXCLUDE USING gist (release_id WITH =, tstzrange(live_from, live_until) WITH &&)
""",
    """
CREATE OR REPLACE FUNCTION releases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'an edition never changes and is never deleted' USING ERRCODE = 'integrity_constraint_violation'; END $$
""",
    f"""
CREATE OR REPLACE FUNCTION releases_refuse_address() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS ({_OTHER_ADDRESS}) THEN
    RAISE EXCEPTION 'a page stays at its address' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
""",
    """
CREATE TRIGGER releases_edition_one_address BEFORE INSERT ON releases_edition
FOR EACH ROW EXECUTE FUNCTION releases_refuse_address()
""",
    """
CREATE TRIGGER releases_edition_no_update BEFORE UPDATE ON releases_edition
FOR EACH ROW WHEN (to_jsonb(OLD) - 'live_until' IS DISTINCT FROM to_jsonb(NEW) - 'live_until')
EXECUTE FUNCTION releases_refuse_change()
""",
    """
CREATE TRIGGER releases_edition_no_delete BEFORE DELETE ON releases_edition
FOR EACH ROW EXECUTE FUNCTION releases_refuse_change()
""",
    """
CREATE TRIGGER releases_editionphoto_frozen BEFORE UPDATE OR DELETE ON releases_editionphoto
FOR EACH ROW EXECUTE FUNCTION releases_refuse_change()
""",
    """
CREATE TRIGGER releases_edition_no_truncate BEFORE TRUNCATE ON releases_edition
FOR EACH STATEMENT EXECUTE FUNCTION releases_refuse_change()
""",
)

# The table came later: the guards were first installed without it.
_ATTACHMENTS = "releases_editionattachment"
_SQLITE_ATTACHMENTS = (
    """
CREATE TRIGGER releases_editionattachment_no_delete BEFORE DELETE ON releases_editionattachment
BEGIN SELECT RAISE(ABORT, 'the attachments of an edition are never deleted'); END
""",
    """
CREATE TRIGGER releases_editionattachment_no_update BEFORE UPDATE ON releases_editionattachment
BEGIN SELECT RAISE(ABORT, 'the attachments of an edition never change'); END
""",
)
_POSTGRESQL_ATTACHMENTS = (
    """
CREATE TRIGGER releases_editionattachment_frozen BEFORE UPDATE OR DELETE ON releases_editionattachment
FOR EACH ROW EXECUTE FUNCTION releases_refuse_change()
""",
)

_SQLITE_NAMES = (
    "releases_edition_one_address",
    "releases_editionattachment_no_delete",
    "releases_editionattachment_no_update",
    "releases_edition_no_delete",
    "releases_editionphoto_no_delete",
    "releases_editionphoto_no_update",
    "releases_edition_no_overlap_insert",
    "releases_edition_no_overlap_update",
    "releases_edition_no_update",
)
_POSTGRESQL_UNDO = (
    "DROP TRIGGER IF EXISTS releases_edition_one_address ON releases_edition",
    "DROP FUNCTION IF EXISTS releases_refuse_address()",
    "DROP TRIGGER IF EXISTS releases_editionattachment_frozen ON releases_editionattachment",
    "DROP TRIGGER IF EXISTS releases_edition_no_truncate ON releases_edition",
    "DROP TRIGGER IF EXISTS releases_editionphoto_frozen ON releases_editionphoto",
    "DROP TRIGGER IF EXISTS releases_edition_no_delete ON releases_edition",
    "DROP TRIGGER IF EXISTS releases_edition_no_update ON releases_edition",
    "DROP FUNCTION IF EXISTS releases_refuse_change()",
    "ALTER TABLE releases_edition DROP CONSTRAINT IF EXISTS releases_edition_no_overlap",
)


def _sqlite_no_update(apps) -> str:
    edition = apps.get_model("releases", "Edition")
    frozen = ", ".join(field.column for field in edition._meta.local_concrete_fields if field.column != "live_until")
    return (
        f"CREATE TRIGGER releases_edition_no_update BEFORE UPDATE OF {frozen} ON releases_edition "
        "BEGIN SELECT RAISE(ABORT, 'an edition never changes'); END"
    )


def install(apps, schema_editor) -> None:
    """Put the guards in place. A later migration that alters the table calls this again: SQLite drops the old ones."""
    remove(apps, schema_editor)
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    statements = (*_SQLITE, _sqlite_no_update(apps)) if is_sqlite else _POSTGRESQL
    if _ATTACHMENTS in schema_editor.connection.introspection.table_names():
        statements += _SQLITE_ATTACHMENTS if is_sqlite else _POSTGRESQL_ATTACHMENTS
    for statement in statements:
        schema_editor.execute(statement)


def remove(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        statements = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE_NAMES)
    else:
        statements = _POSTGRESQL_UNDO
    for statement in statements:
        schema_editor.execute(statement)
