"""The addresses of the desk and of accounts."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from articles.web import accounts, answers, awaiting, bulk, feed, feeds, history, reports, review, upload

urlpatterns = [
    path("upload/", upload.upload, name="upload"),
    path("upload/status/", upload.upload_status, name="upload_status"),
    path("upload/<int:pk>/", review.review, name="review"),
    path("upload/<int:pk>/publish/", review.publish, name="publish"),
    path("upload/<int:pk>/publish/undo/", review.undo_publishing, name="undo_publishing"),
    path("upload/<int:pk>/to-review/", review.send_to_review, name="send_to_review"),
    path("upload/<int:pk>/to-draft/", review.back_to_draft, name="back_to_draft"),
    path("upload/<int:pk>/annotate/", review.annotate_again, name="annotate_again"),
    path("upload/<int:pk>/answer/", answers.answer, name="answer"),
    path("upload/<int:pk>/answer/<int:ruling>/undo/", answers.ask_again, name="ask_again"),
    path("upload/<int:pk>/withdraw/", review.withdraw, name="withdraw"),
    path("upload/<int:pk>/discard/", review.discard, name="discard"),
    path("upload/reports/", reports.reports, name="reports"),
    path("upload/reports/<int:pk>/handle/", reports.handle_report, name="handle_report"),
    path("upload/reports/<int:pk>/dismiss/", reports.dismiss_report, name="dismiss_report"),
    path("upload/reports/<int:pk>/reopen/", reports.reopen_report, name="reopen_report"),
    path("review/", awaiting.to_review, name="to_review"),
    path("history/", history.history, name="history"),
    path("drafts/bulk/", bulk.bulk, name="bulk"),
    path("drafts/bulk/<slug:together>/undo/", bulk.undo_bulk, name="undo_bulk"),
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/ask/", feeds.ask_feeds, name="ask_feeds"),
    path("feeds/import/", feeds.read_feed_list, name="read_feed_list"),
    path("feeds/newsroom.opml", feeds.write_feed_list, name="write_feed_list"),
    path("feeds/<int:pk>/", feed.feed, name="feed"),
    path("feeds/<int:pk>/edit/", feed.edit_feed, name="edit_feed"),
    path("feeds/<int:pk>/ask/", feed.ask_feed, name="ask_feed"),
    path("feeds/<int:pk>/switch/", feed.switch_feed, name="switch_feed"),
    path("feeds/<int:pk>/remove/", feed.remove_feed, name="remove_feed"),
    path("login/", accounts.login, name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("welcome/<word:token>/", accounts.welcome, name="welcome"),
]
