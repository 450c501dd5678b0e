"""The arrows between the parts of the house, read from the source itself."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("bureau", "events", "releases")

# What answers the public: it reads live editions and the bureau's record, and knows no working copy.
PUBLIC = (
    "releases/about_views.py",
    "releases/addresses.py",
    "releases/agenda/calendar.py",
    "releases/agenda/events.py",
    "releases/agenda/lectures.py",
    "releases/agenda/readings.py",
    "releases/agenda_views.py",
    "releases/feed_views.py",
    "releases/feeds/contents.py",
    "releases/frame.py",
    "releases/identity.py",
    "releases/old_addresses.py",
    "releases/portions.py",
    "releases/public.py",
    "releases/render.py",
    "releases/sitemap_views.py",
    "releases/sitemaps.py",
    "releases/structured_data.py",
    "releases/search/find.py",
    "releases/search/folding.py",
    "releases/search/passages.py",
    "releases/search/query.py",
    "releases/search/quote.py",
    "releases/search/tables.py",
    "releases/search/tokens.py",
    "releases/search/wanted.py",
    "releases/search_views.py",
    "releases/views.py",
    "releases/page_format.py",
    "releases/page_templates.py",
)
PUBLIC_MODELS = {
    "bureau.models": {"AccessibilityPolicy", "Alert", "Bureau"},
    # A facet is only ever asked for together with the editions in force that bear it, and so are events and billings.
    # A short address says nothing but a number.
    "releases.models": {"Edition", "EditionBilling", "EditionEvent", "EditionFacet", "Facet", "ShortAddress"},
    "releases.models.edition": {"Edition", "LegacyFile", "PublicMoments"},
}
PUBLIC_TEMPLATES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "templates").rglob("*.html")
    if path.relative_to(ROOT / "templates").parts[0] != "admin"
)

SOURCES = sorted(str(path.relative_to(ROOT)) for app in APPS for path in (ROOT / app).rglob("*.py"))
TEMPLATES = sorted(str(path.relative_to(ROOT)) for top in ("templates", *APPS) for path in (ROOT / top).rglob("*.html"))


def imports(source: str) -> dict[str, set[str]]:
    """Module -> names taken from it ({""} for the module itself)."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse((ROOT / source).read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found.setdefault(alias.name, set()).add("")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source} imports relatively"
            found.setdefault(node.module, set()).update(alias.name for alias in node.names)
    return found


def apps_used(source: str) -> set[str]:
    return {module.split(".")[0] for module in imports(source)} & set(APPS)


@pytest.mark.parametrize(
    ("app", "allowed"), [("bureau", {"bureau"}), ("events", {"bureau", "events"}), ("releases", set(APPS))]
)
def test_releases_know_events_events_know_the_bureau_and_nobody_looks_back(app, allowed):
    for source in SOURCES:
        if source.startswith(f"{app}/"):
            assert apps_used(source) <= allowed, source


@pytest.mark.parametrize("source", PUBLIC)
def test_the_public_side_knows_no_working_copy(source):
    for module, names in imports(source).items():
        app, _, part = module.partition(".")
        if app == "events":
            pytest.fail(f"{source} imports {module}")
        if part.startswith("models"):
            assert names <= PUBLIC_MODELS.get(module, set()), f"{source} imports {names} from {module}"


@pytest.mark.parametrize("source", PUBLIC)
def test_the_public_side_follows_no_edition_back_to_its_working_copy(source):
    for node in ast.walk(ast.parse((ROOT / source).read_text())):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"release", "editions", "select_related", "_base_manager", "_default_manager"}, (
                f"{source}:{node.lineno}"
            )
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert "release__" not in node.value, f"{source}:{node.lineno}"


@pytest.mark.parametrize("source", PUBLIC)
def test_the_public_side_asks_for_editions_by_the_one_door(source):
    """Only three questions are put to all editions, and none of them can show what is not in force."""
    doors = set(re.findall(r"Edition\.objects\s*\.(\w+)", (ROOT / source).read_text()))
    assert doors <= {"live", "moments", "told_changes"}, source


@pytest.mark.parametrize("template", PUBLIC_TEMPLATES)
def test_no_public_template_follows_an_edition_back(template):
    text = (ROOT / template).read_text()
    assert not re.search(r"\.release\b|\.editions\b|_set\b", text)


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_template_declares_text_safe(template):
    text = (ROOT / template).read_text()
    assert not re.search(r"\|\s*(safe|safeseq)\b|autoescape\s+off", text)


@pytest.mark.parametrize("source", [source for source in SOURCES if source != "bureau/richtext.py"])
def test_markup_is_declared_safe_in_one_place(source):
    text = (ROOT / source).read_text()
    assert not re.search(r"\b(mark_safe|SafeString|SafeText|SafeData|Markup|__html__)\b", text), source


@pytest.mark.parametrize("source", [source for source in SOURCES if source != "bureau/richtext.py"])
def test_the_editor_is_known_in_one_place(source):
    assert not {module.split(".")[0] for module in imports(source)} & {"ckeditor", "ckeditor_uploader"}, source


@pytest.mark.parametrize("template", PUBLIC_TEMPLATES)
def test_a_public_page_holds_no_inline_script_and_no_inline_style(template):
    """Files of the site's own that a page can do without may follow it."""
    text = (ROOT / template).read_text()
    text = re.sub(r'<script src="{{ static\("[a-z/]+\.js"\) }}" defer></script>', "", text)
    assert not re.search(r"<script|<style|\bstyle=|\bon\w+=|javascript:", text)
