// Language and appearance: as the reader chose them last, else as the edition and the system are.
"use strict";
(function () {
  const root = document.documentElement;
  function kept(key) {
    try { return localStorage.getItem("archivist." + key); } catch (error) { return null; }
  }
  function keep(key, value) {
    try { localStorage.setItem("archivist." + key, value); } catch (error) { /* then only for this page */ }
  }
  const asked = new URLSearchParams(location.search);
  const theme = asked.get("theme") || kept("theme");
  if (theme) root.dataset.theme = theme;
  const language = asked.get("ui") || kept("ui");
  if (language) root.dataset.ui = language;

  window.archivistLanguage = () => root.dataset.ui;

  function speak() {
    root.lang = root.dataset.ui === "zh" ? "zh-Hans" : "en";
    for (const element of document.querySelectorAll("[data-say]")) {
      element.setAttribute(element.dataset.say, element.dataset[root.dataset.ui]);
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    speak();
    document.getElementById("language").addEventListener("click", function () {
      root.dataset.ui = root.dataset.ui === "zh" ? "en" : "zh";
      keep("ui", root.dataset.ui);
      speak();
      document.dispatchEvent(new Event("language"));
    });
    document.getElementById("theme").addEventListener("click", function () {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      keep("theme", root.dataset.theme);
    });
  });
})();
