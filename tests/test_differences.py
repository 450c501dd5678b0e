"""What an approver sees of a correction."""

from releases.differences import blocks_of, propose, side_by_side

BEFORE = "<h1>見本セミナーを開催</h1><p>見本局は、5月10日に開催しました。</p><ul><li>参加者 85名</li></ul>"


def marked(pieces):
    return [piece.text for piece in pieces if piece.is_changed]


def test_a_page_is_read_block_by_block_with_pictures_by_their_text():
    html = '<title>題</title><h1>表題</h1><p>一<br>二</p><img src="x" alt="演台の局長"><figcaption>挨拶</figcaption>'
    assert blocks_of(html) == ["表題", "一 二", "［写真］演台の局長", "挨拶"]


def test_only_the_words_that_differ_are_marked():
    rows = side_by_side(BEFORE, BEFORE.replace("5月10日", "5月11日"))
    assert [row.is_changed for row in rows] == [False, True, False]
    assert (marked(rows[1].before), marked(rows[1].after)) == (["10"], ["11"])


def test_a_block_that_was_added_faces_nothing():
    rows = side_by_side(BEFORE, BEFORE + "<p>次回は秋に開く予定です。</p>")
    assert rows[-1].before == ()
    assert marked(rows[-1].after) == ["次回は秋に開く予定です。"]


def test_the_note_is_proposed_from_what_differs():
    assert propose(side_by_side(BEFORE, BEFORE)).kind == "trifle"
    erratum = propose(side_by_side(BEFORE, BEFORE.replace("85名", "86名")))
    assert (erratum.kind, erratum.note) == ("erratum", "「85」を「86」に訂正しました。")
    added = propose(side_by_side(BEFORE, BEFORE + "<p>次回は秋です。</p>"))
    assert (added.kind, added.note) == ("addition", "「次回は秋です。」を追記しました。")
    assert propose(side_by_side(BEFORE, "<h1>別の表題</h1><p>全く違う文</p>")).kind == "replacement"


def link(key: str, mark: str = "PDF：120KB、3ページ", title: str = "開催案内") -> str:
    href = f"/e-komfo/files/{key * 64}/0203si-{key * 8}.pdf"
    return f'<ul><li><a href="{href}">{title}<span class="link-mark">（{mark}）</span></a></li></ul>'


def test_another_file_under_the_same_words_is_a_difference_and_its_note_names_it():
    rows = side_by_side(BEFORE + link("a"), BEFORE + link("b"))
    assert [row.is_changed for row in rows] == [False, False, False, True]
    assert rows[-1].after_text == "開催案内（PDF：120KB、3ページ） ［ファイル bbbbbbbb］"
    proposal = propose(rows)
    assert (proposal.kind, proposal.note) == ("replacement", "資料「開催案内」を差し替えました。")
    larger = propose(side_by_side(BEFORE + link("a"), BEFORE + link("b", "PDF：1.2MB、4ページ")))
    assert (larger.kind, larger.note) == ("replacement", "資料「開催案内」を差し替えました。")
    assert not side_by_side(link("a"), link("a"))[0].is_changed


def test_a_note_of_files_says_nothing_of_their_digests():
    added = propose(side_by_side(BEFORE, BEFORE + link("a")))
    assert (added.kind, added.note) == ("addition", "「開催案内（PDF：120KB、3ページ）」を追記しました。")
    renamed = propose(side_by_side(BEFORE + link("a"), BEFORE + link("a", title="開催の案内")))
    assert (renamed.kind, renamed.note) == ("erratum", "「の」を追記しました。")
