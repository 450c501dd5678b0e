"""The OpenAPI document, made of the document's own schema."""

from typing import Any

from releases import addresses
from releases.api.query import DEFAULT_LIMIT, LARGEST_LIMIT
from releases.api.rows import COLLECTIONS, LICENCE
from releases.document import EventFacts, ReleaseDocument, SessionItem
from releases.models import Release

NAMES = {
    "releases": "報道発表",
    "events": "行事",
    "sessions": "プログラム",
    "speakers": "登壇者（その日の所属と役職）",
    "comments": "アンケート意見",
}
_IDENTITY = {
    "release_id": {"type": "string", "format": "uuid", "description": "報道発表の、変わらない識別子"},
    "url": {"type": "string", "format": "uri"},
    "title": {"type": "string"},
    "release_date": {"type": "string", "format": "date"},
    "kind": {"type": "string", "enum": Release.Kind.values},
    "edition": {"type": "integer", "minimum": 1, "description": "第何版か。訂正のたびに増える"},
    "published_at": {"type": "string", "format": "date-time"},
    "updated_at": {"type": "string", "format": "date-time"},
}


def document_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a release's document."""
    schema = _local_times(ReleaseDocument.model_json_schema())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": addresses.absolute(addresses.api("schema.json")),
        **_with_schema_named(schema),
    }


def _local_times(schema: Any) -> Any:
    """The times of an event are local and bear no offset, which the format "time" of JSON Schema asks for."""
    if isinstance(schema, dict):
        if schema.get("format") == "time":
            return {"type": "string", "pattern": r"^\d{2}:\d{2}:\d{2}$"}
        return {name: _local_times(value) for name, value in schema.items()}
    return [_local_times(value) for value in schema] if isinstance(schema, list) else schema


def _with_schema_named(schema: dict[str, Any]) -> dict[str, Any]:
    """A stored document knows nothing of its schema's address; one that is handed out names it."""
    return {**schema, "properties": {"$schema": {"type": "string", "format": "uri"}, **schema["properties"]}}


def openapi() -> dict[str, Any]:
    """The description of everything under /api/."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "報道発表のオープンデータ",
            "version": "1.0.0",
            "description": "公開中の報道発表を、機械で読める形で提供します。登録は要りません。",
            "license": {"name": LICENCE["name"], "url": LICENCE["url"]},
        },
        "servers": [{"url": addresses.absolute("")}],
        "paths": {
            **{addresses.api(f"{name}/"): _collection(name) for name in COLLECTIONS},
            addresses.api("releases/") + "{release_id}/": _one(),
            addresses.api("archive/") + "{year}.jsonl": _archive("application/jsonl"),
            addresses.api("archive/") + "{year}.csv": _archive("text/csv"),
        },
        "components": {"schemas": _schemas()},
    }


def _schemas() -> dict[str, Any]:
    template = "#/components/schemas/{model}"
    schemas: dict[str, Any] = {}
    for model in (ReleaseDocument, EventFacts, SessionItem):
        schema = _local_times(model.model_json_schema(ref_template=template, mode="serialization"))
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    schemas["ReleaseDocument"] = _with_schema_named(schemas["ReleaseDocument"])
    part = {"type": "object", "additionalProperties": True}
    session = {"type": "object", "required": ["number", "heading", "topic"]}
    own = {
        "releases": {"document": {"$ref": "#/components/schemas/ReleaseDocument"}},
        "events": {"event": part},
        "sessions": {"number": {"type": "integer", "minimum": 1}, "session": part},
        "speakers": {"session": session, "speaker": {"$ref": "#/components/schemas/Billing"}},
        "comments": {"number": {"type": "integer", "minimum": 1}, "comment": {"type": "string"}},
    }
    for name, fields in own.items():
        schemas[f"{name}_item"] = {
            "type": "object",
            "required": [*_IDENTITY, *fields],
            "properties": {**_IDENTITY, **fields},
        }
    schemas["problem"] = {
        "type": "object",
        "required": ["title", "status"],
        "properties": {
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "parameter": {"type": "string"},
        },
    }
    return schemas


def _collection(name: str) -> dict[str, Any]:
    answer = {
        "type": "object",
        "required": ["items", "next_cursor", "next", "license"],
        "properties": {
            "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}_item"}},
            "next_cursor": {"type": "string", "description": "続きがないときは空"},
            "next": {"type": "string", "description": "続きのアドレス。続きがないときは空"},
            "license": {"type": "object"},
        },
    }
    return {
        "get": {
            "operationId": f"list_{name}",
            "summary": f"{NAMES[name]}の一覧（発表日の新しい順）",
            "parameters": parameters(),
            "responses": {
                "200": _json(answer),
                "304": {"description": "変わっていない"},
                "400": _problem("引数の誤り"),
            },
        }
    }


def _one() -> dict[str, Any]:
    return {
        "get": {
            "operationId": "get_release",
            "summary": "一つの報道発表",
            "parameters": [
                {"name": "release_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
            ],
            "responses": {
                "200": _json({"$ref": "#/components/schemas/releases_item"}),
                "304": {"description": "変わっていない"},
                "404": _problem("公開されていない"),
            },
        }
    }


def _archive(media_type: str) -> dict[str, Any]:
    year = {
        "name": "year",
        "in": "path",
        "required": True,
        "schema": {"type": "integer", "minimum": 1926, "maximum": 9999},
    }
    return {
        "get": {
            "operationId": f"archive_{media_type.rpartition('/')[2]}",
            "summary": "一年分を一つのファイルで",
            "parameters": [year],
            "responses": {
                "200": {"description": "一年分", "content": {media_type: {"schema": {"type": "string"}}}},
                "304": {"description": "変わっていない"},
                "404": _problem("その年の発表がない"),
            },
        }
    }


def parameters() -> list[dict[str, Any]]:
    schemas = {
        "year": ({"type": "integer", "minimum": 1926, "maximum": 9999}, "発表日の年"),
        "kind": ({"type": "string", "enum": Release.Kind.values}, "種類"),
        "category": ({"type": "string", "maxLength": 40, "pattern": "^[a-z0-9-]+$"}, "政策分野のコード"),
        "from": ({"type": "string", "format": "date"}, "この日以後の発表"),
        "to": ({"type": "string", "format": "date"}, "この日以前の発表"),
        "updated_since": ({"type": "string", "format": "date-time"}, "この日時以後に公開または訂正されたもの"),
        "cursor": ({"type": "string", "maxLength": 200}, "前の応答の next_cursor"),
        "limit": (
            {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT},
            "一度に返す報道発表の数",
        ),
    }
    return [
        {"name": name, "in": "query", "required": False, "schema": schema, "description": words}
        for name, (schema, words) in schemas.items()
    ]


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "成功", "content": {"application/json": {"schema": schema}}}


def _problem(words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/problem"}
    return {"description": words, "content": {"application/problem+json": {"schema": schema}}}
