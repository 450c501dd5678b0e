// The search where no server answers: a site of files shows this page whatever was asked. The texts of each year are
// fetched, the newest first, and looked through here. Where a server has answered, this script is not on the page.
(() => {
  "use strict";
  const here = document.getElementById("search-here");
  const asked = new URLSearchParams(location.search);
  const said = (name) => (asked.get(name) ?? "").trim();
  // What is not offered counts as unsaid.
  const chosen = (name) => {
    const options = [...document.querySelectorAll(`.search-form [name="${name}"] option`)];
    return options.some((option) => option.value === said(name)) ? said(name) : "";
  };
  const isAsked = said("q") || ["year", "kind", "category"].some(chosen);
  if (!here || !isAsked) return;

  const EDGE = "\x1f";
  const BREAK = "\n";
  const SHOWN = 20;
  const QUOTES = { '"': '"', "“": "”", "”": "”", "„": "”", "＂": "＂", "「": "」", "『": "』", "｢": "｣" };
  const openings = Object.keys(QUOTES).join("");
  const quoted = Object.entries(QUOTES).map(([opening, closing]) => `${opening}([^${closing}]*)${closing}`).join("|");
  const WORD = new RegExp(`((?<!\\S)[-－−])?(?:${quoted}|([^\\s${openings}]+))`, "gu");
  const [list, count, order, more] = ["ol", ".search-count", ".search-order", ".search-more"].map((name) => here.querySelector(name));

  const kindOf = (character) => {
    if (/\p{Nd}/u.test(character)) return "digit";
    if (/[\p{L}\p{N}]/u.test(character)) {
      const code = character.codePointAt(0);
      return /\p{L}/u.test(character) && (code < 0xe00 || (code >= 0x1e00 && code < 0x2000)) ? "letter" : "kanji";
    }
    return /\p{M}/u.test(character) ? "mark" : "";
  };
  // Letter by letter, and by way of the capital: so ß becomes ss, and ς σ.
  const foldCase = (character) => character.toUpperCase().toLowerCase();
  const isWestern = (character) => ["letter", "digit"].includes(kindOf(character));

  // As releases/search/folding.py folds the texts; tests/browser/test_static_search.py holds the two together.
  const needlesOf = (text, tables) => {
    const dash = `[${tables.dashes.replace("-", "\\-")}]`;
    const plain = text
      .replace(/[\u180b-\u180d\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu, "")
      .normalize("NFKC").replace(/./gsu, foldCase).normalize("NFKC")
      .replace(new RegExp(`(?<=[ァ-ヺー])${dash}(?=[ァ-ヺー])`, "gu"), "ー")
      .replace(/(?<=[0-9]),(?=[0-9]{3}(?![0-9]))/g, "")
      .replace(new RegExp(`(?<=(?<![a-z])wi)(?:${dash}| )(?=fi(?![a-z]))`, "gu"), "");
    const characters = [...plain];
    let [stream, previous, isBetween, isHard] = ["", "", false, false];
    characters.forEach((character, place) => {
      let kind = kindOf(character);
      if (kind === "mark") kind = isBetween ? "" : previous;
      if (!kind) {
        isBetween = true;
        if (tables.breaks.includes(character)) {
          const isInside = place > 0 && place < characters.length - 1 && !/\s/.test(character);
          isHard ||= !(isInside && isWestern(characters[place - 1]) && isWestern(characters[place + 1]));
        }
        return;
      }
      if (previous && isHard) {
        stream += (previous === "kanji" ? "" : EDGE) + BREAK;
        [previous, isBetween] = ["", false];
      }
      const isNew = kind !== previous || (isBetween && kind !== "kanji");
      if (isNew && (kind !== "kanji" || !["kanji", ""].includes(previous))) stream += EDGE;
      stream += tables.letters[character] ?? character;
      [previous, isBetween, isHard] = [kind, false, false];
    });
    if (!["kanji", ""].includes(previous)) stream += EDGE;
    return stream.split(BREAK).filter(Boolean).map((part) => {
      if (!part.endsWith(EDGE)) return part.replace(/([ぁ-ゖー]{2,}[ぁ-ゖ])ー$/u, "$1");
      const last = [...part.slice(0, -1).split(EDGE).at(-1)];
      return last.length >= 3 && kindOf(last[0]) === "letter" ? part.slice(0, -1) : part;
    });
  };

  const queryOf = (text, tables) => {
    const [wanted, unwanted] = [new Set(), new Set()];
    for (const match of text.split(/\s+/u).join(" ").matchAll(WORD)) {
      const word = match.slice(2).find(Boolean) ?? "";
      for (const needle of needlesOf(word, tables)) (match[1] ? unwanted : wanted).add(needle);
    }
    return { wanted: [...wanted], unwanted: [...unwanted] };
  };

  const element = (name, text, parts = {}) => Object.assign(document.createElement(name), { textContent: text, ...parts });
  const show = (found) => {
    const item = document.createElement("li");
    const facts = element("p", "", { className: "entry-facts" });
    facts.append(element("time", found.day, { dateTime: found.date }), " ", element("span", found.label, { className: "entry-kind" }));
    const title = element("h3", "", { className: "entry-title" });
    title.append(element("a", found.title, { href: found.url }));
    const text = document.createElement("div");
    text.append(title, element("p", found.text, { className: "search-quotation" }));
    item.append(facts, text);
    list.append(item);
  };
  const fetched = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  };

  const search = async () => {
    const fields = { q: said("q"), year: chosen("year"), kind: chosen("kind"), category: chosen("category"), sort: "date" };
    for (const [name, value] of Object.entries(fields)) {
      const field = document.querySelector(`.search-form [name="${name}"]`);
      if (field) field.value = value;
    }
    here.hidden = false;
    count.textContent = "探しています";
    const tables = await fetched(here.dataset.letters);
    const { wanted, unwanted } = queryOf(said("q"), tables);
    if (!wanted.length && said("q")) {
      count.textContent = "0件";
      order.textContent = "探す言葉を、文字や数字で入力してください。除く言葉（-）だけでは検索できません。";
      return;
    }
    const found = [];
    const addresses = here.dataset.texts.split(" ").filter((address) => address && address.includes(`/${chosen("year")}`));
    for (const address of addresses) {
      const fits = (release) =>
        wanted.every((needle) => release.stream.includes(needle)) &&
        !unwanted.some((needle) => release.stream.includes(needle)) &&
        (!chosen("kind") || release.kind === chosen("kind")) &&
        (!chosen("category") || release.categories.includes(chosen("category")));
      for (const release of (await fetched(address)).filter(fits)) {
        found.push(release);
        if (found.length <= SHOWN) show(release);
      }
      count.textContent = `${found.length.toLocaleString("ja")}件、続きを探しています`;
    }
    count.textContent = `${found.length.toLocaleString("ja")}件`;
    order.textContent = found.length
      ? "新しい順に示しています。"
      : "見つかりませんでした。言葉を短くするか、別の言い方にするか、絞り込みを「すべて」にしてお試しください。";
    let shown = SHOWN;
    more.hidden = found.length <= shown;
    more.addEventListener("click", () => {
      found.slice(shown, shown + SHOWN).forEach(show);
      list.children[shown].querySelector("a").focus();
      shown += SHOWN;
      more.hidden = found.length <= shown;
    });
  };
  search().catch(() => {
    count.textContent = "";
    order.textContent = "検索のための文書を読み込めませんでした。通信の状態を確かめて、ページを読み込み直してください。";
  });
})();
