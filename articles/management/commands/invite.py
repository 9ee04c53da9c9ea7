"""``manage.py invite ROLE``: print a one-time link for a new editor or administrator."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse

from articles.ingest.invitations import invite
from articles.management.reporting import site_address
from articles.models import Invitation


class Command(BaseCommand):
    help = "Print a one-time link by which someone becomes an editor or an administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", choices=Invitation.Role.values)

    def handle(self, *, role: str, **options: Any) -> None:
        self.stdout.write(site_address() + reverse("welcome", args=[invite(role)]))
