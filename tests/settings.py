"""The project's settings with a data folder of the tests' own: no test touches the data of its machine."""

import os
import tempfile

os.environ["NEWSROOM_DATA"] = tempfile.mkdtemp(prefix="newsroom-tests-")
for _name in list(os.environ):
    if _name in {"DATABASE_URL", "HOST", "PORT"} or (_name.startswith("NEWSROOM_") and _name != "NEWSROOM_DATA"):
        if _name != "NEWSROOM_CHROMIUM":
            del os.environ[_name]

from newsroom.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
