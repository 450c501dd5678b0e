"""Two people's edits of one form, joined without losing a character."""

from bureau.formtree import Conflict, Node, from_pairs, merge, only_known, to_pairs

FORM = [
    ("csrfmiddlewaretoken", "x"),
    ("title", "見本セミナー"),
    ("categories", "1"),
    ("categories", "2"),
    ("sessions-TOTAL_FORMS", "2"),
    ("sessions-INITIAL_FORMS", "2"),
    ("sessions-0-id", "5"),
    ("sessions-0-topic", "題名"),
    ("sessions-0-order", "0"),
    ("sessions-0-appearances-TOTAL_FORMS", "1"),
    ("sessions-0-appearances-INITIAL_FORMS", "1"),
    ("sessions-0-appearances-0-id", "9"),
    ("sessions-0-appearances-0-position", "教授"),
    ("sessions-1-id", "6"),
    ("sessions-1-topic", "別の題名"),
    ("sessions-1-order", "1"),
    ("sessions-1-appearances-TOTAL_FORMS", "0"),
    ("sessions-1-appearances-INITIAL_FORMS", "0"),
    ("comments-TOTAL_FORMS", "0"),
    ("comments-INITIAL_FORMS", "0"),
    ("_save", "保存"),
]


def form(**changes) -> Node:
    """The form above with fields changed, by their names with dots for dashes: ``{"sessions.0.topic": "…"}``."""
    changed = {name.replace(".", "-"): value for name, value in changes.items()}
    pairs = [(name, changed.pop(name, value)) for name, value in FORM]
    return from_pairs([*pairs, *changed.items()])


def test_a_form_is_read_as_rows_within_rows():
    node = form()
    assert node.fields == {"title": ["見本セミナー"], "categories": ["1", "2"]}
    assert [row.id for row in node.rows["sessions"]] == ["5", "6"]
    assert node.rows["sessions"][0].rows["appearances"][0].first("position") == "教授"
    assert node.rows["comments"] == []


def test_a_form_written_out_and_read_again_is_the_same():
    node = form()
    assert from_pairs(to_pairs(node)) == node
    assert Node.from_json(node.to_json()) == node


def test_rows_that_exist_come_before_new_ones():
    node = form()
    node.rows["sessions"].insert(0, Node({"topic": ["新しい題名"], "order": ["0"]}))
    pairs = dict(to_pairs(node))
    assert (pairs["sessions-INITIAL_FORMS"], pairs["sessions-TOTAL_FORMS"]) == ("2", "3")
    assert pairs["sessions-2-topic"] == "新しい題名"


def test_edits_of_different_places_are_joined():
    mine = form(title="私の表題")
    theirs = form(**{"sessions.0.appearances.0.position": "准教授", "sessions.1.topic": "直した題名"})
    merged = merge(form(), mine, theirs)
    assert merged.conflicts == []
    assert merged.node.first("title") == "私の表題"
    assert merged.node.rows["sessions"][0].rows["appearances"][0].first("position") == "准教授"
    assert merged.node.rows["sessions"][1].first("topic") == "直した題名"
    assert merged.joined == 2


def test_one_field_changed_by_both_is_a_conflict_that_keeps_both_texts():
    merged = merge(form(), form(title="私の表題"), form(title="別の人の表題"))
    assert merged.conflicts == [Conflict(("title",), ("見本セミナー",), ("私の表題",), ("別の人の表題",))]
    assert merged.node.first("title") == "私の表題"


def test_the_same_change_by_both_is_no_conflict():
    assert merge(form(), form(title="同じ"), form(title="同じ")).conflicts == []


def test_rows_added_by_both_are_all_kept():
    mine, theirs = form(), form()
    mine.rows["sessions"].append(Node({"topic": ["私の題名"]}))
    theirs.rows["sessions"].append(Node({"id": ["7"], "topic": ["別の人の題名"]}))
    merged = merge(form(), mine, theirs)
    assert [row.first("topic") for row in merged.node.rows["sessions"]] == [
        "題名",
        "別の題名",
        "私の題名",
        "別の人の題名",
    ]


def test_a_row_deleted_by_them_and_untouched_by_me_goes():
    theirs = form()
    del theirs.rows["sessions"][1]
    merged = merge(form(), form(title="私の表題"), theirs)
    assert [row.id for row in merged.node.rows["sessions"]] == ["5"]
    assert merged.conflicts == []


def test_a_row_deleted_by_them_while_i_wrote_in_it_comes_back_as_new():
    theirs = form()
    del theirs.rows["sessions"][1]
    merged = merge(form(), form(**{"sessions.1.topic": "書き直した題名"}), theirs)
    last = merged.node.rows["sessions"][-1]
    assert (last.id, last.first("topic")) == ("", "書き直した題名")
    assert merged.conflicts[0].what == "deleted_by_them"


def test_a_row_deleted_by_me_while_they_wrote_in_it_stays():
    mine = form()
    mine.rows["sessions"][1].fields["DELETE"] = ["on"]
    merged = merge(form(), mine, form(**{"sessions.1.topic": "直した題名"}))
    assert merged.node.rows["sessions"][1].first("topic") == "直した題名"
    assert not merged.node.rows["sessions"][1].is_deleted
    assert merged.conflicts[0].what == "deleted_by_me"


def test_moving_rows_is_never_a_conflict():
    merged = merge(form(), form(**{"sessions.0.order": "1"}), form(**{"sessions.0.order": "3"}))
    assert merged.conflicts == []


def test_values_that_mean_the_same_are_no_change():
    merged = merge(
        form(),
        form(title="見本 セミナー"),
        form(title="直した表題"),
        same=lambda a, b: a.replace(" ", "") == b.replace(" ", ""),
    )
    assert merged.node.first("title") == "直した表題"
    assert merged.conflicts == []


def test_an_older_version_put_back_makes_lost_rows_anew_and_deletes_later_ones():
    older, current = form(), form()
    del current.rows["sessions"][1]
    current.rows["sessions"].append(Node({"id": ["8"], "topic": ["後から足した題名"]}))
    restored = only_known(older, current)
    rows = restored.rows["sessions"]
    assert [(row.id, row.first("topic"), row.is_deleted) for row in rows] == [
        ("5", "題名", False),
        ("", "別の題名", False),
        ("8", "後から足した題名", True),
    ]
