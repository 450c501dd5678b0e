/* Keeps what is typed: an unsaved copy on the server every few seconds, and a save that leaves the form standing
   until it has gone through. Without this script the form is a plain form and saves as one. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const KEEP_EVERY = 8000;
  const BEAT_EVERY = 20000;
  const panel = document.getElementById("editing-panel");
  if (!panel) return;
  const form = panel.closest("form");
  // A small window closes itself with the answer to a plain form.
  if (form.querySelector("[name=_popup]")) return;
  const url = panel.dataset.unsavedUrl;
  const find = (name) => panel.querySelector(`.editing-${name}`);
  const trouble = find("trouble");
  let last = "";
  let tooLarge = "";
  let saving = false;
  let submitter = null;
  let sendsItself = false;

  const typed = () => {
    window.editingEditors?.write();
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  };
  const asText = (data) => new URLSearchParams(data).toString();
  const useToken = (token) => {
    form.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
  };
  const isTooLarge = (response) => response.status === 400 || response.status === 413;
  const isLogin = (response) => response.redirected && new URL(response.url).pathname.includes("/login/");

  async function call(options) {
    const response = await fetch(url, { credentials: "same-origin", ...options });
    if (isLogin(response) || response.status === 403) throw Object.assign(new Error("login"), { login: true });
    if (isTooLarge(response)) throw Object.assign(new Error("size"), { tooLarge: true });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }

  function show(answer) {
    const others = find("others");
    others.hidden = answer.others.length === 0;
    const stale = Number(panel.dataset.baseVersion) && answer.version !== Number(panel.dataset.baseVersion);
    others.textContent = answer.others.length
      ? `${answer.others.join("さん、")}さんもこの画面を開いています。保存すると、お互いの内容を合わせます。`
      : "";
    if (stale) {
      others.hidden = false;
      others.textContent += "開いた後に、ほかの人が保存しました。保存すると、お互いの内容を合わせます。";
    }
  }

  async function keep() {
    if (saving) return;
    const data = typed();
    const now = asText(data);
    if (now === last || now === tooLarge) return;
    try {
      const answer = await call({ method: "POST", body: new URLSearchParams(data) });
      last = now;
      show(answer);
      find("kept").textContent = `入力を ${answer.kept_at} に控えました（まだ保存していません）。`;
      if (!trouble.dataset.saving) trouble.hidden = true;
    } catch (error) {
      // So many megabytes are not sent in vain every few seconds.
      if (error.tooLarge) tooLarge = now;
      complain(error, false);
    }
  }

  async function beat() {
    try {
      show(await call({ method: "GET" }));
    } catch (error) {
      complain(error, false);
    }
  }

  function complain(error, whileSaving) {
    const text = error.tooLarge
      ? "一度に送れる量（文章は合わせて12MB）を超えています。入力はこの画面に残っています。長い本文を短くしてから、もう一度保存してください。"
      : error.login
      ? "ログインの有効期限が切れたか、別の窓でログインし直されました。入力はこの画面に残っています。ログインし直してから、もう一度保存してください。"
      : "サーバーにつながらないか、保存できませんでした。入力はこの画面に残っています。しばらくしてから、もう一度保存してください。";
    trouble.querySelector(".editing-trouble-text").textContent = text;
    find("login").hidden = !error.login;
    if (whileSaving) trouble.dataset.saving = "yes";
    const wasHidden = trouble.hidden;
    trouble.hidden = false;
    if (whileSaving && wasHidden) trouble.focus();
    if (whileSaving) trouble.scrollIntoView({ block: "center" });
  }

  async function save() {
    if (saving) return;
    saving = true;
    form.classList.add("editing-is-saving");
    window.editingEditors?.write();
    const data = new FormData(form);
    if (submitter?.name) data.append(submitter.name, submitter.value);
    try {
      const response = await fetch(form.action || location.href, {
        method: "POST", body: data, credentials: "same-origin", headers: { "X-Saved-By-Fetch": "1" },
      });
      if (isLogin(response) || response.status === 403) throw Object.assign(new Error("login"), { login: true });
      if (response.headers.get("Content-Type")?.startsWith("application/json") && response.ok) {
        const answer = await response.json();
        last = asText(typed());
        window.removeEventListener("beforeunload", warn);
        location.assign(answer.location);
        return;
      }
      if (isTooLarge(response)) throw Object.assign(new Error("size"), { tooLarge: true });
      if (![200, 409].includes(response.status)) throw new Error(String(response.status));
      // Refused, and the server is there: the browser sends it once more by itself and loads the answer as a page. An
      // answer written into this document would find the scripts of the old form still running.
      if (response.status === 200) keepFiles(await response.text());
      sendsItself = true;
      window.removeEventListener("beforeunload", warn);
      form.requestSubmit(submitter);
    } catch (error) {
      // The session may be a new one by now: take its token before the next try.
      saving = false;
      form.classList.remove("editing-is-saving");
      complain(error, true);
    }
  }

  /* The files of a refused form lie on the server by now, and its answer names them: only the names go once more. */
  function keepFiles(html) {
    const files = [...form.querySelectorAll("input[type=file][name$='-upload']")].filter((field) => field.files.length);
    if (!files.length) return;
    const answer = new DOMParser().parseFromString(html, "text/html");
    for (const chosen of files) {
      const name = chosen.name.replace(/upload$/, "stored");
      const stored = answer.getElementsByName(name)[0]?.value;
      if (!stored || stored === form.elements[name].value) continue;
      form.elements[name].value = stored;
      chosen.value = "";
    }
  }

  async function retry() {
    try {
      useToken((await call({ method: "GET" })).csrf);
      trouble.hidden = true;
      delete trouble.dataset.saving;
      await save();
    } catch (error) {
      complain(error, true);
    }
  }

  function warn(event) {
    if (asText(typed()) !== opened && asText(typed()) !== last) event.preventDefault();
  }

  function take(button) {
    const name = button.dataset.input;
    const values = button.dataset.value.split("\n");
    for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      window.editingEditors?.of(input)?.setData(button.dataset.value);
      if (input.type === "checkbox") input.checked = button.dataset.value !== "";
      else if (input.multiple) for (const option of input.options) option.selected = values.includes(option.value);
      else input.value = button.dataset.value;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    button.closest(".editing-conflict").classList.add("editing-is-taken");
    button.textContent = "ほかの人が保存した内容にしました";
    button.disabled = true;
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button, input[type=submit]");
    if (button?.type === "submit") submitter = button;
    if (event.target.closest(".editing-take")) take(event.target.closest(".editing-take"));
  });
  form.addEventListener("submit", (event) => {
    if (sendsItself) return;
    // A button that leads elsewhere (a new window, another address) is the browser's own business.
    if (event.submitter?.formTarget || event.submitter?.formAction !== location.href && event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    submitter = event.submitter ?? submitter;
    save();
  });
  find("retry").addEventListener("click", retry);
  find("discard")?.addEventListener("click", async () => {
    await call({ method: "DELETE", headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value } });
    find("offer").remove();
  });

  const mistakes = document.getElementById("mistakes");
  mistakes?.focus();
  // What loads after this script may take the focus away once more; a reader who has moved on keeps it.
  window.addEventListener("load", () => { if (document.activeElement === document.body) mistakes?.focus(); });

  let opened = "";
  let isTouched = false;
  form.addEventListener("input", () => { isTouched = true; }, { once: true });
  const begin = () => {
    opened = last = asText(typed());
    // A restored or refused form differs from what is saved, and so does one in which somebody began to type while the
    // page still loaded: it is kept at once, and not left without a word.
    if (panel.dataset.typed === "yes" || isTouched) opened = last = "";
    panel.dataset.watches = "yes";
    window.addEventListener("beforeunload", warn);
    setInterval(keep, KEEP_EVERY);
    document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
    if (panel.dataset.baseVersion !== "0") { beat(); setInterval(beat, BEAT_EVERY); }
  };
  // The editors reformat what they load; only what changes after that was typed.
  window.addEventListener("load", () => setTimeout(begin, 1500));
});
