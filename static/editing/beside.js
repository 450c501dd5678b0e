/* Beside the form: what the checks find in what is typed, and the page as it would look. Nothing is saved by it, and
   without this script the form, its save and the preview of what is saved work as before. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const beside = document.getElementById("beside");
  const bar = document.querySelector(".save-bar");
  if (!beside || !bar) return;
  const WAIT = 1500;
  const OPEN = "beside-open";
  const form = beside.closest("form");
  const frame = beside.querySelector("iframe");
  const state = beside.querySelector(".beside-state");
  const findings = beside.querySelector(".beside-findings");
  let timer = 0;
  let asked = 0;
  let shown = "";
  let width = 1280;

  const opener = document.createElement("button");
  opener.type = "button";
  opener.className = "beside-opener quiet";
  opener.textContent = "点検とプレビュー";
  opener.setAttribute("aria-expanded", "false");
  opener.setAttribute("aria-controls", "beside");
  bar.append(opener);

  function show(isOpen) {
    beside.hidden = !isOpen;
    document.body.classList.toggle("has-beside", isOpen);
    opener.setAttribute("aria-expanded", String(isOpen));
    try { localStorage.setItem(OPEN, isOpen ? "yes" : ""); } catch { /* a browser that keeps nothing */ }
    if (isOpen) { ask(); fit(); }
  }

  function fit() {
    const room = beside.querySelector(".beside-frame");
    const scale = Math.min(1, room.clientWidth / width);
    frame.style.width = `${width}px`;
    frame.style.height = `${room.clientHeight / scale}px`;
    frame.style.transform = `scale(${scale})`;
  }

  function typed() {
    window.editingEditors?.write();
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return new URLSearchParams(data);
  }

  async function ask() {
    clearTimeout(timer);
    const mine = ++asked;
    try {
      const response = await fetch(beside.dataset.url, { method: "POST", body: typed(), credentials: "same-origin" });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      const answer = await response.json();
      if (mine !== asked) return;
      if (answer.findings !== shown) list(answer.findings);
      opener.textContent = answer.is_refused ? "点検とプレビュー" : `点検とプレビュー（${answer.count}件）`;
      state.textContent = answer.is_refused ? "" : answer.count ? `${answer.count}件見つかりました。` : "見つかったことはありません。";
      if (answer.page && !beside.hidden) turn(answer.page);
    } catch {
      if (mine === asked) state.textContent = "いまは点検できません。入力はそのまま続けられます。";
    }
  }

  /* The list made new, with the focus where it was: a key pressed meanwhile meets the same button. */
  function list(html) {
    const held = findings.contains(document.activeElement) ? document.activeElement : null;
    const alike = () =>
      [...findings.querySelectorAll("button")].filter(
        (button) => button.className === held.className && button.dataset.path === held.dataset.path,
      );
    const place = held ? alike().indexOf(held) : 0;
    findings.innerHTML = shown = html;
    if (held) (alike()[place] ?? alike().pop() ?? beside.querySelector(".beside-close")).focus();
  }

  function turn(page) {
    const top = frame.contentWindow?.scrollY ?? 0;
    frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, top), { once: true });
    frame.srcdoc = page;
  }

  const later = () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); };

  const rowsOf = (prefix) =>
    [...document.querySelectorAll(`#${prefix}-group > .rows-list > .row`)].filter((row) => !row.classList.contains("row-gone"));
  const inRow = (row, name) =>
    [...row.querySelectorAll(`[name$="-${name}"]`)].find((input) => input.closest(".row") === row);

  /* The field of a path of the document: the rows of the form stand in the order of the page. */
  function fieldOf(path) {
    const name = path.split(".").pop();
    const nested = path.match(/^event\.sessions\[(\d+)\]\.speakers\[(\d+)\]/);
    if (nested) {
      const session = rowsOf("sessions")[Number(nested[1])];
      const people = [...(session?.querySelectorAll(".rows-nested > .rows-list > .row") ?? [])];
      const row = people.filter((each) => !each.classList.contains("row-gone"))[Number(nested[2])];
      return row && (inRow(row, name) ?? inRow(row, "speaker"));
    }
    const photo = path.match(/^photos\[([0-9a-f]+)\]/);
    if (photo) {
      const row = rowsOf("photos").find((each) => each.querySelector(".row-thumbnail")?.src.includes(photo[1]));
      return row && inRow(row, name);
    }
    const listed = path.match(/^(?:event\.)?(?:survey\.)?(sessions|sections|notes|attachments|links|comments|videos|counts|days)\[(\d+)\]/);
    if (listed) {
      const prefix = listed[1] === "comments" ? "survey_comments" : listed[1];
      const shown = listed[1] === "comments"
        ? rowsOf(prefix).filter((row) => inRow(row, "is_cleared")?.checked)
        : rowsOf(prefix);
      const row = shown[Number(listed[2])];
      return row && (listed[1] === "comments" ? inRow(row, "text") : inRow(row, name) ?? row.querySelector("input, select, textarea"));
    }
    const plain = { "event.survey.intro": "survey_intro", contact: "contact", director: "title" }[path] ?? name;
    return form.elements[plain];
  }

  function go(path) {
    const field = fieldOf(path);
    if (!field) return;
    for (let parent = field.closest("details"); parent; parent = parent.parentElement.closest("details")) parent.open = true;
    const editor = window.editingEditors?.of(field);
    const target = editor ? editor.container?.$ ?? field : field;
    target.scrollIntoView({ block: "center" });
    if (editor) editor.focus(); else field.focus();
  }

  function mend(button) {
    const field = fieldOf(button.dataset.path);
    if (!field) return;
    const { path, after } = button.dataset;
    const editor = window.editingEditors?.of(field);
    const done = () => {
      field.dispatchEvent(new Event("input", { bubbles: true }));
      state.textContent = "直しました。保存するまでは、元に戻せます。";
      go(path);
      ask();
    };
    /* The editor takes its text in its own time: until then it would answer with the text of before. */
    if (editor) return editor.setData(after, { callback: done });
    field.value = after;
    done();
  }

  opener.addEventListener("click", () => { show(beside.hidden); if (!beside.hidden) beside.querySelector(".beside-close").focus(); });
  beside.querySelector(".beside-close").addEventListener("click", () => { show(false); opener.focus(); });
  beside.addEventListener("keydown", (event) => { if (event.key === "Escape") { show(false); opener.focus(); } });
  beside.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.width) {
      width = Number(button.dataset.width);
      beside.querySelectorAll("[data-width]").forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
      fit();
    } else if (button.matches(".finding-go")) go(button.dataset.path);
    else if (button.matches(".finding-mend")) mend(button);
  });
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  window.addEventListener("resize", () => { if (!beside.hidden) fit(); });
  window.addEventListener("load", () => {
    let wasOpen = false;
    try { wasOpen = localStorage.getItem(OPEN) === "yes"; } catch { /* as above */ }
    setTimeout(() => (wasOpen ? show(true) : ask()), 1600);
  });
});
