// A page: what was searched for is marked in the text and on the picture; a line shows where on the picture it stands.
"use strict";
(function () {
  const A = window.Archivist;

  // Where a place in a line's text is on the page, along the line: within its word, or within the line.
  function along(line, place, first, length, ending) {
    const words = (line.dataset.words || "").split(",").filter(Boolean).map((word) => word.split(" ").map(Number));
    const word = words.find(([start, count]) => ending ? place > start && place <= start + count : place >= start && place < start + count);
    if (!word) return first + length * place / (line.textContent.length || 1);
    return word[2] + (word[3] - word[2]) * (place - word[0]) / (word[1] || 1);
  }

  function paint(line, from, to, here) {
    const [left, top, width, height] = line.dataset.box.split(" ").map(Number);
    const vertical = /vertical/.test(line.closest(".region").className);
    const begin = along(line, from, vertical ? top : left, vertical ? height : width, false);
    const end = along(line, to, vertical ? top : left, vertical ? height : width, true);
    const box = vertical ? [left, begin, width, end - begin] : [begin, top, end - begin, height];
    const mark = document.createElement("span");
    ["left", "top", "width", "height"].forEach((side, at) => { mark.style[side] = box[at] / 100 + "%"; });
    if (here) mark.className = "here";
    document.getElementById("marks").append(mark);
    return mark;
  }

  function find(query) {
    const lines = Array.from(document.querySelectorAll(".line"));
    const spans = A.spans(lines.map((line) => line.textContent).join("\n"), A.phrases(query));
    let start = 0, first = null;
    for (const line of lines) {
      const text = line.textContent, end = start + text.length;
      let at = 0;
      const parts = [];
      for (const span of spans) {
        const from = Math.max(span[0], start) - start, to = Math.min(span[1], end) - start;
        if (from >= to) continue;
        const mark = document.createElement("mark");
        mark.textContent = text.slice(from, to);
        parts.push(text.slice(at, from), mark);
        first = first || mark;
        if (line.dataset.box) paint(line, from, to, false);
        at = to;
      }
      if (parts.length) line.replaceChildren(...parts, text.slice(at));
      start = end + 1;
    }
    // Where picture and text stand one above the other, the picture comes first.
    if (first && matchMedia("(min-width: 821px)").matches) first.scrollIntoView({ block: "center", inline: "center" });
  }

  document.addEventListener("DOMContentLoaded", function () {
    const query = decodeURIComponent((location.hash.match(/^#q=(.*)/) || ["", ""])[1]);
    if (query) {
      find(query);
      for (const link of document.querySelectorAll(".turn a")) link.hash = location.hash;
      const back = document.querySelector(".home");
      if (back) back.hash = location.hash;
    }
    let shown = null;
    for (const line of document.querySelectorAll(".line[data-box]")) {
      line.addEventListener("mouseenter", function () {
        if (shown) shown.remove();
        shown = paint(line, 0, line.textContent.length, true);
      });
      line.addEventListener("mouseleave", function () { if (shown) shown.remove(); shown = null; });
    }
    document.addEventListener("keydown", function (event) {
      if (event.target.closest("input, textarea") || event.ctrlKey || event.altKey || event.metaKey) return;
      const rel = { ArrowRight: "next", ArrowLeft: "prev", PageDown: "", Home: "" }[event.key];
      const link = rel && document.querySelector('.turn a[rel="' + rel + '"]');
      if (link) link.click();
    });
  });
})();
