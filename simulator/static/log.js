// A list of what was said or written, newest last. Words are only ever put in as words.

export class Log {
  constructor(element) {
    this.element = element;
    this.empty = element.querySelector(".empty");
  }

  clear() {
    this.element.replaceChildren(this.empty);
  }

  /** Add a line: who ("desk", "you", "keys-pressed", "note"), the words, and more {lang, small, links}. */
  add(who, words, { lang = "", small = "", links = whole } = {}) {
    this.empty.remove();
    const line = document.createElement("p");
    line.className = who;
    if (lang) line.lang = lang;
    line.append(by(who), ...links(words));
    if (small) line.append(element("small", small));
    this.element.append(line);
    this.element.scrollTop = this.element.scrollHeight;
    return line;
  }
}

/** Who it is, for those who do not see the colours. */
function by(who) {
  const names = { desk: "Desk: ", you: "You: ", "keys-pressed": "You pressed " };
  const said = element("span", names[who] ?? "");
  said.className = "unseen";
  return said;
}

export function element(name, words = "") {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

const NUMBER = /(\(\d{3}\) \d{3}-\d{4}|\d{3}-\d{3}-\d{4})/;

/** The words, with each number in one piece. */
export function whole(words) {
  return words.split(NUMBER).map((part) => (NUMBER.test(part) ? unbroken(part) : part));
}

function unbroken(number) {
  const made = element("span", number);
  made.className = "number";
  return made;
}
