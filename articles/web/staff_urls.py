"""The addresses of the desk and of accounts."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from articles.web import accounts, reports, review, upload

urlpatterns = [
    path("upload/", upload.upload, name="upload"),
    path("upload/status/", upload.upload_status, name="upload_status"),
    path("upload/<int:pk>/", review.review, name="review"),
    path("upload/<int:pk>/publish/", review.publish, name="publish"),
    path("upload/<int:pk>/withdraw/", review.withdraw, name="withdraw"),
    path("upload/<int:pk>/discard/", review.discard, name="discard"),
    path("upload/reports/", reports.reports, name="reports"),
    path("upload/reports/<int:pk>/handle/", reports.handle_report, name="handle_report"),
    path("upload/reports/<int:pk>/dismiss/", reports.dismiss_report, name="dismiss_report"),
    path("upload/reports/<int:pk>/reopen/", reports.reopen_report, name="reopen_report"),
    path("login/", accounts.login, name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("welcome/<word:token>/", accounts.welcome, name="welcome"),
]
