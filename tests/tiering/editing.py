"""How tests speak to the criteria editor: the form as the page has it, typed over and sent."""

from html import unescape

from tiering import policy_fields, policy_numbers


def text(response):
    return unescape(response.content.decode())


def typed(version, **changes):
    """The form as the page has it, with some fields typed over."""
    values = {"seen": version.hash, "note": version.note, "system": "pyramid"}
    values |= {
        path: policy_numbers.shown(unit_of(path), value) for path, value in inputs_of(version)
    }
    return values | {path.replace("__", "."): value for path, value in changes.items()}


def inputs_of(version):
    return policy_fields.inputs(version.policy)


def unit_of(path):
    return policy_fields.SETTINGS[policy_fields._setting(path)][1]


def save(client, version, **changes):
    return client.post(
        f"/tiering/policies/{version.number}/edit/",
        typed(version, **changes),
        headers={"HX-Request": "true"},
    )
