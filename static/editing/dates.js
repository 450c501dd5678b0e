/* Under a date the same day in words. A browser shows it in the way of its own language: 02/03/2022 may be either of two
   days, and 令和4年 is what the papers on the desk say. */
"use strict";
(() => {
  const words = new Intl.DateTimeFormat("ja-JP-u-ca-japanese", {
    era: "long", year: "numeric", month: "long", day: "numeric", weekday: "short", timeZone: "UTC",
  });

  function tell(field) {
    const day = field.valueAsDate;
    field.nextElementSibling.textContent = day ? words.format(day) : "";
  }

  function setUp(scope) {
    for (const field of scope.querySelectorAll("input[type=date]")) {
      if (field.nextElementSibling?.matches(".date-words")) continue;
      const told = document.createElement("span");
      told.className = "date-words";
      told.setAttribute("aria-live", "polite");
      field.after(told);
      tell(field);
    }
  }

  document.addEventListener("input", ({ target }) => { if (target.matches?.("input[type=date]")) tell(target); });
  document.addEventListener("formset:added", (event) => setUp(event.target));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => setUp(document));
  else setUp(document);
})();
