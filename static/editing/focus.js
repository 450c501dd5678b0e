/* The middle of a picture, where a card cuts around it: pointed at on the picture, or moved with the arrow keys.
   Without this script the two numbers can be typed. */
"use strict";
(() => {
  const STEP = 5;
  const MOVES = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

  function setUp(row) {
    const picture = row.querySelector(".row-thumbnail");
    const across = row.querySelector("[name$='-focal_x']");
    const down = row.querySelector("[name$='-focal_y']");
    if (!picture || !across || !down || picture.closest(".focus-picker")) return;
    const picker = document.createElement("button");
    picker.type = "button";
    picker.className = "focus-picker";
    const mark = document.createElement("span");
    mark.className = "focus-mark";
    picture.replaceWith(picker);
    picker.append(picture, mark);

    const show = () => {
      const [x, y] = [across, down].map((field) => (field.value === "" ? 50 : Number(field.value)));
      mark.style.insetInlineStart = `${x}%`;
      mark.style.insetBlockStart = `${y}%`;
      picker.setAttribute("aria-label", `切り抜くときの中心: 左から${x}％、上から${y}％。矢印キーで動かせます。`);
    };
    const put = (x, y) => {
      across.value = String(Math.round(Math.min(100, Math.max(0, x))));
      down.value = String(Math.round(Math.min(100, Math.max(0, y))));
      across.dispatchEvent(new Event("input", { bubbles: true }));
      show();
    };
    picker.addEventListener("click", (event) => {
      // A press of the space bar or Enter points at nothing.
      if (!event.detail) return;
      const box = picture.getBoundingClientRect();
      put(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
    });
    picker.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      if (!move) return;
      event.preventDefault();
      put(Number(across.value || 50) + move[0], Number(down.value || 50) + move[1]);
    });
    for (const field of [across, down]) field.addEventListener("input", show);
    show();
  }

  const begin = () => document.querySelectorAll(".photo-tray .row").forEach(setUp);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
  window.editingFocus = { setUp };
})();
