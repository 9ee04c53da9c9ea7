"""What systems and programs leave in folders for themselves: nobody means to send it."""

_NAMES = frozenset({".ds_store", ".localized", "icon\r", "thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin"})
_FOLDERS = frozenset({"__macosx", ".git", ".svn", ".spotlight-v100", ".trashes", ".fseventsd", "$recycle.bin"})
# A Mac's forks of files, what Word and LibreOffice keep while a document is open.
_BEGINNINGS = ("._", "~$", ".~lock.")


def is_litter(path: str) -> bool:
    """Return whether the file at ``path``, written with slashes, is of no meaning to people.

    >>> is_litter("Dossier/~$rapport.docx"), is_litter("Dossier/rapport.docx")
    (True, False)
    """
    *folders, name = path.lower().split("/")
    return name in _NAMES or name.startswith(_BEGINNINGS) or not _FOLDERS.isdisjoint(folders)
