// A talk as it goes, to be saved as a page that can be played again.

import { save } from "./server.js";

const byId = (id) => document.getElementById(id);

export class Record {
  /** `name` is "call" or "texts", `channel` the word of the page for it. */
  constructor(name, channel, caller) {
    Object.assign(this, { name, channel, caller });
    this.begin();
    byId(`save-${name}`).addEventListener("click", () => this.save());
  }

  begin() {
    this.turns = [];
    this.show();
  }

  /** Keep a turn that the server told of, and what was texted beside it. */
  add({ turn, at, strip }, sent) {
    if (!turn) return;
    if (!this.turns.length) Object.assign(this, { at, from: this.caller(), directory: strip?.version ?? "unknown" });
    this.turns.push({ ...turn, sent });
    this.show();
  }

  show() {
    byId(`save-${this.name}`).disabled = !this.turns.length;
    byId(`saved-${this.name}`).textContent = "";
  }

  async save() {
    const { channel, from: caller, at, directory, turns } = this;
    const invented = byId(`invented-${this.name}`).checked;
    const saved = byId(`saved-${this.name}`);
    try {
      offer(await save({ channel, caller, at, directory, turns, invented }), `talk-${channel}.yaml`);
      saved.textContent = "Saved.";
    } catch {
      saved.textContent = "This talk cannot be saved: it is too long.";
    }
  }
}

function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
