// Reads a document for Twilio. What a browser cannot read, Twilio cannot either.

export class NotTwiml extends Error {}

const TYPES = ["text/xml", "application/xml", "text/html"];

/** The verbs of an answer {status, type, body}; throws NotTwiml for what Twilio would not follow. */
export function verbs(answer) {
  if (answer.status !== 200 || !TYPES.includes(answer.type)) throw new NotTwiml(`${answer.status} ${answer.type}`);
  const found = new DOMParser().parseFromString(answer.body, "application/xml");
  const root = found.documentElement;
  // A browser shows what it could read of broken XML, with a note in it.
  if (root.nodeName !== "Response" || found.querySelector("parsererror")) throw new NotTwiml("no Response");
  return [...root.children].map(verb);
}

/** One verb: its name, its attributes by name, the words in it, and the verbs inside. */
function verb(element) {
  const attributes = Object.fromEntries([...element.attributes].map((one) => [one.name, one.value]));
  const inside = [...element.children].map(verb);
  const raw = element.textContent;
  return { name: element.nodeName, attributes, inside, raw, words: oneLine(raw), pieces: pieces(element) };
}

function oneLine(text) {
  return text.replace(/\s+/g, " ").trim();
}

/** The words of a Say as a voice needs them: {words, slow}, or {pause} in seconds. */
function pieces(element, slow = false) {
  return [...element.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return oneLine(node.data) ? [{ words: node.data, slow }] : [];
    if (node.nodeName === "break") return [{ pause: seconds(node.getAttribute("time") ?? "1s") }];
    return pieces(node, slow || node.nodeName === "prosody");
  });
}

/** "300ms" or "1.5s" as seconds. */
function seconds(text) {
  return parseFloat(text) / (text.endsWith("ms") ? 1000 : 1) || 0;
}

/** Words for the eye: digits that are read one by one stand together again, as 919-684-7274. */
export function forTheEye(words) {
  return words
    .replace(/\b\d(?:,? \d)+\b/g, (run) => run.split(", ").map((group) => group.replaceAll(" ", "")).join("-"))
    .replace(/\b[A-Z0-9](?:, [A-Z0-9]){6}\b/g, (code) => code.replaceAll(", ", ""));
}
