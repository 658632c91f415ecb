"""The value that stands for the text of a page."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ocr.page import Box, PageText, Region
from tests.ocr.pages import PAGES, columns_page, mixed_page


@given(PAGES)
def test_json_gives_the_same_page_back(page: PageText) -> None:
    assert PageText.from_json(page.to_json()) == page


@given(PAGES)
def test_every_character_has_a_box_or_is_a_space_or_a_line_end(page: PageText) -> None:
    assert len(page.character_boxes) == len(page.text)
    for character, box in zip(page.text, page.character_boxes, strict=True):
        assert (box is None) == (character in " \n")


@given(PAGES, st.data())
def test_a_corrected_line_changes_only_itself(page: PageText, data: st.DataObject) -> None:
    before = [line for _, line in page.lines]
    if not before:
        return
    number = data.draw(st.integers(0, len(before) - 1))
    after = [line for _, line in page.with_line(number, "改正").lines]
    assert after[number].text == "改正"
    assert after[number].corrected
    assert after[:number] + after[number + 1 :] == before[:number] + before[number + 1 :]


def test_a_hit_that_runs_over_a_line_end_has_a_box_in_each_line() -> None:
    page = columns_page()
    start = page.text.index("卿表")
    first, second = page.boxes(start, start + len("卿表\n有重"))
    assert first.right > second.right
    assert (round(first.bottom), round(second.top)) == (900, 100)


def test_a_corrected_line_of_the_same_length_keeps_the_place_of_each_character() -> None:
    page = columns_page()
    kept = page.with_line(1, "有重黎勾芒")
    assert kept.character_boxes == page.character_boxes
    assert kept.boxes(8, 9) == (Box(500, 100, 560, 220),)


def test_a_corrected_line_of_as_many_words_keeps_the_place_of_each_word() -> None:
    page = mixed_page()
    old = [word.box for word in page.regions[1].lines[0].words]
    line = page.with_line(1, "Далайнор нуур бол").regions[1].lines[0]
    assert [(word.text, word.space_after) for word in line.words] == [
        ("Далайнор", True),
        ("нуур", True),
        ("бол", False),
    ]
    assert [word.box for word in line.words] == old
    joined = page.with_line(1, "Далайнуур бол").regions[1].lines[0]
    assert [word.text for word in joined.words] == ["Далайнуур бол"]


@given(PAGES, st.text("ab 湖", max_size=9), st.data())
def test_a_line_says_what_a_person_has_typed(page: PageText, text: str, data: st.DataObject) -> None:
    count = len(list(page.lines))
    if count:
        number = data.draw(st.integers(0, count - 1))
        (_, line) = list(page.with_line(number, text).lines)[number]
        assert line.text == text.rstrip(" ")


def test_spaces_between_words_stand_in_the_text_and_not_at_the_end() -> None:
    assert mixed_page().text.split("\n")[1] == "Далай нуур бол"


def test_confidence_counts_long_lines_more() -> None:
    assert 0.8 < mixed_page().confidence < 0.85
    assert PageText(1, 1, (), "zyyy", "horizontal", "", "").confidence == 0.0


def test_a_page_saved_before_there_were_pictures_is_read_as_ever() -> None:
    old = (
        '{"format":1,"width":9,"height":9,"script":"hant","direction":"vertical-rl","engine":"rapidocr",'
        '"engine_version":"3","seconds":0.1,"regions":[{"kind":"text","direction":"vertical-rl","script":"hant",'
        '"box":[0,0,5,9],"lines":[{"box":[0,0,5,9],"confidence":0.9,"corrected":false,"words":[{"text":"湖",'
        '"box":[0,0,5,9],"confidence":0.9,"characters":[],"space_after":false}]}]}]}'
    )
    assert PageText.from_json(old).text == "湖"


def test_regions_without_lines_change_nothing_in_the_text() -> None:
    page = columns_page()
    picture = Region((), Box(10, 10, 300, 400), "vertical-rl", "zyyy", "picture")
    with_picture = replace(page, regions=(picture, *page.regions))
    assert (with_picture.text, with_picture.character_boxes) == (page.text, page.character_boxes)
    assert with_picture.confidence == page.confidence
    assert with_picture.with_line(1, "改").text == page.with_line(1, "改").text
    assert PageText.from_json(with_picture.to_json()).regions[0] == picture
