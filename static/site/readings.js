// Sets the readings of names above their characters, or back into the line, where they stand without this script.
const KEY = "readings";
const ABOVE = "above";

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(value) {
  try {
    if (value) localStorage.setItem(KEY, value);
    else localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing still shows what was asked for on this page.
  }
}

const place = document.querySelector(".reading-switch");
const button = place?.querySelector("button");

function show(isAbove) {
  document.documentElement.classList.toggle("readings-above", isAbove);
  button.setAttribute("aria-pressed", String(isAbove));
}

if (button && document.querySelector(".reading")) {
  button.addEventListener("click", () => {
    const isAbove = button.getAttribute("aria-pressed") !== "true";
    show(isAbove);
    keep(isAbove ? ABOVE : null);
  });
  show(kept() === ABOVE);
  place.classList.add("is-ready");
}
