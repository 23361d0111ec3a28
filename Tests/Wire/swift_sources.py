"""What the annex of the contract needs to know of Swift: types with their doc comments and fields, and which rejections a function can end in."""

import re
from collections import namedtuple

Field = namedtuple("Field", "name type doc")
Case = namedtuple("Case", "name raw values doc")
Function = namedtuple("Function", "path owner name labels is_private head start end")


class SwiftType:
    """A struct or enum: its own name within those around it, what it conforms to, and what is written in it."""

    def __init__(self, name, kind, inherits, doc, path):
        self.name, self.kind, self.inherits, self.doc, self.path = name, kind, inherits, doc, path
        self.fields, self.cases, self.keys, self.aliases, self.words, self.has_own_coding = [], [], {}, {}, {}, False


def blanked(text):
    """The text with comments and the insides of string literals as blanks, every other character in its place."""
    out, i = list(text), 0

    def blank(start, end):
        for k in range(start, end):
            if out[k] != "\n":
                out[k] = " "

    def string_end(i):
        quote = '"""' if text.startswith('"""', i) else '"'
        i += len(quote)
        while not text.startswith(quote, i):
            if text.startswith("\\(", i):
                depth, i = 1, i + 2
                while depth:
                    if text[i] == '"':
                        i = string_end(i)
                        continue
                    depth += {"(": 1, ")": -1}.get(text[i], 0)
                    i += 1
            else:
                i += 2 if text[i] == "\\" else 1
        return i + len(quote)

    while i < len(text):
        raw = re.match(r'#+"', text[i:i + 4])
        if text.startswith("//", i):
            end = text.find("\n", i)
            end = len(text) if end < 0 else end
            blank(i, end)
        elif raw:
            end = text.index('"' + "#" * (len(raw[0]) - 1), i + len(raw[0])) + len(raw[0])
            blank(i + 1, end - 1)
        elif text[i] == '"':
            end = string_end(i)
            blank(i + 1, end - 1)
        else:
            end = i + 1
        i = end
    return "".join(out)


def closing(code, opening):
    """The place of the bracket that closes the one there."""
    depth = 0
    for place in range(opening, len(code)):
        depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(code[place], 0)
        if depth == 0:
            return place
    raise ValueError("a bracket is never closed")


def split(text):
    """The parts between commas that stand in no bracket."""
    parts, depth = [""], 0
    for sign in text:
        depth += {"(": 1, "[": 1, "<": 1, ")": -1, "]": -1, ">": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]


DECLARATION = re.compile(r"^\s*(?:(?:public|private|fileprivate|internal|final|indirect)\s+)*(struct|enum|protocol|extension|class)\s+([\w.]+)([^{]*)\{")
FIELD = re.compile(r"^\s*public (?:private\(set\) )?(?:var|let) (\w+): ([^={]+?)\s*(?:=[^{]*)?$")
WORD = re.compile(r'static let (verb|type) = "([\w.]+)"')
ALIAS = re.compile(r"typealias (Content|Answer) = ([\w.]+)")


def types(path, text):
    """The types declared in a source, by their full names; extensions are named after what they extend."""
    code, lines, found = blanked(text), text.split("\n"), {}
    stack, doc, depth = [], [], 0
    for line, bare in zip(lines, code.split("\n")):
        stripped = line.strip()
        opened = DECLARATION.match(bare + ("{" if bare.rstrip().endswith(":") else ""))
        here = stack[-1][0] if stack and stack[-1][1] == depth else None
        if stripped.startswith("///"):
            doc.append(stripped[3:].strip())
        elif opened:
            kind, name, rest = opened.groups()
            full = ".".join([stack[-1][0].name, name] if stack else [name])
            if kind == "extension":
                full = name
            known = found.setdefault(full, SwiftType(full, kind, "", "", path))
            if kind != "extension":
                known.kind, known.doc, known.inherits = kind, "\n".join(doc), rest
            stack.append((known, depth + 1))
            doc = []
            # A type that ends on its own line.
            if bare.count("{") == bare.count("}"):
                stack.pop()
        elif stripped and not stripped.startswith("@"):
            if here:
                take(here, stripped, bare, line, doc)
            doc = []
        if "init(from decoder" in bare and here:
            here.has_own_coding = True
        depth += bare.count("{") - bare.count("}")
        while stack and depth < stack[-1][1]:
            stack.pop()
    return found


