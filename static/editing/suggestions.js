/* Suggestions while typing: a speaker's last post, a release's address; photos dropped or pasted, many at once. */
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
  if (day && slug) {
    const suggestion = () => {
      const parts = /^\d{4}-(\d{2})-(\d{2})$/.exec(day.value);
      return parts ? parts[1] + parts[2] + slug.dataset.section : "";
    };
    let suggested = "";
    const suggest = () => { slug.value = suggested = suggestion(); };
    // A new release's address follows its date until somebody types another.
    const follow = () => { if (slug.value === suggested && suggestion()) suggest(); };
    day.addEventListener("change", follow);
    follow();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "suggest";
    button.textContent = "発表日から作る";
    button.addEventListener("click", () => { if (suggestion()) suggest(); slug.focus(); });
    slug.after(button);
  }

  const said = document.createElement("p");
  said.className = "said";
  said.setAttribute("role", "status");
  document.body.append(said);
  let fading;
  const say = (text) => {
    said.textContent = text;
    clearTimeout(fading);
    fading = setTimeout(() => { said.textContent = ""; }, 12000);
  };

  let sendPhotos = () => say("写真は本文には入りません。報道発表の画面の「写真」に追加してください。");
  const trays = [...document.querySelectorAll(".tray")];
  const senders = new Map();

  for (const tray of trays) {
    const status = tray.querySelector(".tray-status");
    const rows = tray.querySelector(".rows");
    const { noun, counter } = tray.dataset;
    const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
    const show = (row, answer) => {
      if (answer.thumbnail) {
        const image = document.createElement("img");
        image.src = answer.thumbnail;
        image.alt = "";
        image.width = 160;
        image.className = "row-thumbnail";
        row.querySelector(".row-body").prepend(image);
        window.editingFocus.setUp(row);
      } else {
        row.querySelector(".row-body").insertAdjacentHTML("afterbegin", answer.facts);
      }
    };
    const send = async (files) => {
      const refused = [];
      let done = 0;
      for (const file of files) {
        status.textContent = `${noun}を登録しています（${done + 1}／${files.length}${counter}目）。`;
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
          show(row, answer);
          done += 1;
        } catch (error) {
          refused.push(error.message || `「${file.name}」を登録できませんでした。`);
        }
      }
      if (refused.length) say(refused.join(" "));
      const told = done ? `${done}${counter}を登録しました。${tray.dataset.next}` : "";
      status.textContent = [told, ...refused].join(" ").trim();
    };
    tray.querySelector(".tray-input").addEventListener("change", (event) => {
      send([...event.target.files]);
      event.target.value = "";
    });
    senders.set(tray, send);
    if (tray.dataset.kind === "image/") {
      sendPhotos = (files) => {
        say("写真は本文には入りません。「写真」の欄に入れます。代替テキストを入力してください。");
        send(files);
      };
    }
  }

  const picturesIn = (transfer) => [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));
  document.addEventListener("paste", (event) => {
    const pictures = picturesIn(event.clipboardData);
    // Word and Excel put a picture of the copied text beside the text itself: there the text is what is meant.
    if (!pictures.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    event.stopPropagation();
    sendPhotos(pictures);
  }, true);
  // A file dropped beside a field would replace the page with all that is typed.
  const bringsFiles = (event) => event.dataTransfer?.types.includes("Files") && !event.target.matches?.("input[type=file]");
  document.addEventListener("dragover", (event) => { if (bringsFiles(event)) event.preventDefault(); }, true);
  document.addEventListener("drop", (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const pictures = picturesIn(event.dataTransfer);
    const papers = [...event.dataTransfer.files].filter((file) => file.type === "application/pdf");
    const tray = trays.find((each) => each.dataset.kind === "application/pdf");
    if (pictures.length) sendPhotos(pictures);
    if (papers.length && tray) senders.get(tray)(papers);
    else if (!pictures.length) say("写真（JPEG、PNG、WebP、GIF）とPDFのほかのファイルは追加できません。PDFは、報道発表の画面の「資料」に追加してください。");
  }, true);
  window.CKEDITOR?.on("instanceReady", ({ editor }) => {
    // Its own words about a pasted picture are English and speak of file formats.
    editor.on("notificationShow", (event) => event.cancel());
    editor.on("paste", (event) => {
      if (/<img\b/i.test(event.data.dataValue ?? "")) {
        say("貼り付けた文の中の画像は本文には入りません。画像は「写真」の欄に追加してください。");
      }
    }, null, null, 1);
    // Word draws its bullets with letters of fonts of signs; without the fonts "l" would count as the twelfth item.
    editor.on("pasteFromWord", ({ data }) => {
      data.dataValue = data.dataValue.replace(
        /(font-family:\s*["']?(?:Wingdings|Webdings|Symbol)[^>]*>\s*<span[^>]*mso-list:\s*Ignore[^>]*>)[^<]+/gi, "$1·",
      );
    });
    // After what Word writes was made plain, before all is dropped that a text may not hold.
    editor.on("paste", (event) => {
      // A text has headings of two levels, below those of the page; the editor makes plain text of any other.
      const levels = [...(event.data.dataValue ?? "").matchAll(/<h([1-6])\b/gi)].map((found) => found[1]);
      const highest = levels.sort()[0];
      event.data.dataValue = event.data.dataValue
        ?.replace(/<(\/?)h([1-6])(?=[\s>])/gi, (_, end, level) => `<${end}h${level === highest ? 3 : 4}`)
        // A cell of one paragraph is a cell.
        .replace(/(<t[dh]\b[^>]*>)\s*<p\b[^>]*>((?:(?!<\/?(?:p|t[dh])\b)[^])*)<\/p>\s*(?=<\/t[dh]>)/gi, "$1$2");
    }, null, null, 5);
  });
});
