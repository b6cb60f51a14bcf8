"""Home and Prepare in a real browser: how long until the cards stand, and until the ring follows the slider.

python -m benchmarks.home SCRIPTS CACHE: print, as JSON, the seconds from loading home until its cards stand, of a
folder of scripts that was read before, and the seconds from moving the slider until the ring is drawn anew, and until
the exact figures stand.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

ROUNDS = 5
_LOAD = """() => performance.getEntriesByName('cards')[0].startTime / 1000"""
_WATCH = """
new MutationObserver((_, observer) => {
  if (document.querySelector('coach-card')) { performance.mark('cards'); observer.disconnect(); }
}).observe(document, {childList: true, subtree: true});
"""
_SLIDE = """async (value) => {
  const plan = document.querySelector('.plan');
  const [slider, ring] = [document.querySelector('#length'), document.querySelector('.face coach-ring svg')];
  const began = performance.now();
  const drawn = new Promise((resolve) => new MutationObserver((_, observer) => {
    observer.disconnect();
    requestAnimationFrame(() => resolve((performance.now() - began) / 1000));
  }).observe(ring, {childList: true}));
  slider.value = value;
  slider.dispatchEvent(new Event('input'));
  const seen = await drawn;
  while (plan.getAttribute('aria-busy') === 'true') await new Promise(requestAnimationFrame);
  return [seen, (performance.now() - began) / 1000];
}"""


@contextmanager
def opened(scripts: str, cache: str) -> Iterator[str]:
    """The link to a page of these scripts, open while inside the block."""
    with tempfile.TemporaryDirectory() as home:
        options = ["--scripts-dir", scripts, "--cache-dir", cache, "--data-dir", home]
        subprocess.run([sys.executable, "-m", "coach", "list", *options[:4]], check=True, stdout=subprocess.DEVNULL)
        command = [sys.executable, "-u", "-m", "coach", "open", "--no-browser", *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                yield next(found[0] for line in process.stdout if (found := re.search(r"http\S+#key=\S+", line)))
            finally:
                process.terminate()


def loading(page: Page) -> float:
    """Seconds from the request for home until its cards stand."""
    page.reload()
    page.wait_for_selector("coach-card")
    return float(page.evaluate(_LOAD))


def sliding(page: Page) -> list[tuple[float, float]]:
    """The seconds from each move of the slider until the ring is drawn anew, and until the exact figures stand."""
    low, high = (int(page.locator("#length").get_attribute(name) or 0) for name in ("min", "max"))
    values = range(low, high, max((high - low) // 12, 1))
    return [tuple(page.evaluate(_SLIDE, str(value))) for value in values]


def main(scripts: str, cache: str) -> None:
    """Measure, and print."""
    browser_path = shutil.which("chromium") or os.environ.get("CHROMIUM")
    with opened(scripts, cache) as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(_WATCH)
        page.goto(link)
        page.wait_for_selector("coach-card")
        cards = median(loading(page) for _ in range(ROUNDS))
        name = next(path.stem for path in sorted(Path(scripts).glob("complete-session*.md")))
        page.goto(f"{link.partition('#')[0]}#/prepare/{name}")
        page.wait_for_selector(".face coach-ring path")
        page.wait_for_load_state("networkidle")
        rings, figures = zip(*sliding(page), strict=True)
        browser.close()
    print(json.dumps({"cards": cards, "ring": median(rings), "slowest": max(rings), "figures": median(figures)}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
