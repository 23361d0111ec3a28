"""Writes the annex of the contract, Shared/Protocol/VERBS.md, out of the doc comments and rules of the Swift sources: `make wire-annex`."""

import re
import sys
from collections import defaultdict
from pathlib import Path

from swift_sources import blanked, calls, fits, functions, types

ROOT = Path(__file__).resolve().parents[2]
ANNEX = ROOT / "Shared/Protocol/VERBS.md"
SERVICES = ["intake", "routing", "drafting", "approvals", "archival"]
AUDIENCES = {"officials": "an official", "operators": "an operator", "anyone": "anybody, without a grant too", "services": "the service itself"}

# How types with a coding of their own, and those of the language, stand in JSON.
FORMS = {
    "Identifier": "id", "CivilDate": "date", "StreamPosition": "place",
    "Principal": "[principal](WIRE.md#grants)", "ClosedRange<CivilDate>": "list of two dates, the first and the last", "String": "text", "Int": "integer", "Int64": "integer", "Bool": "boolean",
    "WorkDuration": "duration: `PT10M`, `PT2H`, `P1D` (one working day), `P1W`, `P1M` or `ASNEEDED`",
    "HeaderField": "list of text, or one of `kosong` `tidak-terbaca` `tidak-ada`",
    "NumberTemplate": "text such as `{klasifikasi}/{urut:3}/{tahun}`",
    "RoleKind": "one of `{\"position\":key}` `{\"each\":[key]}` `{\"lead\":key,\"members\":[key]}` `{\"recordedBy\":key}`",
}

INTRODUCTION = """\
# ALUR/1: verbs and events

The annex of [WIRE.md](WIRE.md): what stands in the body of every request, in its answer, and in `data` and content of every event. It is written out of
the sources by `make wire-annex`, and a test holds the two together; mend the doc comments there, not this page.

A field is *required*, or may be absent. *id*, *date*, *place* and *text* are those of WIRE.md; a *key* is text that names something in a catalogue
(`key: Position`); a *list* is a JSON array, a *map* an object from text to what is said. Moments are integers.

*Refused with* names a verb's own codes, which the [last table](#codes) explains; beside them any verb has `malformedBody`, and those of
[WIRE.md](WIRE.md#what-a-caller-does) that come before its rules: `unauthenticated`, `grantUnknown`, `forbidden`, `signedSingly`, `idReused`, `notYet`. Names
of figures, such as `pageRows`, are those of [Limits](WIRE.md#limits). A command that *the service itself* gives is refused to anybody else; it is here because the
events that it makes name it.
"""


class Sources:
    """All types of the protocol, the rules of the services, and the rejections they can end in."""

    def __init__(self):
        self.types, self.texts = {}, {}
        for path in sorted([*ROOT.glob("Shared/**/*.swift"), *ROOT.glob("Services/**/*.swift")]):
            self.texts[path.relative_to(ROOT).as_posix()] = path.read_text()
        for path, text in self.texts.items():
            if path.startswith(("Shared/Domain/", "Shared/Protocol/")) or path == "Shared/Kernel/KernelEvents.swift":
                for name, found in types(path, text).items():
                    known = self.types.get(name)
                    if known and (found.kind == "extension" or known.kind == "extension"):
                        known.has_own_coding |= found.has_own_coding
                        known.fields, known.words = known.fields + found.fields, known.words | found.words
                        if known.kind == "extension":
                            known.kind, known.doc, known.cases, known.inherits = found.kind, found.doc, found.cases, found.inherits
                    else:
                        self.types[name] = found
        self.codes = Codes(self.texts)
        self.rules = self.find_rules()

    def find_rules(self):
        """Verbs and events by the type of their bodies: which services have them, who may ask, and which function decides."""
        rules = defaultdict(lambda: {"services": set(), "audience": None, "decide": set()})
        for path, text in self.texts.items():
            owners = self.owners(path, text)
            if not owners:
                continue
            pattern = r"\.on\(\s*(\w+)\.self(?:, by: (\[[^\]]*\]|\.\w+)(?:, (?:decide|answer): (\w+))?)?"
            for body, audience, decide in re.findall(pattern, text):
                rule = rules[body]
                rule["services"] |= owners
                rule["audience"] = re.findall(r"\w+", audience) or rule["audience"]
                if decide:
                    rule["decide"].add((path, decide))
        return rules

    def owners(self, path, text):
        """The services whose rules stand in that source."""
        if path.startswith("Services/"):
            return {path.split("/")[1].lower()} & set(SERVICES)
        if path.startswith("Shared/Kernel/"):
            return set(SERVICES)
        table = re.search(r"public enum (\w+Rules)\b", text)
        if not path.startswith("Shared/Tasks/") or not table:
            return set()
        return {name for name in SERVICES if any(
            other.startswith(f"Services/{name.capitalize()}/") and f"{table[1]}.commands" in words for other, words in self.texts.items())}

    def find(self, name, inside):
        """The type of that name as it is seen from inside another."""
        scope = inside.split(".") if inside else []
        for length in range(len(scope), -1, -1):
            full = ".".join(scope[:length] + [name])
            if full in self.types and self.types[full].kind in ("struct", "enum"):
                return self.types[full]
        raise KeyError(f"{name} as it is seen from {inside}")