def take(here, stripped, bare, line, doc):
    """Notes one line of a type's own."""
    if word := WORD.search(line):
        here.words[word[1]] = word[2]
    if alias := ALIAS.search(line):
        here.aliases[alias[1]] = alias[2]
    if here.name.endswith("CodingKeys") and stripped.startswith("case "):
        for part in split(stripped[5:]):
            name, _, raw = part.partition(" = ")
            here.keys[name.strip("`")] = raw.strip('"') or name.strip("`")
    elif here.kind == "enum" and stripped.startswith("case "):
        for part in split(stripped[5:]):
            whole = re.match(r'`?(\w+)`?(?:\((.*)\))?(?:\s*=\s*"([^"]*)")?$', part)
            if whole:
                here.cases.append(Case(whole[1], whole[3], split(whole[2] or ""), " ".join(doc)))
    elif field := FIELD.match(line.split("//")[0].rstrip()):
        here.fields.append(Field(field[1], field[2].strip(), " ".join(doc)))


HEAD = re.compile(r"^[ \t]*((?:[@\w]+(?:\([\w]+\))? )*)(?:func\s+(\w+)|init\b)[^(\n]*\(", re.M)


def functions(path, code):
    """The functions of a source whose comments and strings are blanked, with the types they belong to."""
    owners = [(match.end() - 1, closing(code, match.end() - 1), match[2].split(".")[-1]) for match in re.finditer(DECLARATION.pattern, code, re.M)]
    for match in HEAD.finditer(code):
        end = closing(code, match.end() - 1)
        # What stands between the parameters and the body: `throws`, the result, a condition.
        between = re.match(r"[\s\w.<>\[\]?,:()&=-]*?\{", code[end + 1:])
        if not between or re.search(r"\b(func|init|var|let|case)\b", between[0]):
            continue
        start = end + between.end()
        labels = []
        for parameter in split(code[match.end():end]):
            label = parameter.split(":")[0].split()[0]
            kind = parameter.partition(":")[2]
            labels.append((label, "=" in kind or "->" in kind))
        inside = [owner for opening, ending, owner in owners if opening < match.start() < ending]
        yield Function(path, inside[-1] if inside else None, match[2] or "init", tuple(labels), "private" in match[1], match.start(), start, closing(code, start))


def calls(code):
    """What a function calls: the type before the point, as far as it can be told (else `?`; nothing where there is no point), the name, the labels."""
    known = dict(re.findall(r"\b(\w+): ([A-Z]\w*)\b(?![.<(])", code))
    for made in re.finditer(r"\b(?:let|var) (\w+) = (?:try )?([A-Z]\w*)\(", code):
        if code[closing(code, made.end() - 1) + 1:][:1] not in (".", "?"):
            known[made[1]] = made[2]
    for match in re.finditer(r"(?:(\w+|[)\]?!}])[?!]?\.|(?<![\w.]))(\w+)\(", code):
        before, name = match[1] or "", match[2]
        opening = match.end() - 1
        labels = []
        for argument in split(code[opening + 1:closing(code, opening)]):
            label = re.match(r"(\w+)\s*:(?!:)", argument)
            labels.append(label[1] if label else "_")
        if before == ")":
            # What a type makes: `CaseSight(question).find(...)`.
            depth, place = 0, match.start(1)
            while place >= 0:
                depth += {")": 1, "(": -1}.get(code[place], 0)
                if depth == 0:
                    break
                place -= 1
            made = re.search(r"\b([A-Z]\w*)$", code[:max(place, 0)])
            before = made[1] if made else ")"
        owner = "" if not before else before if before[0].isupper() else known.get(before, "?")
        yield owner, name, tuple(labels)


def fits(function, labels):
    """Whether a call with these labels may be one of that function; a closure behind the brackets has none."""
    given = list(labels)
    for label, may_be_missing in function.labels:
        if given and given[0] == label:
            given.pop(0)
        elif not may_be_missing:
            return False
    return not given
