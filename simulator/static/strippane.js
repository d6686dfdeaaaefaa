// What was made of each message, for the curious.

import { element } from "./log.js";

const byId = (id) => document.getElementById(id);
const MOST = 20;
const NONE = "–";

export class StripPane {
  /** Add a turn: the channel, and what the server told of it. */
  add(channel, { strip, milliseconds }) {
    if (!strip) return;
    const turn = element("li");
    turn.append(element("h3", `${channel}: ${title(strip)}`), list(rows(strip, milliseconds)));
    byId("turns").prepend(turn);
    while (byId("turns").children.length > MOST) byId("turns").lastChild.remove();
  }
}

const DEEDS = { arrival: "the call begins", keys: "keys", silence: "silence", transfer_ended: "a transfer ended" };

function title(strip) {
  if (strip.urgency !== "none") return `urgent (${strip.urgency})`;
  if (strip.key) return strip.urgent ? `urgent, by key ${strip.key}` : `key ${strip.key}`;
  if (strip.kind !== "words") return DEEDS[strip.kind];
  if (strip.private) return "a private answer";
  return strip.needs.map((need) => need.intent).join(" and ") || "nothing understood";
}

function rows(strip, milliseconds) {
  const understood = `${strip.milliseconds} ms, the whole turn ${milliseconds} ms`;
  const rules = strip.rules.length ? [["Rule that fired", strip.rules.join(", ")]] : [];
  const told = strip.private ? [["Words", "private: not shown, and not read by the model"]] : read(strip);
  const heard = strip.kind === "words" ? [["Urgency", urgency(strip)], ...rules, ...told] : [];
  const key = strip.key && strip.urgent ? [["Rule that fired", `key ${strip.key}`]] : [];
  return [...heard, ...key, ["Was waiting for", strip.awaited], ["Understood in", understood], ["Directory", strip.version]];
}

function urgency({ urgency: kind, doubt, also_images: images }) {
  return [kind, doubt && "in doubt", images && "images too"].filter(Boolean).join(", ");
}

function read(strip) {
  if (!strip.masked) return [];
  const needs = strip.needs.map((need) => [
    "Intent", [`${need.intent} ${need.score.toFixed(2)}`, ...tail("before", need.rivals), ...tail("about", need.about)].join("; "),
  ]);
  const mentions = strip.mentions.map((one) => ["Mention", `“${one.words}” is ${one.kind} ${one.id} (${one.how})`]);
  const masked = `${strip.masked}${strip.asked ? "" : " (not sent: the rules decided)"}`;
  return [...needs, ...mentions, ["Masked words", masked], ["Language, signs", [strip.lang || NONE, ...strip.signs].join(", ")]];
}

function tail(word, some) {
  return some.length ? [`${word} ${some.join(", ")}`] : [];
}

function list(pairs) {
  const made = element("dl");
  for (const [name, words] of pairs) {
    const told = element("dd", words);
    if (name === "Rule that fired") told.className = "urgent";
    made.append(element("dt", name), told);
  }
  return made;
}
