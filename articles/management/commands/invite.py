"""``manage.py invite ROLE``: print a one-time link for a new editor or administrator."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse

from articles.ingest.invitations import invite
from articles.management.preparing import prepare_database
from articles.management.reporting import running_address
from articles.models import Invitation


class Command(BaseCommand):
    help = "Print a one-time link by which someone becomes an editor or an administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", choices=Invitation.Role.values)

    def handle(self, *, role: str, **options: Any) -> None:
        prepare_database()
        self.stdout.write(running_address() + reverse("welcome", args=[invite(role)]))
