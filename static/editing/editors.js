/* Rich-text editors, each made when its field comes near the screen or is entered: a form of two hundred would else
   take seconds before the first key is heard. Until then, and without this script, the field is a plain one that holds
   the same text and is sent with the form. */
"use strict";
(() => {
  // Before CKEditor itself is read: the name of its file, which bears a digest, does not tell it where it lies.
  window.CKEDITOR_BASEPATH = document.currentScript.dataset.basepath;
  const FIELDS = "textarea[data-type=ckeditortype]";
  const isWaiting = (field) => field.dataset.processed === "0" && !field.id.includes("__prefix__");
  // What an editor made of the text that it was given; gone as soon as something is typed.
  const untouched = new Map();

  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) make(target);
  }, { rootMargin: "60% 0px" });

  function make(field) {
    near.unobserve(field);
    if (!isWaiting(field) || !field.isConnected) return;
    field.dataset.processed = "1";
    const isEntered = document.activeElement === field;
    const editor = window.CKEDITOR.replace(field, JSON.parse(field.dataset.config));
    editor.on("instanceReady", () => {
      untouched.set(editor, editor.getData());
      editor.on("change", () => field.dispatchEvent(new Event("input", { bubbles: true })));
      if (isEntered) editor.focus();
    });
  }

  function watch(scope) {
    for (const field of scope.querySelectorAll(FIELDS)) if (isWaiting(field)) near.observe(field);
  }

  function write(editor) {
    const text = editor.getData();
    // An editor sets a text in its own way as it takes it: that alone is no change, and the field keeps what it held.
    if (untouched.get(editor) === text) return;
    untouched.delete(editor);
    editor.element.setValue(text);
  }

  window.editingEditors = {
    /** The editor of a field, if it has one by now. */
    of: (field) => window.CKEDITOR?.instances[field.id],
    /** Put what is typed into the fields, which is what a form sends. */
    write: () => Object.values(window.CKEDITOR?.instances ?? {}).filter((editor) => editor.status === "ready").forEach(write),
  };

  function begin() {
    if (!window.CKEDITOR) return;
    watch(document);
    document.addEventListener("formset:added", (event) => watch(event.target));
    document.addEventListener("focusin", ({ target }) => { if (target.matches(FIELDS)) make(target); });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
