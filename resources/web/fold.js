// What two pieces of text must have in common to be the same to a reader: the rules of the archive's own search
// (storage/analyser.py). What characters of the texts become is told by forms.js; what a reader types beyond them is
// folded here.
"use strict";
window.Archivist = (function () {
  const MARKS = "\\u0300-\\u036f\\u0483-\\u0487\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\u3099\\u309a\\ufe20-\\ufe2f";
  const WORD = "[\\u180a\\u200d]*[\\u1820-\\u1842][\\u1820-\\u1842\\u180a-\\u180f\\u200d]*";
  const CLUSTER = new RegExp(WORD + "|[^][" + MARKS + "]*", "gu");
  const MONGOLIAN = new RegExp("^\\u202f?" + WORD + "$", "u");
  const MARK = new RegExp("[" + MARKS + "]", "gu");
  const UNSPACED = new RegExp(
    "[\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u3029\\u3031-\\u3035\\u3038-\\u303c\\u3040-\\u312f\\u31a0-\\u31bf\\u31f0-\\u31ff" +
    "\\u3400-\\u4dbf\\u4e00-\\ua4cf\\ue000-\\uf8ff\\uf900-\\ufaff\\u{16fe0}-\\u{18dff}\\u{1b000}-\\u{1b2ff}" +
    "\\u{20000}-\\u{3ffff}\\u{f0000}-\\u{10ffff}□〓]", "u");
  const SELECTOR = /[\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;
  const STAND_INS = { "□": "□", "▢": "□", "■": "□", "〓": "〓", "\ufffd": "□", "○": "〇", "◯": "〇" };
  const CYRILLIC = { "ё": "е", "ө": "о", "ү": "у" };
  const ALIKE = { "ᠡ": "ᠠ", "ᠤ": "ᠣ", "ᠦ": "ᠥ", "ᠳ": "ᠲ", "ᠭ": "ᠬ", "\u180b": "", "\u180c": "", "\u180d": "", "\u180f": "", "\u200d": "" };
  const forms = new Map(), spellings = new Map();

  // `pairs` is a string in which each character is followed by what it becomes; `others` an object of clusters.
  function know(pairs, others) {
    const characters = Array.from(pairs);
    for (let at = 0; at < characters.length; at += 2) forms.set(characters[at], characters[at + 1]);
    for (const cluster of Object.keys(others)) {
      forms.set(cluster, others[cluster]);
      if (MONGOLIAN.test(cluster)) spellings.set(alike(cluster), others[cluster]);
    }
  }

  // Letters that mostly look the same as one: how a Mongolian word that is in no text is taken for one that is.
  function alike(word) {
    return Array.from(word).map((letter) => letter in ALIKE ? ALIKE[letter] : letter).join("");
  }

  function piece(cluster) {
    if (forms.has(cluster)) return forms.get(cluster);
    if (MONGOLIAN.test(cluster) && spellings.has(alike(cluster))) return spellings.get(alike(cluster));
    if (cluster in STAND_INS) return STAND_INS[cluster];
    let folded = "";
    const small = cluster.normalize("NFKC").toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ").normalize("NFKC");
    for (const letter of small.replace(MARK, "")) {
      if (!UNSPACED.test(letter) && !/[\p{L}\p{N}\p{M}]/u.test(letter) || SELECTOR.test(letter)) continue;
      if (forms.has(letter)) folded += forms.get(letter);
      else if (letter in CYRILLIC) folded += CYRILLIC[letter];
      else if (/[\p{Script=Latin}\p{Script=Greek}]/u.test(letter)) folded += letter.normalize("NFKD").replace(MARK, "");
      else folded += letter;
    }
    return folded || gapOf(cluster);
  }

  function gapOf(cluster) {
    const first = String.fromCodePoint(cluster.codePointAt(0));
    if (/[\n\r\v\f\u0085\u2028\u2029]/.test(first)) return "\n";
    if (/[-\u2010\u2011]/.test(first)) return "-";
    if (/['\u2019\u02bc\u00ad]/.test(first) || /\p{Cf}/u.test(first) || SELECTOR.test(first)) return "";
    return /[\u0300-\u036f]/.test(first) ? "" : " ";
  }

  function wider(gap, more) {
    if ((gap === "-" || gap === "-\n") && (more === "" || more === " ")) return gap;
    if (gap.startsWith("-") && more === "\n") return "-\n";
    if (gap === "") return more;
    return more === "" ? gap : " ";
  }

  function parted(left, gap, right) {
    if (UNSPACED.test(left) || UNSPACED.test(right)) return false;
    return gap !== "-\n" || !(/\p{L}/u.test(left) && /\p{L}/u.test(right));
  }

  // The folded text, and for each of its UTF-16 units where in the text it came from.
  function fold(text) {
    let out = "", gap = "", lastEnd = 0, last = "", before = "";
    const starts = [], ends = [];
    for (const match of text.matchAll(CLUSTER)) {
      // The ending of a word has forms of its own.
      const folded = piece((before === "\u202f" && MONGOLIAN.test(match[0]) ? before : "") + match[0]);
      before = match[0];
      const start = match.index, end = start + match[0].length;
      if (folded === "" || folded === " " || folded === "-" || folded === "\n") { gap = wider(gap, folded); continue; }
      const first = String.fromCodePoint(folded.codePointAt(0));
      if (gap && out && parted(last, gap, first)) { out += " "; starts.push(lastEnd); ends.push(start); }
      gap = "";
      out += folded;
      for (let unit = 0; unit < folded.length; unit += 1) { starts.push(start); ends.push(end); }
      last = Array.from(folded).pop();
      lastEnd = end;
    }
    return { text: out, starts: starts, ends: ends };
  }

  // Where the phrases stand in a text, in order, overlapping ones as one; nothing unless all are there.
  function spans(text, phrases) {
    const folded = fold(text), found = [];
    for (const phrase of phrases) {
      let at = folded.text.indexOf(phrase);
      if (at < 0) return [];
      while (at >= 0) {
        found.push([folded.starts[at], folded.ends[at + phrase.length - 1]]);
        at = folded.text.indexOf(phrase, at + phrase.length);
      }
    }
    found.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    const merged = [];
    for (const [start, end] of found) {
      const before = merged[merged.length - 1];
      if (before && start < before[1]) before[1] = Math.max(before[1], end);
      else merged.push([start, end]);
    }
    return merged;
  }

  // Words parted by spaces must all be found; "words in quotation marks" stand together.
  function phrases(query) {
    const found = new Set();
    for (const match of query.matchAll(/["＂“”„‟]([^"＂“”„‟]*)["＂“”„‟]|([^\s"＂“”„‟]+)/g)) {
      const folded = fold(match[1] || match[2] || "").text;
      if (folded) found.add(folded);
    }
    return Array.from(found);
  }

  // What the index is asked for a folded phrase, and whether its answer is exact.
  function keys(phrase) {
    const wanted = new Set();
    let exact = true, runs = 0;
    for (const run of phrase.match(/[^ ]+/g) || []) {
      for (const part of split(run)) {
        runs += 1;
        const letters = Array.from(part);
        if (UNSPACED.test(letters[0])) {
          if (letters.length === 1) wanted.add(part);
          for (let at = 0; at + 1 < letters.length; at += 1) wanted.add(letters[at] + letters[at + 1]);
          if (letters.length > 2) exact = false;
        } else {
          if (letters.length < 3) wanted.add("^" + part);
          for (let at = 0; at + 2 < letters.length; at += 1) wanted.add(letters.slice(at, at + 3).join(""));
          exact = false;
        }
      }
    }
    return { keys: Array.from(wanted), exact: exact && runs === 1 };
  }

  // Parts a run without spaces where writing without spaces meets writing with spaces.
  function split(run) {
    const parts = [];
    let before = null;
    for (const letter of run) {
      const unspaced = UNSPACED.test(letter);
      if (unspaced === before) parts[parts.length - 1] += letter;
      else parts.push(letter);
      before = unspaced;
    }
    return parts;
  }

  return { know: know, fold: fold, spans: spans, phrases: phrases, keys: keys };
})();
