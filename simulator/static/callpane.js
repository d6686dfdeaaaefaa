// The telephone: what can be seen of a call, and what the person does.

import { Call } from "./call.js";
import { Clock } from "./clock.js";
import { Log } from "./log.js";
import { Microphone } from "./microphone.js";
import { forTheEye } from "./twiml.js";

const byId = (id) => document.getElementById(id);
const SAYS = {
  idle: "Ready to call", asking: "…", speaking: "The desk speaks", listening: "Listening: speak, type or press a key",
  ringing: "Ringing", connected: "Connected", ended: "The call is over",
};
const ENDS = { busy: "busy", "no-answer": "no answer", failed: "failed", completed: "over" };
const A_TALK = 60;
const CUT_OFF = 1;

export class CallPane {
  /** `exchange` asks the desk: {answer, lines}; `began` and `turned` are told of a new call and of each turn. */
  constructor({ base, voice, exchange, began }) {
    this.clock = new Clock(() => this.showClock());
    this.log = new Log(byId("call-log"));
    this.began = began;
    this.lines = {};
    const ask = async (url, told) => this.keepLines(await exchange(url, told));
    const say = (verb, signal) => (this.caption(verb), voice.say(verb, signal));
    const play = (verb, signal) => (this.log.add("note", "A recording plays"), voice.play(verb, signal));
    const told = (what, words, more) => this.told(what, words, more);
    this.world = { base, ask, say, play, told, clock: this.clock, changed: () => this.show() };
    this.microphone = new Microphone({
      speaking: () => this.call?.ear?.speaking(), words: (...heard) => this.call?.speak(...heard),
      nothing: () => this.call?.ear?.spokeNothing(), closed: () => this.listen(false),
    });
    this.listen(false);
    this.wire();
  }

  get on() {
    return Boolean(this.call) && !this.call.ended;
  }

  wire() {
    byId("hook").addEventListener("click", () => (this.on ? this.call.hangUp() : this.start()));
    byId("silence").addEventListener("click", () => this.call?.silence());
    byId("hurry").addEventListener("change", ({ target }) => (this.clock.held = !target.checked));
    byId("say").addEventListener("submit", (event) => (event.preventDefault(), this.say()));
    byId("words").addEventListener("input", ({ target }) => this.typing(target.value));
    byId("microphone").addEventListener("click", () => this.listen(!this.listens));
    byId("microphone").hidden = !Microphone.there;
    byId("ringing").addEventListener("click", ({ target }) => this.dialEnds(target.dataset.ends));
    byId("call").addEventListener("click", ({ target }) => this.press(target.closest("[data-key]")?.dataset.key));
    byId("call").addEventListener("keydown", (event) => this.keyDown(event));
  }

  start() {
    this.log.clear();
    this.call = new Call(this.world);
    this.began();
    this.timer = performance.now();
    this.call.start();
  }

  say() {
    const words = byId("words").value.trim();
    if (!words || !this.on) return;
    byId("words").value = "";
    this.call.speak(words);
  }

  /** To type is to speak: meanwhile silence does not count. */
  typing(words) {
    if (words) this.call?.ear?.speaking();
    else this.call?.ear?.spokeNothing();
  }

  press(key) {
    if (key && this.on && !this.call.press(key)) this.log.add("note", `Key ${key}: nobody listened just then`);
  }

  /** The keys of the keyboard, while the telephone has the focus and no text is typed. */
  keyDown(event) {
    if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[0-9*#]$/.test(event.key)) this.press(event.key);
  }

  listen(on) {
    this.listens = on;
    byId("microphone").setAttribute("aria-pressed", String(on));
    byId("ear-note").hidden = !on;
    this.microphone.close();
    if (on && this.call?.ear) this.microphone.open(this.call.ear.language);
  }

  dialEnds(how) {
    if (how === "answered") this.call.dialAnswered();
    else if (how === "over") this.call.dialEnds("completed", A_TALK);
    else if (how === "short") this.call.dialEnds("completed", CUT_OFF);
    else if (how) this.call.dialEnds(how);
    if (how) byId("hook").focus();
  }

  // ---- what is seen

  keepLines(answer) {
    Object.assign(this.lines, answer.lines);
    return answer;
  }

  caption({ words, attributes }) {
    this.log.add("desk", forTheEye(words), { lang: attributes.language?.slice(0, 2) });
  }

  told(what, words, { seconds = 0 } = {}) {
    if (what === "keys") this.log.add("keys-pressed", words);
    else if (what === "you") this.log.add("you", words);
    else if (what === "silence") this.log.add("note", "Silence");
    else if (what === "dial") this.log.add("note", `The line: ${ENDS[words] ?? words}${seconds ? `, after ${seconds} s` : ""}`);
    else this.log.add("note", words);
  }

  show() {
    const { state, ear } = this.call;
    byId("status").textContent = ear?.digits ? `Keys: ${ear.digits}` : SAYS[state];
    byId("hook").textContent = this.on ? "Hang up" : "Call";
    byId("hook").classList.toggle("off", this.on);
    byId("silence").disabled = !ear;
    byId("caller").disabled = this.on;
    this.showRinging(state);
    if (this.listens && state === "listening") this.microphone.open(ear.language);
    if (state === "asking") this.microphone.close();
  }

  showRinging(state) {
    const rings = ["ringing", "connected"].includes(state);
    const fresh = rings && byId("ringing").hidden;
    byId("ringing").hidden = !rings;
    byId("call").classList.toggle("rings", rings);
    for (const button of byId("ringing").querySelectorAll("button"))
      button.hidden = (button.dataset.ends === "over") !== (state === "connected");
    if (rings) byId("ringing-title").textContent = this.dialled(state);
    if (fresh) this.log.add("note", this.dialled(state));
    // Whoever writes a text meanwhile is not taken away from it.
    if (rings && byId("call").contains(document.activeElement)) byId("ringing").querySelector("button:not([hidden])").focus();
  }

  dialled(state) {
    const name = ({ words, attributes }) => {
      const keys = attributes.sendDigits?.replaceAll("w", "");
      return `${this.lines[words] ?? words}${keys ? `, sends ${keys}` : ""}`;
    };
    const to = this.call.ringing.numbers.map(name).join(" and ");
    return state === "connected" ? `Connected: ${to}` : `Dialling ${to}`;
  }

  showClock() {
    const left = this.on ? this.clock.left : null;
    byId("waits").style.width = left ? `${left.part * 100}%` : "0";
  }
}
