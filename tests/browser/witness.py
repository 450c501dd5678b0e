"""Tells whether markup that somebody wrote did anything in a browser: ran, loaded, led away, or tried to."""

from urllib.parse import urlsplit

from playwright.sync_api import Error, Page

# Before any script of any document, frames included. A function that a vector calls tells instead of stopping the page.
_LISTEN = """(() => {
  const tell = (what) => window.tellWitness(`${what} @ ${location.href.slice(0, 80)}`);
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
    window[name] = (...values) => { tell(`ran ${name}(${values.join(", ").slice(0, 80)})`); };
  }
  document.addEventListener("securitypolicyviolation", (event) => {
    tell(`policy ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
  });
})()"""

# What a reader may do to an element, and what a browser does by itself; ``scope`` names the elements.
_PROVOKE = """async (scope) => {
  const own = new Set(["http:", "https:", "mailto:", "tel:"]);
  const found = [];
  const names = [
    "auxclick", "mouseover", "mousemove", "pointerover", "focus", "input", "start", "close", "toggle",
    "beforetoggle", "animationstart", "slotchange", "load", "loadstart", "contentvisibilityautostatechange",
  ];
  document.addEventListener("submit", (event) => {
    const [element, name] = event.submitter?.hasAttribute("formaction")
      ? [event.submitter, "formaction"] : [event.target, "action"];
    const address = new URL(element.getAttribute(name) ?? "", document.baseURI);
    if (address.origin !== location.origin) found.push(`form ${address.href.slice(0, 80)}`);
    event.preventDefault();
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a, area");
    if (link && own.has(link.protocol)) event.preventDefault();
  }, true);
  for (const element of document.querySelectorAll(scope)) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.push(`handler ${element.localName} ${name}=${value}`);
      if (/^(is|style|srcdoc)$/i.test(name)) found.push(`attribute ${element.localName} ${name}=${value}`);
    }
    if (element.localName === "a" && element.href) {
      // The browser's own reading of the address.
      if (!own.has(element.protocol) || element.hostname === "sink.test") found.push(`link ${element.href}`);
    }
    if (!(element instanceof HTMLElement)) found.push(`foreign ${element.localName}`);
    for (const name of names) {
      element.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
    }
    // As a hand does it: what a button or a link stands for follows.
    if (element instanceof HTMLElement) element.click();
  }
  // What is started by an event runs after it.
  await new Promise((done) => setTimeout(done, 50));
  return found;
}"""


class Witness:
    """What ``page``, opened from now on, does that no page of ours does; ``seen`` grows while it is open.

    A request of the document's own kind (a page that was opened on purpose) and files under ``/static/`` and
    ``/admin/`` are the site's; any other one was asked for by the markup.
    """

    def __init__(self, page: Page):
        self.seen: list[str] = []
        self._opened: set[str] = set()
        self._page = page
        page.expose_binding("tellWitness", lambda _source, what: self.seen.append(what))
        page.add_init_script(_LISTEN)
        page.on("dialog", self._hear_dialog)
        page.on("framenavigated", self._hear_navigation)
        page.context.on("request", self._hear_request)

    def open(self, url: str) -> None:
        """Go to ``url`` on purpose."""
        self._opened.add(url)
        self._page.goto(url, wait_until="load")

    def provoke(self, scope: str) -> None:
        """Do to every element of ``scope`` (a selector) what sets a handler off, and look at each as the browser has it."""
        try:
            self.seen += self._page.evaluate(_PROVOKE, scope)
        except Error as error:
            # The page went elsewhere meanwhile: that is an act of its markup, and noted as one.
            if "navigation" not in error.message:
                raise
            self.seen.append("navigation while it was looked at")
            self._page.wait_for_load_state()

    def _hear_dialog(self, dialog) -> None:
        self.seen.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _hear_request(self, request) -> None:
        path = urlsplit(request.url).path
        if request.url not in self._opened and not path.startswith(("/static/", "/admin/")):
            self.seen.append(f"request {request.url[:120]}")

    def _hear_navigation(self, frame) -> None:
        # The editor's own dialogs stand in empty frames.
        if frame.url not in {*self._opened, "about:blank"}:
            self.seen.append(f"navigation {frame.url[:120]}")
