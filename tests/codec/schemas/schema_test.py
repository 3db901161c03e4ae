#!/usr/bin/env python3
"""Holds every body that our codecs write against the schema its provider publishes.

    schema_test.py build/dev/tests/codec/schemas/write_bodies

The schemas are not ours and not in this repository: they are looked for in OMNILLM_SPECS, or in
shared/specs beside the checkout. Where they, or Python's jsonschema, are missing, the test says so
and ends with status 77, which counts as skipped.
"""

import collections
import json
import os
import pathlib
import re
import subprocess
import sys

SKIPPED = 77
CHECKOUT = pathlib.Path(__file__).resolve().parents[3]

OPENAI = "openai/openapi.core.json#/components/schemas/"
ANTHROPIC = "anthropic/messages.schema.json#/$defs/"
GEMINI = "gemini/openapi.v1beta.json#/components/schemas/"
BEDROCK = "bedrock/bedrock-runtime.service-2.json#/shapes/"
COHERE = "rerank/cohere.openapi.json#/paths/"
COHERE_IN = "/post/requestBody/content/application~1json/schema"
COHERE_OUT = "/post/responses/200/content/application~1json/schema"

# Which schema a body of a format and a kind has to satisfy.
SCHEMAS = {
    ("open_ai_chat_completions", "request"): OPENAI + "CreateChatCompletionRequest",
    ("open_ai_chat_completions", "response"): OPENAI + "CreateChatCompletionResponse",
    ("open_ai_chat_completions", "event"): OPENAI + "CreateChatCompletionStreamResponse",
    ("open_ai_chat_completions", "error"): OPENAI + "ErrorResponse",
    ("open_ai_responses", "request"): OPENAI + "CreateResponse",
    ("open_ai_responses", "response"): OPENAI + "Response",
    ("open_ai_responses", "event"): OPENAI + "ResponseStreamEvent",
    ("open_ai_responses", "error"): OPENAI + "ErrorResponse",
    ("anthropic_messages", "request"): ANTHROPIC + "MessageCreateParams",
    ("anthropic_messages", "response"): ANTHROPIC + "Message",
    ("anthropic_messages", "event"): ANTHROPIC + "StreamEvent",
    ("anthropic_messages", "error"): ANTHROPIC + "ErrorResponse",
    ("gemini_generate_content", "request"): GEMINI + "GenerateContentRequest",
    ("gemini_generate_content", "response"): GEMINI + "GenerateContentResponse",
    ("gemini_generate_content", "event"): GEMINI + "GenerateContentResponse",
    ("bedrock_converse", "request"): BEDROCK + "ConverseRequest",
    ("bedrock_converse", "response"): BEDROCK + "ConverseResponse",
    ("bedrock_converse", "event"): BEDROCK + "ConverseStreamOutput",
    ("bedrock_converse", "exception"): BEDROCK + "ValidationException",
    ("bedrock_converse", "error"): BEDROCK + "ValidationException",
    ("open_ai_embeddings", "request"): OPENAI + "CreateEmbeddingRequest",
    ("open_ai_embeddings", "response"): OPENAI + "CreateEmbeddingResponse",
    ("open_ai_image_generations", "request"): OPENAI + "CreateImageRequest",
    ("open_ai_image_generations", "response"): OPENAI + "ImagesResponse",
    ("open_ai_audio_speech", "request"): OPENAI + "CreateSpeechRequest",
    ("open_ai_audio_transcriptions", "response"): OPENAI + "CreateTranscriptionResponseJson",
    ("open_ai_moderations", "request"): OPENAI + "CreateModerationRequest",
    ("open_ai_moderations", "response"): OPENAI + "CreateModerationResponse",
    ("open_ai_models", "response"): OPENAI + "ListModelsResponse",
    ("anthropic_count_tokens", "request"): ANTHROPIC + "MessageCountTokensParams",
    ("anthropic_count_tokens", "response"): ANTHROPIC + "MessageTokensCount",
    ("anthropic_models", "response"): ANTHROPIC + "ModelListResponse",
    ("gemini_embed_content", "request"): GEMINI + "EmbedContentRequest",
    ("gemini_embed_content", "response"): GEMINI + "EmbedContentResponse",
    ("gemini_batch_embed_contents", "request"): GEMINI + "BatchEmbedContentsRequest",
    ("gemini_batch_embed_contents", "response"): GEMINI + "BatchEmbedContentsResponse",
    ("gemini_count_tokens", "request"): GEMINI + "CountTokensRequest",
    ("gemini_count_tokens", "response"): GEMINI + "CountTokensResponse",
    ("gemini_models", "response"): GEMINI + "ListModelsResponse",
    ("cohere_rerank", "request"): COHERE + "~1v2~1rerank" + COHERE_IN,
    ("cohere_rerank", "response"): COHERE + "~1v2~1rerank" + COHERE_OUT,
    ("bedrock_count_tokens", "request"): BEDROCK + "CountTokensRequest",
    ("bedrock_count_tokens", "response"): BEDROCK + "CountTokensResponse",
}

