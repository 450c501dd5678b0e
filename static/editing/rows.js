/* Inline rows: add, remove, and put in order by dragging or with the arrow buttons. Works for rows within rows.
   Without this script the rows that exist can be edited, and their order typed as a number. */
"use strict";
(() => {
  const listOf = (rows) => rows.querySelector(":scope > .rows-list");
  const rowsOf = (rows) => [...listOf(rows).children].filter((row) => row.matches(".row"));
  const bodyField = (row, name) =>
    [...row.querySelectorAll(`[name$="-${name}"]`)].find((input) => input.closest(".row") === row);
  const status = (rows, text) => { rows.querySelector(":scope > .rows-status").textContent = text; };

  function number(rows) {
    let place = 0;
    for (const row of rowsOf(rows)) {
      const gone = row.classList.contains("row-gone");
      row.querySelector(":scope > .row-head .row-number").textContent = gone ? "" : String(place + 1);
      const order = bodyField(row, "order");
      if (order) order.value = String(place);
      if (!gone) place += 1;
    }
  }

  function title(row) {
    const words = [];
    for (const name of ["kind", "heading", "topic", "text", "marker", "label", "caption", "alt", "title", "name", "date", "speaker", "position"]) {
      const input = bodyField(row, name);
      if (!input || input.type === "hidden") continue;
      const text = input.tagName === "SELECT" ? (input.value ? input.selectedOptions[0]?.text : "") : input.value;
      if (text) words.push(text.trim());
    }
    const shown = words.join("　");
    row.querySelector(":scope > .row-head .row-title").textContent = shown.length > 60 ? `${shown.slice(0, 59)}…` : shown;
  }

  // The empty row of a list. Rows within rows have theirs once for all, in the empty row of the list around them.
  function emptyRow(rows) {
    const own = rows.querySelector(":scope > .rows-template");
    if (own) return own.innerHTML;
    const around = rows.parentElement.closest(".rows");
    const within = around.querySelector(":scope > .rows-template").content.querySelector(".rows-template").innerHTML;
    return within.replaceAll(`${around.dataset.prefix}-__prefix__-`, rows.dataset.prefix.replace(/[^-]+$/, ""));
  }

  function add(rows) {
    const prefix = rows.dataset.prefix;
    const total = rows.querySelector(`:scope > [name="${CSS.escape(prefix)}-TOTAL_FORMS"], :scope > * > [name="${CSS.escape(prefix)}-TOTAL_FORMS"]`);
    const index = Number(total.value);
    const html = emptyRow(rows).replaceAll(`${prefix}-__prefix__`, `${prefix}-${index}`);
    const holder = document.createElement("div");
    holder.innerHTML = html;
    const row = holder.querySelector(".row");
    listOf(rows).append(row);
    total.value = String(index + 1);
    row.querySelectorAll(".rows").forEach(setUp);
    number(rows);
    row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: prefix } }));
    return row;
  }

  // A usual programme, as rows to fill in: [label, [{field: value, …}, …]] of each occasion.
  function outline(rows) {
    const [label, wanted] = JSON.parse(rows.querySelector(":scope > script").textContent)[
      rows.querySelector(":scope > .rows-outline select").value
    ];
    const made = wanted.map((values) => {
      const row = add(rows);
      for (const [name, value] of Object.entries(values)) {
        const field = bodyField(row, name);
        const option = [...(field.options ?? [])].find((other) => other.text === value);
        field.value = option ? option.value : value;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
      title(row);
      return row;
    });
    status(rows, `「${label}」の${made.length}つの欄を作りました。使わない欄は削除してください。`);
    made[0].querySelector(".row-body :is(input:not([type=hidden]), select, textarea)")?.focus();
  }

  function move(row, before) {
    const rows = row.closest(".rows");
    listOf(rows).insertBefore(row, before);
    number(rows);
    const place = rowsOf(rows).filter((other) => !other.classList.contains("row-gone")).indexOf(row) + 1;
    status(rows, `${rows.dataset.name}を${place}番目に移動しました。`);
    row.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function step(row, button) {
    const up = button.classList.contains("row-up");
    const neighbour = up ? row.previousElementSibling : row.nextElementSibling;
    if (!neighbour) {
      status(row.closest(".rows"), up ? "すでに先頭です。" : "すでに最後です。");
      return;
    }
    move(row, up ? neighbour : neighbour.nextElementSibling);
    button.focus();
  }

  let dragged = null;
  function dragOver(event) {
    const over = event.target.closest?.(".row");
    if (!dragged || !over || over === dragged || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    const after = event.clientY > box.top + box.height / 2;
    listOf(dragged.closest(".rows")).insertBefore(dragged, after ? over.nextElementSibling : over);
  }

  function setUp(rows) {
    if (rows.dataset.ready) return;
    rows.dataset.ready = "yes";
    rowsOf(rows).sort((a, b) => Number(bodyField(a, "order")?.value || 0) - Number(bodyField(b, "order")?.value || 0))
      .forEach((row) => listOf(rows).append(row));
    rowsOf(rows).forEach((row) => { mark(row); title(row); });
    number(rows);
    guess(rows);
  }

  // Rows far from the screen are not laid out. They are taken to be as high as the first ones, so that a link to one of
  // them leads there.
  const LAID_OUT = 8;
  function guess(rows) {
    if (rowsOf(rows).length <= LAID_OUT) return;
    // The very first one is higher: it alone says what its fields are for.
    const heights = rowsOf(rows).slice(1, LAID_OUT).map((row) => row.offsetHeight);
    rows.style.setProperty("--row-height", `${Math.round(heights.reduce((sum, height) => sum + height) / heights.length)}px`);
  }

  function mark(row) {
    const box = row.querySelector(":scope > .row-head .row-delete input");
    if (box) row.classList.toggle("row-gone", box.checked);
  }

  document.addEventListener("click", (event) => {
    const adder = event.target.closest(".rows-add");
    if (adder) {
      const rows = adder.closest(".rows");
      const row = add(rows);
      status(rows, `${rows.dataset.name}の行を追加しました。`);
      row.querySelector(".row-body input:not([type=hidden]), .row-body select, .row-body textarea")?.focus();
    }
    const beginner = event.target.closest(".rows-begin");
    if (beginner) outline(beginner.closest(".rows"));
    const mover = event.target.closest(".row-up, .row-down");
    if (mover) step(mover.closest(".row"), mover);
  });
  document.addEventListener("change", (event) => {
    const row = event.target.closest(".row");
    if (!row) return;
    if (event.target.closest(".row-delete")) {
      mark(row);
      number(row.closest(".rows"));
      status(row.closest(".rows"), row.classList.contains("row-gone") ? "保存すると削除されます。" : "削除を取り消しました。");
    }
    title(row);
  });
  document.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.(".row-handle")) return;
    dragged = event.target.closest(".row");
    dragged.classList.add("row-dragged");
    // With the rows closed all of them fit on the screen. Done a moment later: a change of layout now ends the drag.
    setTimeout(() => {
      const list = dragged && listOf(dragged.closest(".rows"));
      list?.classList.add("rows-closed");
      dragged?.scrollIntoView({ block: "center" });
    });
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  document.addEventListener("dragover", dragOver);
  document.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
  document.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("row-dragged");
    listOf(dragged.closest(".rows")).classList.remove("rows-closed");
    dragged.scrollIntoView({ block: "nearest" });
    const row = dragged;
    dragged = null;
    move(row, row.nextElementSibling);
  });

  const begin = () => document.querySelectorAll(".rows").forEach(setUp);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
  window.editingRows = { add };
})();
