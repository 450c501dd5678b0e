/* The review of a draft: a proposal is taken with one press; the line that a field came from is shown beside it. */
"use strict";
document.addEventListener("click", (event) => {
  const button = event.target.closest(".intake-accept");
  if (!button) return;
  const field = document.getElementById(button.dataset.target);
  field.value = button.dataset.value;
  field.focus();
  button.closest(".intake-finding").classList.add("is-settled");
});
document.addEventListener("focusin", (event) => {
  const box = event.target.closest(".intake-fields .field");
  if (!box) return;
  document.querySelectorAll(".intake-here").forEach((line) => line.classList.remove("intake-here"));
  const lines = [...box.querySelectorAll(".intake-origin")].map((link) => document.querySelector(link.getAttribute("href")));
  lines.forEach((line) => line?.classList.add("intake-here"));
  const source = document.querySelector(".intake-source");
  if (lines[0]) source.scrollTop = lines[0].offsetTop - source.offsetTop - source.clientHeight / 3;
});
