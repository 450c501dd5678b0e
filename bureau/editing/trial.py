"""A form as if it had been saved: everything is written, looked at, and taken back."""

import copy
from collections.abc import Callable
from typing import TypeVar

from django.contrib.messages.storage.base import BaseStorage
from django.db import IntegrityError, transaction
from django.utils.datastructures import MultiValueDict

Seen = TypeVar("Seen")


class Unheard(BaseStorage):
    """Messages of a save that does not stay are told to nobody."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


def try_save(screen, request, object_id: str | None, look: Callable[..., Seen]) -> Seen | None:
    """Save what ``request`` holds by the admin's own way, return ``look(saved object)`` and undo it all.

    None where the form would be refused. Files that were chosen but not sent up yet are left out.
    """
    typed = request.POST
    tried = copy.copy(request)
    tried.POST = typed
    tried._files = MultiValueDict()
    tried._messages = Unheard(tried)
    try:
        return _tried(screen, tried, object_id, look)
    except IntegrityError:
        # What is tried was saved in this very moment, here or by somebody else: the form's own check sees it now.
        return _tried(screen, tried, object_id, look)


def _tried(screen, request, object_id: str | None, look: Callable[..., Seen]) -> Seen | None:
    request.saved_object = None
    with transaction.atomic():
        screen.save_as_it_stands(request, object_id)
        seen = look(request.saved_object) if request.saved_object is not None else None
        transaction.set_rollback(True)
    return seen
