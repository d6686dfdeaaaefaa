// One telephone call that follows the documents of the desk to the letter, as Twilio does.

import { Listening } from "./listening.js";
import { NotTwiml, verbs } from "./twiml.js";

const REDIRECTS = 10;
const RING = 30;
const FALLBACK = "/voice/fallback";
const TROUBLE = "An application error has occurred. Goodbye.";

export class Call {
  /**
   * `world` has: ask(url, told) that gives {status, type, body}; say(verb, signal) and play(verb, signal) that give
   * promises; a clock; base, what our links start with; told(what, words, more) for all that happens, and changed().
   */
  constructor(world) {
    this.world = world;
    this.sid = "CA" + [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
    this.state = "idle";
    this.url = world.base;
    this.asked = [];
    this.ear = null;
    this.ringing = null;
    this.pending = null;
    this.quiet = false;
    this.over = new AbortController();
  }

  get ended() {
    return this.state === "ended";
  }

  // ---- what the caller does

  start() {
    this.began = Date.now();
    return this.run({ url: "/voice", told: { CallStatus: "ringing" } });
  }

  press(key) {
    return this.ear?.key(key) ?? false;
  }

  /** Say something; it is heard as soon as words are listened for. */
  speak(words, confidence = 0.9) {
    if (this.ear?.words(words, confidence)) return;
    if (this.ended || this.ringing) return;
    this.pending = { words, confidence };
    this.ear?.timeOut();
  }

  /** Keep silent until the desk asks again; keys that were pressed count. */
  silence() {
    this.quiet = true;
    this.ear?.timeOut();
    this.skip?.abort();
  }

  /** How the dialled line ends it: a DialCallStatus, and for how long one talked. */
  dialEnds(status, seconds = 0) {
    this.ringing?.end({ status, seconds });
  }

  /** The dialled line picks up. */
  dialAnswered() {
    if (!this.ringing || this.ringing.since) return;
    this.ringing.stop();
    this.ringing.since = Date.now();
    this.enter("connected");
  }

  hangUp() {
    if (this.ended) return;
    this.close("You hung up.");
    this.ear?.timeOut();
    this.dialEnds("completed");
  }

  // ---- what Twilio does

  async run(first) {
    for (let next = first; next && !this.ended; ) {
      const found = await this.fetch(next);
      next = found && !this.ended ? await this.follow(found) : null;
    }
    this.close("The call is over.");
  }

  close(why) {
    if (this.ended) return;
    this.over.abort();
    this.enter("ended");
    this.world.told("line", why);
    const took = String(Math.round((Date.now() - this.began) / 1000));
    this.world.ask("/voice/status", this.with({ CallStatus: "completed", CallDuration: took })).catch(() => {});
  }

  /** Ask for the next document; where there is none, for the one that stands in for it. */
  async fetch({ url, told, redirects = 0 }) {
    this.redirects = redirects;
    this.enter("asking");
    this.quiet = false;
    this.url = new URL(url, this.url).href;
    this.asked.push(this.url.split("#")[0].replace(this.world.base, ""));
    try {
      return verbs(await this.world.ask(this.url, this.with(told)));
    } catch (fault) {
      return this.fall(url, fault);
    }
  }

  fall(url, fault) {
    if (this.ended) return null;
    if (!url.startsWith(FALLBACK) && this.redirects <= REDIRECTS) {
      const error = fault instanceof NotTwiml ? "12100" : "11200";
      return this.fetch({ url: FALLBACK, told: { ErrorCode: error, ErrorUrl: this.url } });
    }
    this.world.told("line", TROUBLE);
    return null;
  }

  with(told) {
    return { CallSid: this.sid, Direction: "inbound", CallStatus: "in-progress", ...told };
  }

  /** Go through the verbs; gives what is asked next, or null at the end of the call. */
  async follow(found) {
    for (const verb of found) {
      const next = await this.do(verb);
      if (next || this.ended) return next;
      if (verb.name === "Hangup" || verb.name === "Reject") return null;
    }
    return null;
  }

  async do(verb) {
    if (verb.name === "Gather") return this.gather(verb);
    if (verb.name === "Dial") return this.dial(verb);
    if (verb.name === "Redirect") return this.redirect(verb);
    await this.perform([verb], this.over.signal);
    return null;
  }

  redirect(verb) {
    if (this.redirects < REDIRECTS) return { url: verb.words, told: {}, redirects: this.redirects + 1 };
    this.world.told("line", TROUBLE);
    this.close("The call is over.");
    return null;
  }

  /** Speak, play and pause, one after the other, until the signal. */
  async perform(some, signal) {
    this.skip = new AbortController();
    const either = AbortSignal.any([signal, this.skip.signal, this.over.signal]);
    for (const verb of some) {
      if (either.aborted || this.quiet) return;
      this.enter("speaking");
      if (verb.name === "Say") await this.world.say(verb, either);
      if (verb.name === "Play") await this.world.play(verb, either);
      if (verb.name === "Pause") await this.world.clock.sleep(Number(verb.attributes.length ?? 1), either);
    }
  }

  async gather(verb) {
    const prompt = new AbortController();
    const ear = (this.ear = new Listening(verb, this.world.clock, () => prompt.abort()));
    this.world.changed();
    this.hearPending(ear);
    if (this.quiet) ear.timeOut();
    if (ear.open) await Promise.race([this.perform(verb.inside, prompt.signal), ear.result]);
    if (ear.open) this.enter("listening");
    ear.promptEnded();
    const told = await ear.result;
    prompt.abort();
    this.ear = null;
    if (this.ended || (!told && verb.attributes.actionOnEmptyResult !== "true")) return null;
    this.tellWhat(told);
    return { url: verb.attributes.action ?? this.url, told: told ?? {} };
  }

  /** What was said while nobody listened is said now; a Gather for keys alone is waited out. */
  hearPending(ear) {
    if (!this.pending) return;
    if (!ear.takes("speech")) return void ear.timeOut();
    const { words, confidence } = this.pending;
    this.pending = null;
    ear.words(words, confidence);
  }

  tellWhat(told) {
    if (told?.Digits) this.world.told("keys", told.Digits);
    else if (told) this.world.told("you", told.SpeechResult);
    else this.world.told("silence", "");
  }

  async dial(verb) {
    const { action, timeout = RING, callerId = "" } = verb.attributes;
    const inside = verb.inside.filter((one) => one.name === "Number");
    const numbers = inside.length ? inside : [verb];
    const ended = new Promise((end) => (this.ringing = { numbers, callerId, end }));
    this.ringing.stop = this.world.clock.after(Number(timeout), () => this.dialEnds("no-answer"));
    this.enter("ringing");
    const { status, seconds } = await ended;
    this.ringing.stop();
    this.ringing = null;
    if (this.ended) return null;
    this.world.told("dial", status, { seconds });
    const took = ["completed", "answered"].includes(status) ? { DialCallDuration: String(seconds) } : {};
    const told = { DialCallStatus: status, DialCallSid: "CA" + "1".repeat(32), ...took };
    return action ? { url: action, told } : null;
  }

  enter(state) {
    this.state = state;
    this.world.changed();
  }
}
