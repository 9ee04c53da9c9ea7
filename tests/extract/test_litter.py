import pytest

from articles.extract import is_litter


@pytest.mark.parametrize(
    "path",
    [
        *(
            ".DS_Store",
            "d/.DS_Store",
            "Thumbs.db",
            "THUMBS.DB",
            "Desktop.ini",
            "._a.txt",
            "d/._a.docx",
            "~$rapport.docx",
        ),
        *("__MACOSX/a.txt", "d/__MACOSX/d/a.txt", ".~lock.rapport.odt#", ".git/config", "Icon\r"),
    ],
)
def test_what_systems_leave_is_litter(path):
    assert is_litter(path)


@pytest.mark.parametrize(
    "path",
    [
        "a.txt",
        "d/.notes.txt",
        "thumbs.db.txt",
        "desktop.ini.md",
        "~rapport.docx",
        "$rapport.docx",
        "_a.txt",
        "__MACOSX",
        "",
    ],
)
def test_what_people_write_is_not(path):
    assert not is_litter(path)
