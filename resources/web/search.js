// Full-text search without a server: the index and the texts lie in small script files that are loaded when needed.
"use strict";
(function () {
  const A = window.Archivist;
  const AT_ONCE = 30;
  const shards = new Map(), texts = new Map();
  let running = 0;

  A.shard = (number, postings) => shards.set(number, postings);
  A.texts = (number, chunk) => texts.set(number, chunk);

  function load(file) {
    return new Promise(function (done, failed) {
      const script = document.createElement("script");
      script.src = file;
      script.onload = () => { script.remove(); done(); };
      script.onerror = () => failed(new Error(file));
      document.head.append(script);
    });
  }

  // FNV-1a over UTF-16 units, as archivist/web/search_data.py has it.
  function hash(key) {
    let value = 0x811c9dc5;
    for (let at = 0; at < key.length; at += 1) value = Math.imul(value ^ key.charCodeAt(at), 0x01000193) >>> 0;
    return value;
  }

  function name(number) { return number.toString(16).padStart(3, "0"); }

  // "1,3,1*5": steps from page to page in base 36, five times one.
  function decode(postings) {
    const pages = [];
    let page = -1;
    for (const part of postings ? postings.split(",") : []) {
      const [step, times] = part.split("*");
      for (let n = times ? parseInt(times, 36) : 1; n > 0; n -= 1) pages.push(page += parseInt(step, 36));
    }
    return pages;
  }

  async function candidates(wanted) {
    const keys = Array.from(new Set(wanted.flatMap((phrase) => A.keys(phrase).keys)));
    const needed = new Set(keys.map((key) => hash(key) & (A.edition.shards - 1)));
    await Promise.all(Array.from(needed, (number) => shards.has(number) || load("index/" + name(number) + ".js")));
    const lists = keys.map((key) => (shards.get(hash(key) & (A.edition.shards - 1)) || {})[key] || "");
    lists.sort((one, other) => one.length - other.length);
    let found = null;
    for (const list of lists) {
      const pages = decode(list);
      if (found === null) found = pages;
      else { const there = new Set(pages); found = found.filter((page) => there.has(page)); }
      if (!found.length) return [];
    }
    return found || [];
  }

  async function textOf(page) {
    const chunk = Math.floor(page / A.edition.chunk);
    if (!texts.has(chunk)) await load("texts/" + name(chunk) + ".js");
    return texts.get(chunk)[page % A.edition.chunk];
  }

  // The document of a page of the edition (counted from 0), and its number there.
  function place(page) {
    let low = 0, high = A.edition.documents.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (A.edition.documents[middle].first <= page) low = middle; else high = middle - 1;
    }
    const found = A.edition.documents[low];
    return { document: found, number: page - found.first + 1 };
  }

  function say(key, values) {
    return A.edition.words[key][window.archivistLanguage()].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function snippet(text, spans) {
    const part = document.createElement("p"), width = 72;
    let start = Math.max(0, spans[0][0] - Math.max(0, (width - (spans[0][1] - spans[0][0])) >> 1));
    const end = Math.min(text.length, Math.max(start + width, spans[0][1]));
    start = Math.max(0, Math.min(start, end - width));
    const plain = (from, to) => text.slice(from, to).replace(/\s*\n\s*/g, (gap, at, whole) =>
      /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/.test(whole[at - 1] || " ") ? "" : " ");
    part.append(start > 0 ? "…" : "");
    let at = start;
    for (const [from, to] of spans) {
      if (from < start || to > end) continue;
      const mark = document.createElement("mark");
      mark.textContent = plain(from, to);
      part.append(plain(at, from), mark);
      at = to;
    }
    part.append(plain(at, end), end < text.length ? "…" : "");
    return part;
  }

  function hit(page, text, spans, query) {
    const { document: found, number } = place(page);
    const item = document.createElement("li"), link = document.createElement("a"), image = document.createElement("img");
    const words = document.createElement("div"), where = document.createElement("div"), title = document.createElement("b");
    link.href = "documents/" + found.id + "/" + number + ".html#q=" + encodeURIComponent(query);
    image.src = "documents/" + found.id + "/" + number + ".s.jpg";
    image.alt = "";
    image.loading = "lazy";
    where.className = "where";
    title.textContent = found.title;
    where.append(title, " · " + say("page", { number: number }));
    const shown = snippet(text, spans);
    if (found.lang) shown.lang = found.lang;
    words.append(where, shown);
    link.append(image, words);
    item.append(link);
    return item;
  }

  function field(id) { return document.getElementById(id); }

  async function search(query) {
    const mine = running += 1;
    const list = field("results"), status = field("status"), more = field("more");
    const wanted = A.phrases(query);
    list.replaceChildren();
    more.hidden = true;
    field("all").hidden = wanted.length > 0;
    if (!wanted.length) { status.textContent = ""; return; }
    status.textContent = say("searching", {});
    try {
      const pages = await candidates(wanted);
      if (mine !== running) return;
      const exact = wanted.every((phrase) => A.keys(phrase).exact);
      let at = 0, shown = 0;
      const step = async function () {
        more.hidden = true;
        const until = shown + AT_ONCE;
        while (at < pages.length && shown < until) {
          const text = await textOf(pages[at]);
          if (mine !== running) return;
          const spans = A.spans(text, wanted);
          if (spans.length) { list.append(hit(pages[at], text, spans, query)); shown += 1; }
          at += 1;
        }
        const done = at >= pages.length;
        const count = (done ? shown : pages.length).toLocaleString("en");
        status.textContent = "";
        const line = document.createElement(done && !shown ? "span" : "strong");
        line.textContent = done && !shown ? say("nothing", {}) : 
          say(count === "1" ? "found_once" : done || exact ? "found" : "at_most", { count: count });
        if (done && !shown) line.className = "nothing";
        status.append(line);
        more.hidden = done;
        more.onclick = step;
      };
      await step();
    } catch (error) {
      status.textContent = say("broken", { file: error.message });
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    const form = field("search"), input = field("query");
    const start = () => { input.value = decodeURIComponent((location.hash.match(/^#q=(.*)/) || ["", ""])[1]); return search(input.value); };
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      const hash = input.value.trim() ? "#q=" + encodeURIComponent(input.value.trim()) : "#";
      if (location.hash === hash) search(input.value); else location.hash = hash;
    });
    window.addEventListener("hashchange", start);
    document.addEventListener("language", () => search(input.value));
    start();
  });
})();
