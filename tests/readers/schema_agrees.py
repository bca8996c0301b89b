"""schema_agrees.py SCHEMA FILE...: what a JSON Schema says of YAML files.

Prints one JSON object: for each FILE the list of what is wrong with it, empty
where it is valid. A file that is no YAML is wrong, too.

Files are read as YAML 1.2 reads them and as editors do: a time is a text, and
so is "no"; a key that stands twice is wrong.
"""
import json
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """YAML 1.2, core schema."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", "-+0123456789"),
    (
        "float",
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        "-+.0123456789",
    ),
    ("merge", r"^<<$", "<"),
]:
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


def number(loader, node):
    """Int of YAML 1.2, where 010 is ten."""
    text = loader.construct_scalar(node)
    return int(text, 0) if re.match(r"0[ox]", text) else int(text)


def mapping(loader, node, deep=False):
    """Mapping without keys that stand twice."""
    loader.flatten_mapping(node)
    keys = [loader.construct_object(k, deep=True) for k, _ in node.value]
    if len(set(map(str, keys))) < len(keys):
        raise yaml.YAMLError(f"a key of {keys} stands twice")
    return {str(k): loader.construct_object(v, deep=True) for k, (_, v) in zip(keys, node.value, strict=True)}


Loader.add_constructor("tag:yaml.org,2002:int", number)
Loader.add_constructor("tag:yaml.org,2002:map", mapping)


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        schema = json.load(f)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    wrong = {}
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as f:
            try:
                content = yaml.load(f, Loader)
            except yaml.YAMLError as e:
                wrong[path] = [str(e)]
                continue
        wrong[path] = [f"{'.'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(content)]
    json.dump(wrong, sys.stdout)


if __name__ == "__main__":
    main()
