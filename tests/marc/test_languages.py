from __future__ import annotations

import pytest

from marc.languages import codes_of, language_name


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("chi", "chi 中文 汉语 漢語 汉文 国语 Chinese"),
        ("mon", "mon 蒙文 蒙古文 蒙古语 蒙古語 西里尔蒙古文 西里爾蒙古文 新蒙文 Mongolian"),
        ("rus", "rus 俄文 俄语 Russian RUSSIAN"),
        ("jpn", "日文 日语 Japanese"),
        ("mnc", "满文 滿語 Manchu"),
        ("kor", "朝鲜文 韩语 Korean"),
        ("mul", "多语种"),
    ],
)
def test_a_language_is_known_by_its_code_and_by_the_names_that_people_write(code: str, names: str) -> None:
    for name in names.split():
        assert codes_of(name)[0] == code, name


@pytest.mark.parametrize("name", ["", "文", "语", "湖志", "Mongol", "xyz"])
def test_what_is_no_name_of_a_language_has_no_code(name: str) -> None:
    assert codes_of(name) == ()


def test_the_beginning_of_an_english_name_will_do_where_it_is_asked_for() -> None:
    assert codes_of("mongol", begun=True)[0] == "mon"
    assert codes_of("mon", begun=True) == ("mon",)
    assert codes_of("mo", begun=True) == codes_of("蒙古国", begun=True) == ()


def test_a_code_is_named_in_both_languages_and_one_of_the_librarys_own_stays() -> None:
    assert (language_name("rus", "zh_CN"), language_name("rus", "en")) == ("俄语", "Russian")
    assert language_name("达斡尔", "en") == "达斡尔"
