/* Gives the choosing boxes of the admin (select2) the name of their field, which a screen reader would not find. */
"use strict";
(() => {
  function nameIn(scope) {
    for (const select of scope.querySelectorAll("select.select2-hidden-accessible")) {
      const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
      const box = select.nextElementSibling;
      if (!label || !box?.matches(".select2")) continue;
      const words = label.firstChild.textContent.trim();
      const shown = box.querySelector(".select2-selection__rendered");
      shown.setAttribute("aria-label", words);
      box.querySelector(".select2-selection").setAttribute("aria-labelledby", shown.id);
    }
  }
  // After the admin's own scripts, which wait for the same moments and put their work off once more.
  window.addEventListener("load", () => setTimeout(() => nameIn(document)));
  document.addEventListener("formset:added", (event) => setTimeout(() => nameIn(event.target)));
})();
