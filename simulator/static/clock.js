// Time as a telephone keeps it. It can be held, for whoever needs longer than a telephone waits.

const TICK = 100;

export class Clock {
  /** `changed` is told of every tick of a pause that runs. */
  constructor(changed = () => {}) {
    this.held = false;
    this.changed = changed;
    this.running = null;
  }

  /** Do something after so many seconds, unless the function that is given back is called before. */
  after(seconds, then) {
    const pause = { left: seconds * 1000, all: seconds * 1000, last: performance.now() };
    const timer = setInterval(() => this.tick(pause, stop, then), TICK);
    const stop = () => {
      clearInterval(timer);
      if (this.running === pause) this.running = null;
      this.changed();
    };
    this.running = pause;
    this.changed();
    return stop;
  }

  tick(pause, stop, then) {
    const now = performance.now();
    if (!this.held) pause.left -= now - pause.last;
    pause.last = now;
    this.changed();
    if (pause.left > 0) return;
    stop();
    then();
  }

  /** How much of the pause that runs is left: {seconds, part}; null where none runs or time is held. */
  get left() {
    if (!this.running || this.held) return null;
    return { seconds: Math.ceil(this.running.left / 1000), part: Math.max(0, this.running.left / this.running.all) };
  }

  /** A promise that ends after so many seconds, or when the signal aborts. */
  sleep(seconds, signal) {
    return new Promise((done) => {
      if (signal.aborted) return done();
      const stop = this.after(seconds, done);
      signal.addEventListener("abort", () => (stop(), done()), { once: true });
    });
  }
}
