// Listens where the browser can. Some browsers send what they hear to their maker, and say so nowhere.

const Recogniser = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

export class Microphone {
  /** `speaking` is called when somebody begins, `words` with what was understood, `nothing` when nothing was. */
  constructor({ speaking, words, nothing, closed }) {
    Object.assign(this, { speaking, words, nothing, closed });
    this.at = null;
  }

  static get there() {
    return Boolean(Recogniser);
  }

  open(language) {
    if (this.at) return;
    const at = (this.at = new Recogniser());
    at.lang = language;
    at.interimResults = true;
    at.onspeechstart = () => this.speaking();
    at.onresult = (event) => this.heard(event.results[event.results.length - 1]);
    at.onerror = (event) => event.error === "not-allowed" && this.closed();
    at.onend = () => this.ended(at);
    at.start();
  }

  heard(result) {
    if (!result.isFinal) return;
    this.understood = true;
    this.words(result[0].transcript.trim(), result[0].confidence || 0.9);
  }

  ended(at) {
    if (this.at === at) this.at = null;
    if (!this.understood) this.nothing();
    this.understood = false;
  }

  close() {
    this.at?.abort();
    this.at = null;
  }
}
