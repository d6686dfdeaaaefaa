// One Gather: takes keys and words as Twilio does. The first of them that comes decides which is taken.

const TIMEOUT = 5;

export class Listening {
  /** `stirred` is called once, with the first key or word: the prompt stops there. */
  constructor(gather, clock, stirred) {
    const { input = "dtmf", numDigits, finishOnKey = "#", timeout, speechTimeout } = gather.attributes;
    this.hears = input.split(" ");
    this.language = gather.attributes.language ?? "en-US";
    this.most = Number(numDigits ?? Infinity);
    this.finish = finishOnKey;
    this.timeout = Number(timeout ?? TIMEOUT);
    this.pause = speechTimeout === "auto" ? 0 : Number(speechTimeout ?? this.timeout);
    this.clock = clock;
    this.stirred = stirred;
    this.digits = "";
    this.said = [];
    this.open = true;
    this.stop = () => {};
    this.result = new Promise((done) => (this.end = done));
  }

  takes(kind) {
    return this.open && this.hears.includes(kind);
  }

  /** The prompt is over: from now on silence counts. */
  promptEnded() {
    if (this.open && !this.digits && !this.said.length && !this.speaks) this.wait(this.timeout);
  }

  /** A key; false where it does not count. */
  key(key) {
    if (!this.takes("dtmf") || this.said.length) return false;
    this.stir();
    if (this.finish && key === this.finish) return this.timeOut();
    this.digits += key;
    if (this.digits.length >= this.most) return this.timeOut();
    this.wait(this.timeout);
    return true;
  }

  /** Somebody begins to speak: silence counts no more until the words are there. */
  speaking() {
    if (!this.takes("speech") || this.digits || this.speaks) return;
    this.speaks = true;
    this.stir();
  }

  /** Nothing came of it. */
  spokeNothing() {
    if (!this.speaks || this.said.length) return;
    this.speaks = false;
    this.promptEnded();
  }

  /** Words that were understood; the pause after them ends the answer. */
  words(words, confidence) {
    if (!this.takes("speech") || this.digits) return false;
    this.stir();
    this.said.push(words);
    this.confidence = confidence;
    if (!this.pause || this.clock.held) return this.timeOut();
    this.wait(this.pause);
    return true;
  }

  /** No more is waited for: what came so far is the answer, {} of Twilio's parameters, or null for silence. */
  timeOut() {
    if (!this.open) return true;
    this.open = false;
    this.stop();
    this.end(this.answer());
    return true;
  }

  answer() {
    if (this.digits) return { Digits: this.digits };
    if (!this.said.length) return null;
    return { SpeechResult: this.said.join(" "), Confidence: String(this.confidence) };
  }

  stir() {
    this.stop();
    this.stirred();
  }

  wait(seconds) {
    this.stop();
    this.stop = this.clock.after(seconds, () => this.timeOut());
  }
}
