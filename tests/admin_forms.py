"""Fills admin forms in as a browser does: fetch the page, change what the form holds, send it."""

from dataclasses import dataclass, field

from django.test import Client

from bureau.editing.formpage import sent_by
from bureau.formtree import Node, from_pairs, to_pairs
from releases.differences import blocks_of


@dataclass
class AdminForm:
    """A change form: ``node`` is what it holds; fields and rows are set on it before ``send``."""

    client: Client
    url: str
    node: Node
    base_version: str
    html: str
    uploads: dict = field(default_factory=dict)

    @classmethod
    def open(cls, client: Client, url: str) -> "AdminForm":
        response = client.get(url)
        assert response.status_code == 200, response
        return cls.of(client, url, response)

    @classmethod
    def of(cls, client, url, response) -> "AdminForm":
        html = response.content.decode()
        model = response.context["opts"].model_name
        pairs = sent_by(html, f"{model}_form")
        base = next((value for name, value in pairs if name == "_base_version"), "")
        return cls(client, url, from_pairs(pairs), base, html)

    def set(self, **values: str) -> "AdminForm":
        for name, value in values.items():
            self.node.fields[name] = [value]
        return self

    def row(self, name: str, number: int) -> Node:
        return self.node.rows[name][number]

    def add(self, name: str, **values) -> Node:
        """A new row; ``order`` follows the rows that are there."""
        rows = self.node.rows[name]
        row = Node({"order": [str(len(rows))], **{key: [str(value)] for key, value in values.items()}})
        rows.append(row)
        return row

    def send(self, button: str = "_continue", **extra):
        data: dict[str, list] = {}
        for name, value in [*to_pairs(self.node), ("_base_version", self.base_version), (button, "1")]:
            data.setdefault(name, []).append(value)
        return self.client.post(self.url, {**data, **self.uploads, **extra})

    def send_to(self, url: str):
        """Send what the form holds to another address, as its scripts do."""
        data: dict[str, list] = {}
        for name, value in [*to_pairs(self.node), ("_base_version", self.base_version)]:
            data.setdefault(name, []).append(value)
        return self.client.post(url, data)

    def save(self, button: str = "_continue"):
        """Send, and expect the save to go through."""
        response = self.send(button)
        assert response.status_code == 302, "\n".join(errors_of(response))
        return response


def inner(row: Node, name: str, **values) -> Node:
    """A new row within a row."""
    rows = row.rows.setdefault(name, [])
    new = Node({"order": [str(len(rows))], **{key: [str(value)] for key, value in values.items()}})
    rows.append(new)
    return new


def errors_of(response) -> list[str]:
    """The messages that a refused form shows."""
    form_errors = response.context["adminform"].form.errors
    found = [str(message) for messages in form_errors.values() for message in messages]
    for formset in response.context["inline_admin_formsets"]:
        for form in formset.formset.forms:
            found += [str(message) for messages in form.errors.values() for message in messages]
            if hasattr(form, "nested"):
                found += [str(m) for f in form.nested.forms for messages in f.errors.values() for m in messages]
        found += [str(message) for message in formset.formset.non_form_errors()]
    return found


def text_of(response) -> str:
    return "\n".join(blocks_of(response.content.decode()))
