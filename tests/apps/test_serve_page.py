"""The page of `aman serve` in a real Chromium, by keyboard alone: sign in, decide, confirm as another, in three languages.
Skips where there is no Chromium, no chromedriver, or no page (a build without tsc). AMAN_SCREENSHOTS=DIR keeps pictures.

usage: test_serve_page.py AMAN
"""

import json
import sys
import unittest

from command import aman
from service import Served
from webdriver import Browser, keep_picture, missing

SKIP = 77
PEOPLE = """id,name,born,country
B-1,Youssef Ben Abderrahmane Tazi,1965,Maroc
B-2,يوسف عبد الرحمن التازي,1990,
B-3,Omar <b>Fassi</b>,1970,es
"""
SECRET = "return JSON.stringify([location.href, document.cookie, Object.keys(localStorage)])"


class Page(Served):
    def setUp(self):
        super().setUp()
        self.import_list()
        self.desk, self.second = self.token("desk", "read,decide"), self.token("second", "read,decide")
        self.look = self.token("look", "read")
        result = aman("screen", self.write("people.csv", PEOPLE), "--store", self.path("store.sqlite"), "--quiet")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.start("--tokens", self.path("tokens"))
        page = self.ask("/page.js").body.decode()
        if "no page: it was made without tsc" in page:
            self.skipTest("built without tsc: there is no page")

    def browse(self, **options):
        browser = Browser(**options)
        self.addCleanup(browser.close)
        browser.open(self.url + "/")
        browser.wait("document.activeElement?.id === 'token'")
        return browser

    def choose(self, browser, language, direction):
        browser.run("const s = document.getElementById('language'); s.value = arguments[0]; s.dispatchEvent(new Event('change'))", language)
        browser.wait(f"document.documentElement.lang === '{language}' && document.documentElement.dir === '{direction}'")
        browser.wait("document.activeElement?.id === 'token'")

    def sign_in(self, browser, token):
        browser.press(token, "Enter")
        browser.wait("document.querySelectorAll('.item').length > 0 && document.querySelector('#sheet h2')")

    def numbers(self):
        """state, proposed of each alert"""
        answer = self.ask("/alerts?state=open,review,false,true,exception", self.desk).json()
        return {alert["person"]["reference"]: (alert["state"], alert["proposed"]) for alert in answer["queue"]["alerts"]}

    def test_the_whole_day_by_keyboard(self):
        browser = self.browse()
        keep_picture(browser, "sign-in")
        browser.press("aman_wrong", "Enter")
        browser.wait("document.querySelector('.sign-in .wrong')?.innerText !== ''")
        self.sign_in(browser, self.desk)
        keep_picture(browser, "queue-en")
        self.assertIn("3 of 3", browser.text("#count"))
        first = browser.text(".item[aria-current=true]")
        self.assertIn("0.9", first)
        self.assertTrue(browser.run("return document.querySelectorAll('.names mark.same, .names mark.alike').length") > 3)
        self.assertFalse(browser.run("return document.querySelector('#page b b, #queue b') !== null"), "a name became markup")
        # a decision without a reason is refused, and the reason gets the focus
        browser.press("3")
        browser.wait("document.activeElement?.id === 'reason'")
        self.assertEqual(browser.text("#said"), "A reason is needed.")
        browser.press("same year, same country", "Escape", "3")
        browser.wait("document.querySelector('#sheet .state.proposed') !== null")
        self.assertTrue(browser.run("return document.querySelector('[data-action=confirm]').disabled"), "four eyes")
        keep_picture(browser, "proposed-en")
        reference = browser.run("return document.querySelector('.records tbody tr:last-child td').innerText")
        self.assertEqual(self.numbers()[reference], ("review", "true"))
        # a false match closes, and the next one comes up
        browser.press("j")
        browser.wait("!document.querySelector('#sheet .state.proposed')")
        browser.press("r")
        browser.wait("document.activeElement?.id === 'reason'")
        browser.press("born later", "Escape", "2")
        browser.wait("document.querySelectorAll('.item').length === 2")
        self.assertEqual(sorted(state for state, _ in self.numbers().values()), ["false", "open", "review"])
        href, cookie, kept = json.loads(browser.run(SECRET))
        self.assertNotIn("aman_", href)
        self.assertEqual((cookie, kept), ("", []))
        self.assertEqual([line for line in browser.console() if "401" not in line and "400" not in line], [])
        self.confirm_as_another(reference)

    def confirm_as_another(self, reference):
        browser = self.browse()
        self.choose(browser, "fr", "ltr")
        self.sign_in(browser, self.second)
        browser.run("document.querySelector('[data-filter=second]').focus()")
        browser.press("Enter")
        browser.wait("document.querySelectorAll('.item').length === 1 && document.querySelector('[data-action=confirm]')")
        keep_picture(browser, "second-fr")
        self.assertIn("Confirmer", browser.text("[data-action=confirm]"))
        browser.press("6")
        browser.wait("document.querySelectorAll('.item').length === 0")
        self.assertEqual(self.numbers()[reference], ("true", None))
        self.assertEqual(browser.console(), [])

    def test_arabic_from_right_to_left(self):
        browser = self.browse()
        self.choose(browser, "ar", "rtl")
        self.sign_in(browser, self.desk)
        keep_picture(browser, "queue-ar")
        self.assertEqual(browser.run("return document.documentElement.lang"), "ar")
        left = "document.querySelector('{}').getBoundingClientRect().left"
        self.assertTrue(browser.run(f"return {left.format('nav')} > {left.format('article')}"), "the queue stands on the right")
        self.assertIn("سنة", browser.text(".why"))
        self.assertFalse(browser.run("return document.body.innerText.includes('alert.')"), "a word without a translation")
        self.assertFalse(browser.run("return document.documentElement.scrollWidth > innerWidth"), "wider than the window")

    def test_who_may_only_look_sees_no_buttons(self):
        browser = self.browse(width=700)
        self.sign_in(browser, self.look)
        keep_picture(browser, "look-narrow")
        self.assertEqual(browser.run("return document.querySelectorAll('[data-action]').length"), 0)
        self.assertFalse(browser.run("return document.documentElement.scrollWidth > innerWidth"), "wider than the window")


if missing():
    print(f"SKIPPED: {missing()} not installed; the page was not tested")
    sys.exit(SKIP)
unittest.main(verbosity=2)
