"""The annex of the contract is what the sources say."""

import re
import unittest

import annex


class Annex(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.page = annex.Page()
        cls.text = cls.page.text()

    def test_it_is_up_to_date(self):
        self.assertEqual(self.text.split("\n"), annex.ANNEX.read_text().split("\n"), "write it anew with `make wire-annex`")

    def test_every_verb_and_event_of_every_service_is_in_it(self):
        named = set()
        for path, source in self.page.sources.texts.items():
            if not path.startswith("Services/Console/"):
                named |= set(re.findall(r'static let (?:verb|type) = "([\w.]+)"', source))
        self.assertGreater(len(named), 150)
        self.assertEqual(named, set(re.findall(r"^### `([\w.]+)`$", self.text, re.M)))

    def test_every_rule_of_a_service_is_about_a_type_that_is_in_it(self):
        for body, rule in self.page.sources.rules.items():
            self.assertTrue(self.page.sources.types[body].words, body)
            self.assertTrue(rule["services"], body)

    def test_every_code_of_a_service_stands_at_some_verb(self):
        codes = set()
        for path, source in self.page.sources.texts.items():
            if path.startswith(("Services/", "Shared/Tasks/")) and not path.startswith("Services/Console/"):
                codes |= set(re.findall(r'Rejection\(\s*"(\w+)"', source))
        self.assertGreater(len(codes), 80)
        self.assertLessEqual(codes, self.page.told)

    def test_every_field_says_what_it_means(self):
        for line in re.findall(r"^\| `\w+` \|.*", self.text, re.M):
            if len(line.split(" | ")) > 2:
                self.assertNotIn("|  |\n", line + "\n", line)

    def test_every_field_that_is_sent_stands_in_it(self):
        sections = dict(re.findall(r"^### `?([\w.]+)`?$(.*?)(?=^##)", self.text, re.M | re.S))
        count = 0
        for name, kind in self.page.sources.types.items():
            keys = self.page.sources.types.get(f"{name}.CodingKeys")
            section = sections.get(kind.words.get("verb") or kind.words.get("type") or name)
            if keys and section and not kind.has_own_coding:
                told = re.findall(r"^\| `(\w+)` \|", section, re.M)
                for key in keys.keys.values():
                    self.assertIn(key, told, name)
                    count += 1
        self.assertGreater(count, 200)

    def test_links_within_it_lead_somewhere(self):
        headings = {re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-")) for heading in re.findall(r"^#+ (.*)$", self.text, re.M)}
        self.assertLessEqual(set(re.findall(r"\]\(#([\w-]+)\)", self.text)), headings)


if __name__ == "__main__":
    unittest.main()