# Formats that nobody publishes a schema of.
WITHOUT_SCHEMA = {
    "open_ai_rerank", "vertex_imagen", "vertex_rerank", "bedrock_titan_embeddings",
    "bedrock_cohere_embeddings", "open_ai_audio_translations",
}


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def specs_folder():
    named = os.environ.get("OMNILLM_SPECS")
    places = [pathlib.Path(named)] if named else [
        folder / "shared" / "specs" for folder in list(CHECKOUT.parents)[:2]]
    for place in places:
        if (place / "manifest.json").is_file():
            return place
    skip(f"the providers' schemas are not in {' nor in '.join(str(place) for place in places)}")


# ---- From what the providers publish to JSON Schema as the validator takes it.


def nullable(schema):
    """OpenAPI 3.0 says so beside the type, JSON Schema with one more type."""
    return {"anyOf": [schema, {"type": "null"}]}


def from_openapi(node):
    """The members of the published unions overlap, so one of them is as good as exactly one."""
    if isinstance(node, list):
        return [from_openapi(element) for element in node]
    if not isinstance(node, dict):
        return node
    made = {name: from_openapi(value) for name, value in node.items()
            if name not in ("oneOf", "nullable", "discriminator", "description", "example",
                            "format", "default")}
    if isinstance(node.get("oneOf"), list):
        made["anyOf"] = made.get("anyOf", []) + from_openapi(node["oneOf"])
    # An instance of `properties` may itself be called `format` or `description`.
    for name in ("properties", "$defs", "schemas"):
        if isinstance(node.get(name), dict):
            made[name] = {key: from_openapi(value) for key, value in node[name].items()}
    return nullable(made) if node.get("nullable") is True else made


BOTOCORE_TYPES = {
    "string": "string", "blob": "string", "timestamp": ["number", "string"], "boolean": "boolean",
    "integer": "integer", "long": "integer", "float": "number", "double": "number",
}


def from_botocore(shapes):
    """A service model of AWS; what travels in the path or in headers is no part of a body."""
    return {name: {} if name in INVENTED_NAMES else from_shape(shape)
            for name, shape in shapes.items()}


# The examples' own, which the service would not have given.
INVENTED_NAMES = {"GuardrailIdentifier"}


def from_shape(shape):
    kind = shape["type"]
    if shape.get("document"):
        return {}
    if kind == "list":
        return bounds(shape, "Items", {
            "type": "array", "items": reference(shape["member"])})
    if kind == "map":
        return {"type": "object", "additionalProperties": reference(shape["value"])}
    if kind == "structure":
        members = {name: member for name, member in shape["members"].items()
                   if member.get("location") is None}
        made = {"type": "object", "additionalProperties": False,
                "properties": {name: reference(member) for name, member in members.items()},
                "required": [name for name in shape.get("required", []) if name in members]}
        if shape.get("union"):
            made["minProperties"] = made["maxProperties"] = 1
        return made
    made = {"type": BOTOCORE_TYPES[kind]}
    if "enum" in shape:
        made["enum"] = shape["enum"]
    if "pattern" in shape:
        made["pattern"] = "^(?:" + shape["pattern"] + ")$"
    if kind == "string":
        return bounds(shape, "Length", made)
    if kind in ("integer", "long", "float", "double"):
        made.update({to: shape[name] for name, to in (("min", "minimum"), ("max", "maximum"))
                     if name in shape})
    return made


def bounds(shape, what, made):
    made.update({name + what: shape[name] for name in ("min", "max") if name in shape})
    return made


def reference(member):
    return {"$ref": "#/shapes/" + member["shape"]}


# Of Gemini on Vertex AI, or newer than the published schema.
GEMINI_HAS_TOO = {
    "GenerateContentRequest": ["serviceTier", "labels"],
    "GenerateContentResponse": ["createTime"],
    "UsageMetadata": ["trafficType"],
}


def closed(schema):
    """The service answers a member it does not know with an error."""
    for name, members in GEMINI_HAS_TOO.items():
        schema[name]["properties"].update({member: {} for member in members})
    for one in schema.values():
        if one.get("type") == "object" and "properties" in one:
            one.setdefault("additionalProperties", False)
    return schema


def load(path):
    document = json.loads(path.read_text())
    if "shapes" in document:
        return {"shapes": from_botocore(document["shapes"])}
    made = from_openapi(document)
    if path.parent.name == "gemini":
        closed(made["components"]["schemas"])
    if path.parent.name == "openai":
        allow_observed_nulls(made["components"]["schemas"])
    return made


