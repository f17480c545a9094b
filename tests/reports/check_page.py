# SPDX-License-Identifier: Apache-2.0
"""check_page.py PAGE.html [SCREENSHOT.png]: the page in headless Chromium, light, dark and on a
phone: every chart is drawn, nothing is wider than the screen, no error, no network request."""
import base64
import json
import pathlib
import sys

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

CHARTS = {"distribution", "stages", "latency_over_time", "throughput", "occupancy", "cycles"}
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--hide-scrollbars"]
# How many colours a chart shows in more than ten points: an empty one has none or one.
COLORS = """return Object.fromEntries([...document.querySelectorAll('canvas')].map((canvas) => {
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const counts = new Map();
    for (let i = 0; i < data.length; i += 4) {
        const key = data[i] << 24 | data[i + 1] << 16 | data[i + 2] << 8 | data[i + 3];
        counts.set(key, (counts.get(key) || 0) + 1);
    }
    return [canvas.id, [...counts.values()].filter((n) => n > 10).length];
}));"""


def browser():
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def check_view(driver, page, width, theme):
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "features": [{"name": "prefers-color-scheme", "value": theme}]})
    driver.get(page)
    WebDriverWait(driver, 60).until(lambda d: d.execute_script("return window.pvscsimDrawn"))
    colors = driver.execute_script(COLORS)
    assert set(colors) == CHARTS, f"charts {sorted(colors)}"
    assert all(count >= 4 for count in colors.values()), f"an empty chart: {colors}"
    wide = driver.execute_script("return document.documentElement.scrollWidth")
    assert wide <= width, f"{wide} points wide on a screen of {width}"
    ground = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
    return ground


def check_tables(driver):
    """Each section of the report has a table."""
    missing = driver.execute_script("""
        const titles = [...document.querySelectorAll('h2')].map((node) => node.textContent);
        const report = JSON.parse(document.getElementById('report').textContent);
        const sections = ['notifications', 'integrity', 'recovery', 'hotplug', 'faults', 'iommu',
            'protocol', 'raw guest', 'neighbours', 'rings', 'requests', 'host'];
        return sections.filter((name) => report[name.replace(' ', '_')] &&
            !titles.some((title) => title.toLowerCase().startsWith(name)));""")
    assert not missing, f"no table of {missing}"


def check_requests(driver, page):
    errors = driver.get_log("browser")
    assert not errors, errors
    urls = [message["params"]["request"]["url"]
            for message in (json.loads(entry["message"])["message"]
                            for entry in driver.get_log("performance"))
            if message["method"] == "Network.requestWillBeSent"]
    assert urls, "the log of requests is not on"
    others = [url for url in urls if url != page and not url.startswith("data:")]
    assert not others, f"asks for {others}"


def main():
    page = pathlib.Path(sys.argv[1]).resolve().as_uri()
    driver = browser()
    try:
        light = check_view(driver, page, 1280, "light")
        check_tables(driver)
        if len(sys.argv) > 2:
            shot = driver.execute_cdp_cmd("Page.captureScreenshot", {
                "captureBeyondViewport": True,
                "clip": {"x": 0, "y": 0, "width": 1280, "height": 1560, "scale": 0.8}})
            pathlib.Path(sys.argv[2]).write_bytes(base64.b64decode(shot["data"]))
        dark = check_view(driver, page, 1280, "dark")
        assert light != dark, "light and dark look the same"
        check_view(driver, page, 390, "light")
        pdf = driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
        assert base64.b64decode(pdf["data"]).startswith(b"%PDF"), "does not print"
        check_requests(driver, page)
    finally:
        driver.quit()


main()