class Codes:
    """The rejections that a function can end in, itself or in what it calls."""

    SHORT = {"invalid": "invalid", "notFound": "notFound", "forbidden": "forbidden", "unauthenticated": "unauthenticated"}

    def __init__(self, texts):
        self.known, self.sentences = set(self.SHORT), defaultdict(list)
        self.here = {}
        self.by_name = defaultdict(list)
        # Rejections that have a name of their own.
        named = [pair for text in texts.values() for pair in re.findall(r'^(?:private )?let (\w+) = Rejection\("(\w+)"', text, re.M)]
        for path, text in texts.items():
            code = blanked(text)
            self.known |= set(re.findall(r'Rejection\(\s*"(\w+)"', text))
            for match in re.finditer(r'Rejection\(\s*"(\w+)",\s*"((?:[^"\\]|\\.)*)"', text):
                self.sentences[match[1]].append(match[2])
            if not path.startswith(("Services/", "Shared/Tasks/", "Shared/Policy/", "Shared/Kernel/")) or path.startswith("Services/Console/"):
                continue
            for function in functions(path, code):
                body, bare = text[function.start:function.end], code[function.start:function.end]
                found = set(re.findall(r'Rejection\(\s*"(\w+)"', body))
                found |= {code for name, code in named if re.search(rf"\bthrow {name}\b", bare)}
                found |= {self.SHORT[name] for name in re.findall(r"(?:Rejection|throw )\.(\w+)\(", bare) if name in self.SHORT}
                self.here[function] = (found, set(calls(code[function.head:function.end])))
                self.by_name[function.name].append(function)

    def of(self, path, name):
        """The codes of a service's function of that name."""
        folder = "/".join(path.split("/")[:2]) + "/"
        seen, found = set(), set()
        begin = [function for function in self.by_name[name] if function.path.startswith(folder)]
        waiting = [function for function in begin if function.path == path] or begin
        while waiting:
            function = waiting.pop()
            if function in seen:
                continue
            seen.add(function)
            codes, called = self.here[function]
            found |= codes
            for owner, name, labels in called:
                if name[0].isupper():
                    owner, name = name, "init"
                meant = [other for other in self.by_name[name] if self.is_meant(other, owner, function, folder) and fits(other, labels)]
                # A method of that name of several types is whose it may be; then its codes are those the doc comment names.
                waiting += meant if len({other.owner for other in meant}) == 1 else []
        return found

    def is_meant(self, other, owner, caller, folder):
        if not other.path.startswith((folder, "Shared/Tasks/", "Shared/Policy/")) and other.owner not in ("Decision", "Question"):
            return False
        if other.is_private and other.path != caller.path:
            return False
        if owner == "?":
            return other.owner is not None and other.name != "init"
        return other.owner == owner if owner else other.owner in (None, caller.owner)


