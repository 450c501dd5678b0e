/* Suggestions while typing: a speaker's last post, a release's address, and photos dropped many at once. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const $ = window.django?.jQuery;

  $?.(document).on("change", "select[name$='-speaker']", async (event) => {
    const select = event.target;
    const row = select.closest(".row");
    if (!select.value || !row) return;
    const field = (name) => row.querySelector(`[name$="-${name}"]`);
    row.querySelector(":scope > .row-head .row-title").textContent = select.selectedOptions[0]?.text ?? "";
    if (field("affiliation").value || field("position").value) return;
    const answer = await fetch(`/admin/events/speaker/${select.value}/last-appearance/`, { credentials: "same-origin" });
    if (!answer.ok) return;
    const last = await answer.json();
    if (!field("affiliation").value) field("affiliation").value = last.affiliation ?? "";
    if (!field("position").value) field("position").value = last.position ?? "";
  });

  const day = document.getElementById("id_release_date");
  const slug = document.getElementById("id_slug");
  if (day && slug && !slug.value) {
    const suggest = () => {
      const parts = /^\d{4}-(\d{2})-(\d{2})$/.exec(day.value);
      if (parts && (!slug.value || slug.dataset.suggested === slug.value)) {
        slug.value = slug.dataset.suggested = parts[1] + parts[2];
      }
    };
    day.addEventListener("change", suggest);
    suggest();
  }

  for (const tray of document.querySelectorAll(".photo-tray")) {
    const status = tray.querySelector(".tray-status");
    const rows = tray.querySelector(".rows");
    const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
    const send = async (files) => {
      const refused = [];
      let done = 0;
      for (const file of files) {
        status.textContent = `写真を登録しています（${done + 1}／${files.length}枚目）。`;
        const data = new FormData();
        data.append("upload", file);
        try {
          const response = await fetch(tray.dataset.uploadUrl, {
            method: "POST", body: data, credentials: "same-origin", headers: { "X-CSRFToken": token() },
          });
          const answer = await response.json();
          if (!response.ok) throw new Error(answer.error);
          const row = window.editingRows.add(rows);
          row.querySelector("[name$='-stored']").value = answer.stored;
          row.querySelector(".field-upload")?.setAttribute("hidden", "");
          const image = document.createElement("img");
          image.src = answer.thumbnail;
          image.alt = "";
          image.width = 160;
          image.className = "row-thumbnail";
          row.querySelector(".row-body").prepend(image);
          done += 1;
        } catch (error) {
          refused.push(error.message || `「${file.name}」を登録できませんでした。`);
        }
      }
      status.textContent = [`${done}枚を登録しました。代替テキストを入力してください。`, ...refused].join(" ");
    };
    tray.querySelector(".tray-input").addEventListener("change", (event) => {
      send([...event.target.files]);
      event.target.value = "";
    });
    const drop = tray.querySelector(".tray-drop");
    drop.addEventListener("dragover", (event) => event.preventDefault());
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      send([...event.dataTransfer.files].filter((file) => file.type.startsWith("image/")));
    });
    document.addEventListener("paste", (event) => {
      const pictures = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
      if (pictures.length) {
        event.preventDefault();
        send(pictures);
      }
    }, true);
  }
});
