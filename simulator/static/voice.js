// The desk's voice: the browser's own where it has one and is asked to speak, else the time that reading takes.

const READ_PER_SECOND = 22; // letters
const SHORTEST = 0.6;
const NO_VOICE = 2500; // milliseconds after which a voice that has not begun will not begin
const SLOW = 0.8;

export class Voice {
  constructor() {
    this.aloud = false;
    this.failed = () => {};
    this.engine = globalThis.speechSynthesis ?? null;
  }

  /** Whether there is a voice; browsers load theirs after a while. */
  get there() {
    return Boolean(this.engine?.getVoices().length);
  }

  /** Say a Say; ends when it is said, or at the signal. */
  async say({ pieces, words, attributes }, signal) {
    const times = Number(attributes.loop ?? 1) || 1;
    for (let n = 0; n < times && !signal.aborted; n += 1) {
      if (this.aloud && this.there) await this.speak(pieces, attributes.language ?? "en-US", signal);
      else await pause(Math.max(SHORTEST, words.length / READ_PER_SECOND), signal);
    }
  }

  /** A recording: played where the browser can. */
  async play({ words }, signal) {
    if (!words || !this.aloud) return pause(SHORTEST, signal);
    const sound = new Audio(words);
    const over = new Promise((done) => (sound.onended = sound.onerror = signal.onabort = done));
    await sound.play().then(() => over, () => {});
    sound.pause();
  }

  async speak(pieces, language, signal) {
    for (const piece of pieces) {
      if (signal.aborted) return;
      if (piece.pause) await pause(piece.pause, signal);
      else await this.utter(piece, language, signal);
    }
  }

  utter({ words, slow }, language, signal) {
    const spoken = new SpeechSynthesisUtterance(words);
    spoken.lang = language;
    spoken.rate = slow ? SLOW : 1;
    spoken.voice = this.engine.getVoices().find((voice) => voice.lang.replace("_", "-") === language) ?? null;
    return new Promise((done) => {
      const silent = setTimeout(() => (this.giveUp(), done()), NO_VOICE);
      spoken.onstart = () => clearTimeout(silent);
      spoken.onend = spoken.onerror = () => (clearTimeout(silent), done());
      signal.addEventListener("abort", () => (clearTimeout(silent), this.engine.cancel(), done()), { once: true });
      this.engine.speak(spoken);
    });
  }

  /** There is a voice, but it does not speak: from here on the words are read. */
  giveUp() {
    this.aloud = false;
    this.engine.cancel();
    this.failed();
  }
}

function pause(seconds, signal) {
  return new Promise((done) => {
    if (signal.aborted) return done();
    const timer = setTimeout(done, seconds * 1000);
    signal.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });
}