class Page:
    """The annex, as it is written."""

    def __init__(self):
        self.sources = Sources()
        self.used = []
        self.told = set()

    def text(self):
        parts = [INTRODUCTION]
        bodies = [body for body in self.sources.types.values() if body.words and body.kind == "struct"]
        groups = defaultdict(list)
        for body in bodies:
            services = self.sources.rules[body.name.split(".")[-1]]["services"] if body.name in self.sources.rules else set(SERVICES)
            groups[services.copy().pop() if len(services) == 1 else "several"].append((body, services))
        for group in [*SERVICES, "several"]:
            title = "Several services" if group == "several" else group.capitalize()
            for kind, word in (("Commands and questions", "verb"), ("Events", "type")):
                chosen = sorted((body.words[word], body, services) for body, services in groups[group] if word in body.words)
                if chosen:
                    parts.append(f"## {title}: {kind.lower()}\n")
                    parts += [self.verb(*row) if word == "verb" else self.event(*row) for row in chosen]
        parts.append("## Types\n")
        told = []
        while len(self.used) > len(told):
            told += [(found.name, self.type(found)) for found in self.used[len(told):]]
        parts += [text for _, text in sorted(told)]
        parts.append(self.codes())
        return "\n".join(parts)

    # MARK: one thing

    def verb(self, verb, body, services):
        rule = self.sources.rules.get(body.name, {"services": set(), "audience": None, "decide": set()})
        lines = [f"### `{verb}`\n", f"{self.prose(body.doc)}\n"]
        asked = " or ".join(AUDIENCES[name] for name in rule["audience"] or ["anyone"])
        kind = "A question" if "QueryBody" in body.inherits or verb in ("file.get", "journal.pull") else "A command"
        at = ", at *files*" if re.search(r"static let isCold = true", self.span(body)) or verb.startswith("file.") else ""
        to = "every service" if len(services) == len(SERVICES) else ", ".join(name.capitalize() for name in SERVICES if name in services)
        singly = ", [signed singly](WIRE.md#acts-that-are-signed-singly)" if "static let isSignedSingly = true" in self.span(body) else ""
        lines.append(f"{kind} to {to}{at}, by {asked}{singly}.\n")
        lines.append(self.table(body))
        answer = self.answer(verb, body)
        if answer:
            lines.append(f"Answer: {self.prose(answer.doc)[0].lower()}{self.prose(answer.doc)[1:]}\n")
            lines.append(self.table(answer))
        codes = set().union(*(self.sources.codes.of(path, decide) for path, decide in rule["decide"]), re.findall(r"`(\w+)`", self.said(body)))
        codes = sorted(code for code in codes if code in self.sources.codes.known)
        self.told |= set(codes)
        if codes and rule["audience"] != ["services"]:
            lines.append("Refused with " + " ".join(f"`{code}`" for code in codes) + "\n")
        return "\n".join(lines)

    def said(self, body):
        """What the doc comment says about refusals."""
        found = re.search(r"[Rr]efused .*", body.doc.replace("\n", " "))
        return found[0] if found else ""

    def answer(self, verb, body):
        if verb == "journal.pull":
            return self.sources.types["JournalPage"]
        if "Answer" in body.aliases:
            return self.sources.find(body.aliases["Answer"], body.name)
        return self.sources.types.get(f"{body.name}.Answer")

    def event(self, type, body, services):
        lines = [f"### `{type}`\n", f"{self.prose(body.doc)}\n"]
        lines.append(self.table(body))
        if "Content" in body.aliases:
            lines.append(f"Content: {self.shape(body.aliases['Content'], body.name)}\n")
        return "\n".join(lines)

    def type(self, found):
        lines = [f"### {found.name}\n", f"{self.prose(found.doc)}\n"]
        if found.kind == "struct":
            return "\n".join(lines + [self.table(found)])
        plain = all(not case.values for case in found.cases)
        lines += ["| value | meaning |", "|---|---|"]
        for case in found.cases:
            value = f"`\"{case.raw or case.name}\"`" if plain else self.object(case, found)
            lines.append(f"| {value} | {self.prose(case.doc)} |")
        return "\n".join(lines) + "\n"

    def object(self, case, found):
        """A value with others in it: an object whose one key is its name."""
        inside = []
        for place, value in enumerate(case.values):
            label, _, kind = value.rpartition(":")
            inside.append(f'"{label.strip() or f"_{place}"}": {self.shape(kind.strip(), found.name)}')
        return f'`{{"{case.name}":` {{ {", ".join(inside)} }} `}}`' if inside else f'`{{"{case.name}":{{}}}}`'

    def table(self, body):
        if not body.fields:
            return "No fields.\n"
        keys = self.sources.types.get(f"{body.name}.CodingKeys")
        lines = ["| field | type | | meaning |", "|---|---|---|---|"]
        for field in body.fields:
            name = keys.keys.get(field.name) if keys and keys.keys else field.name
            if name is None:
                continue
            need = "" if field.type.endswith("?") else "required"
            lines.append(f"| `{name}` | {self.shape(field.type, body.name)} | {need} | {self.prose(field.doc)} |")
        return "\n".join(lines) + "\n"

    def shape(self, kind, inside):
        """How a value of that type stands in JSON."""
        kind = kind.rstrip("?")
        if kind.startswith("["):
            key, colon, value = kind[1:-1].partition(": ")
            return f"map to {self.shape(value, inside)}" if colon else f"list of {self.shape(kind[1:-1], inside)}"
        if kind.startswith("Key<"):
            return f"key: {kind[4:-1]}"
        if kind in FORMS:
            return FORMS[kind]
        found = self.sources.find(kind, inside)
        if found.has_own_coding:
            raise KeyError(f"{found.name} has a coding of its own; say in FORMS how it stands in JSON")
        if found not in self.used:
            self.used.append(found)
        return f"[{found.name}](#{found.name.lower().replace('.', '')})"

    def codes(self):
        lines = ["## Codes\n", "What a service's own rules refuse, with the sentence a person reads; where there are several, the first.\n"]
        lines += ["| code | sentence |", "|---|---|"]
        for code in sorted(self.told):
            sentences = self.sources.codes.sentences.get(code, [])
            plain = [sentence for sentence in sentences if "\\(" not in sentence]
            sentence = re.sub(r"\\\([^()]*(?:\([^()]*\)[^()]*)*\)", "…", (plain or sentences or ["See WIRE.md."])[0])
            lines.append(f"| `{code}` | {sentence if sentences and code not in Codes.SHORT else 'See [WIRE.md](WIRE.md#what-a-caller-does).'} |")
        return "\n".join(lines) + "\n"

    # MARK: words

    def span(self, body):
        """The source of a type, roughly: from its name to the next type beside it."""
        text = self.sources.texts[body.path]
        start = text.index(f"struct {body.name}:")
        end = re.search(r"\n}", text[start:])
        return text[start:start + (end.end() if end else 0)]

    def wire_name(self, name):
        """The verb or event type whose body has that name in Swift; else the name itself."""
        found = self.sources.types.get(name)
        return next(iter(found.words.values()), name) if found else name

    def prose(self, doc):
        """A doc comment for a reader who has no Swift."""
        text = doc.replace("\n\n", "\n").replace("\n", " ").strip()
        text = re.sub(r"`SignedStatement\.text`", "the text of [Signatures of persons](WIRE.md#signatures-of-persons)", text)
        text = re.sub(r"`Limits\.(\w+)`", r"`\1`", text)
        text = re.sub(r"`([A-Z]\w*)`", lambda name: f"`{self.wire_name(name[1])}`", text)
        text = re.sub(r"\bas `WorkDuration\.iso` writes it", "as a duration", text)
        return re.sub(r"\bnil\b", "absent", text).replace("|", "\\|")


def main():
    text = Page().text()
    if "--check" in sys.argv:
        if not ANNEX.exists() or ANNEX.read_text() != text:
            sys.exit("Shared/Protocol/VERBS.md is not what the sources say; write it anew with `make wire-annex`")
        return
    ANNEX.write_text(text)


if __name__ == "__main__":
    main()