# What the published schema does not call nullable, and the service itself sends as null.
OBSERVED_NULLS = {
    "CreateChatCompletionStreamResponse": ["usage"],
    "ModelResponseProperties": ["user"],
    "Response": ["usage"],
}


def allow_observed_nulls(schemas):
    for schema, names in OBSERVED_NULLS.items():
        for piece in [schemas[schema], *schemas[schema].get("allOf", [])]:
            properties = piece.get("properties", {})
            properties.update({name: nullable(properties[name]) for name in names
                               if name in properties})


# ---- The bodies.


class Validators:
    def __init__(self, jsonschema, specs):
        self.jsonschema = jsonschema
        self.specs = specs
        self.documents = {}
        self.made = {}

    def of(self, place):
        if place not in self.made:
            file, pointer = place.split("#")
            if file not in self.documents:
                self.documents[file] = load(self.specs / file)
            schema = dict(self.documents[file])
            schema["$ref"] = "#" + pointer
            schema.pop("$schema", None)
            self.made[place] = self.jsonschema.Draft202012Validator(schema)
        return self.made[place]


def deepest(error):
    """Of the failures in a union, the one that came furthest says most."""
    while error.context:
        error = max(error.context, key=lambda one: (len(one.absolute_path), -len(one.schema_path)))
    return error


def explain(error):
    inner = deepest(error)
    pointer = "/" + "/".join(str(step) for step in inner.absolute_path)
    return re.sub(r"\s+", " ", f"{pointer}: {inner.message}")[:300]


def kind_and_body(one):
    """What the schema is of, where that is not simply the body."""
    kind, body = (one["format"], one["kind"]), one["body"]
    if kind == ("bedrock_converse", "event"):
        return kind, {one["event"]: body}
    if kind[1] == "event" and "error" in body and "type" not in body:
        return (kind[0], "error"), body  # the stream ends with it
    if kind in (("gemini_generate_content", "request"), ("gemini_embed_content", "request")):
        return kind, {"model": "models/of-the-path", **body}
    if kind == ("bedrock_converse", "error"):
        body.pop("__type", None)  # other services of AWS name the exception here, and clients read it
    if kind == ("open_ai_responses", "request"):
        for item in body["input"] if isinstance(body.get("input"), list) else []:
            if item.get("role") == "assistant":  # needless in what is sent back, as clients know
                item.setdefault("id", "msg_1")
                item.setdefault("status", "completed")
                for part in item["content"] if isinstance(item["content"], list) else []:
                    part.setdefault("logprobs", [])
    return kind, body


# What is right although the schema says otherwise: the beginning of `what`, of the problem, and why.
EXCUSED = [
    ("from anthropic_messages: service tier", "/service_tier", "the caller's own word goes as it is"),
    ("from open_ai_responses: sound", "/input/0", "the caller's own part goes as it is"),
    ("from open_ai_responses: ", "/tools/0/type: 'function'", "a caller may leave `strict` out"),
    ("from bedrock_converse: members nobody knows", "/", "that is what it is about"),
    ("from gemini_generate_content: members nobody knows", "/", "that is what it is about"),
    ("from gemini/", "/: 'usage' is a required", "a usage that nobody told is not made up"),
]


def is_excused(what, problem):
    return any(what.startswith(of) and problem.startswith(begin) for of, begin, _ in EXCUSED)


def main():
    try:
        import jsonschema
    except ImportError:
        skip("Python's jsonschema is not installed (Debian: python3-jsonschema)")
    validators = Validators(jsonschema, specs_folder())
    program = subprocess.run([sys.argv[1]], capture_output=True, text=True, check=True)
    checked = collections.Counter()
    wrong = collections.defaultdict(list)
    for line in program.stdout.rstrip("\n").split("\n"):
        one = json.loads(line)
        if one["format"] in WITHOUT_SCHEMA:
            continue
        kind, body = kind_and_body(one)
        place = SCHEMAS.get(kind)
        if place is None:
            if kind == ("gemini_generate_content", "error"):  # google.rpc.Status, of no published schema
                continue
            wrong[(kind, "no schema is named for it")].append(one)
            continue
        checked[kind] += 1
        error = next(iter(validators.of(place).iter_errors(body)), None)
        problem = explain(error) if error is not None else None
        if problem is not None and not is_excused(one["what"], problem):
            wrong[(kind, problem)].append(one)
    for (kind, problem), bodies in sorted(wrong.items()):
        print(f"{kind[0]} {kind[1]}: {problem}")
        print(f"  {len(bodies)} of them, the first {bodies[0]['what']}")
        print(f"  {json.dumps(bodies[0]['body'])[:600]}")
    for kind, count in sorted(checked.items()):
        print(f"{count:6} {kind[0]} {kind[1]}")
    print(f"{sum(checked.values())} bodies held against their schemas, "
          f"{sum(len(bodies) for bodies in wrong.values())} do not keep to them")
    return 1 if wrong or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
