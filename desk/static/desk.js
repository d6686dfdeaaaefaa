// Small helps for the desk's pages. All of them work without it.
"use strict";

// A link or code to be handed on is marked as a whole, ready to be copied.
for (const field of document.querySelectorAll("input[readonly]")) {
  field.addEventListener("focus", () => field.select());
  if (field.autofocus) field.select();
}
