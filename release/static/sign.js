"use strict";
// Drawing a signature, and a word about files that are too big before they travel. All else works without this.
(() => {
  const part = document.getElementById("draw");
  if (part) {
    const field = document.getElementById("field");
    const kept = document.getElementById("drawing");
    const pen = field.getContext("2d");
    let last = null;

    const at = (event) => {
      const box = field.getBoundingClientRect();
      return [((event.clientX - box.left) * field.width) / box.width, ((event.clientY - box.top) * field.height) / box.height];
    };
    const clean = () => {
      pen.fillStyle = "#ffffff";
      pen.fillRect(0, 0, field.width, field.height);
      kept.value = "";
    };
    const stroke = (from, to) => {
      pen.beginPath();
      pen.moveTo(...from);
      pen.lineTo(...to);
      pen.stroke();
    };

    part.hidden = false;
    clean();
    pen.lineWidth = 4;
    pen.lineCap = "round";
    pen.strokeStyle = "#000000";
    field.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      field.setPointerCapture(event.pointerId);
      last = at(event);
      stroke(last, [last[0] + 0.1, last[1]]);
    });
    field.addEventListener("pointermove", (event) => {
      if (!last) return;
      const next = at(event);
      stroke(last, next);
      last = next;
    });
    for (const end of ["pointerup", "pointercancel"]) {
      field.addEventListener(end, () => {
        if (last) kept.value = field.toDataURL("image/png");
        last = null;
      });
    }
    document.getElementById("clear").addEventListener("click", clean);
  }

  const file = document.getElementById("paper");
  if (file) {
    const form = file.form;
    const big = document.getElementById("paper-big");
    form.addEventListener("submit", (event) => {
      const chosen = file.files[0];
      const tooBig = Boolean(chosen) && chosen.size > Number(form.dataset.most);
      big.hidden = !tooBig;
      if (tooBig) {
        event.preventDefault();
        big.setAttribute("role", "alert");
        file.focus();
      }
    });
  }
})();
