// Single keys for who works here all day. They can be turned off (WCAG 2.1.4), and rest while a field has the focus.
"use strict";

const KEY_OFF = "desk-keys-off";
const dialog = document.getElementById("keys");
const MOST_WAIT = 1500; // milliseconds between g and the letter after it
let wentAt = 0;

function off() {
  try {
    return localStorage.getItem(KEY_OFF) === "1";
  } catch {
    return false; // a browser that keeps nothing
  }
}

function turn(on) {
  try {
    if (on) localStorage.removeItem(KEY_OFF);
    else localStorage.setItem(KEY_OFF, "1");
  } catch {
    // it holds for as long as the browser remembers
  }
}

function typing(target) {
  return target.isContentEditable || target.closest("input, textarea, select, dialog[open]") !== null;
}

function step(by) {
  const lines = [...document.querySelectorAll(".list a.open")];
  const here = lines.findIndex((line) => line.closest("tr").contains(document.activeElement));
  const next = lines[here < 0 ? (by > 0 ? 0 : lines.length - 1) : here + by];
  if (next) next.focus();
  return lines.length > 0;
}

function press(key) {
  if (Date.now() - wentAt < MOST_WAIT) {
    wentAt = 0;
    const page = /^[a-z]$/.test(key) ? document.querySelector(`nav a[data-key="${key}"]`) : null;
    if (page) page.click();
    return page !== null;
  }
  if (key === "g") {
    wentAt = Date.now();
    return true;
  }
  if (key === "?") {
    dialog.showModal();
    return true;
  }
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  const there = key === "/" ? document.getElementById("find") : key === "u" ? document.querySelector(".back a") : null;
  if (there === null) return false;
  if (key === "/") there.focus();
  else there.click();
  return true;
}

if (dialog) {
  const shows = document.getElementById("show-keys");
  const on = document.getElementById("keys-on");
  shows.hidden = false;
  shows.addEventListener("click", () => dialog.showModal());
  on.checked = !off();
  on.addEventListener("change", () => turn(on.checked));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || off() || typing(event.target)) return;
    if (press(event.key)) event.preventDefault();
  });
}
