// The thread of texts with the desk: what is written and answered, and what the desk texts of itself.

import { Log, element, whole } from "./log.js";
import { verbs } from "./twiml.js";

const byId = (id) => document.getElementById(id);
const WITHHELD = "withheld";
const LINK = /https?:\/\/[^\s]+[^\s.,;:!?)]/;

export class TextsPane {
  /** `exchange` asks the desk; `arrived` is called when the desk texts of itself. */
  constructor({ base, exchange, arrived }) {
    Object.assign(this, { base, exchange, arrived });
    this.log = new Log(byId("texts-log"));
    this.known = new Set();
    this.queued = new Set();
    this.sending = Promise.resolve(); // one after the other, so that answers stand in their order
    byId("send").addEventListener("submit", (event) => (event.preventDefault(), this.send()));
  }

  /** Start a thread for a caller; what was texted to the number before belongs to another talk. */
  begin(caller, before) {
    this.log.clear();
    this.known = new Set(before.map((text) => text.id));
    this.queued = new Set(this.known);
    const withheld = caller === WITHHELD;
    for (const id of ["text", "send"]) byId(id).disabled = withheld;
    byId("send").querySelector("button").disabled = withheld;
    byId("texts-status").textContent = withheld ? "A withheld number cannot text" : "";
  }

  async send() {
    const body = byId("text").value.trim();
    if (!body) return;
    byId("text").value = "";
    this.write("you", body);
    byId("texts-status").textContent = "…";
    await (this.sending = this.sending.then(() => this.answered(body)));
    byId("texts-status").textContent = "";
  }

  async answered(body) {
    const sid = "SM" + crypto.randomUUID().replaceAll("-", "");
    const told = { MessageSid: sid, SmsSid: sid, SmsMessageSid: sid, Body: body, NumMedia: "0", NumSegments: "1", SmsStatus: "received" };
    try {
      const found = verbs(await this.exchange("/sms", told));
      for (const message of found.filter((verb) => verb.name === "Message")) this.write("desk", bodyOf(message));
      if (!found.length) this.log.add("note", "No answer");
    } catch {
      this.log.add("note", "No answer: something went wrong");
    }
  }

  /** The words of all texts that were not queued before. */
  fresh(texts) {
    const found = texts.filter((text) => !this.queued.has(text.id));
    for (const text of found) this.queued.add(text.id);
    return found.map((text) => text.body);
  }

  /** What the desk texted of itself, as soon as it has gone out. */
  note(texts) {
    for (const text of texts.filter((one) => one.shown && !this.known.has(one.id))) {
      this.known.add(text.id);
      this.write("desk", text.body, text.asked ? "texted because you asked" : "texted unasked");
      this.arrived();
    }
  }

  write(who, words, small = "") {
    this.log.add(who, words, { small, links: (all) => this.linked(all) });
  }

  /** The words, with our own links as links; another address stays words. */
  linked(words) {
    const found = LINK.exec(words);
    if (!found || !found[0].startsWith(`${this.base}/`)) return whole(words);
    const link = element("a", found[0]);
    link.href = found[0].slice(this.base.length);
    link.target = "_blank";
    link.rel = "noopener";
    return [...whole(words.slice(0, found.index)), link, ...whole(words.slice(found.index + found[0].length))];
  }
}

function bodyOf(message) {
  const bodies = message.inside.filter((verb) => verb.name === "Body").map((verb) => verb.raw);
  return bodies.length ? bodies.join("\n") : message.raw;
}
