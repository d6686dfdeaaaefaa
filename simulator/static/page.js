// Puts the page together: the telephone, the texts, and what was understood.

import { CallPane } from "./callpane.js";
import { Record } from "./record.js";
import * as server from "./server.js";
import { StripPane } from "./strippane.js";
import { TextsPane } from "./textspane.js";
import { Voice } from "./voice.js";

const byId = (id) => document.getElementById(id);
const LOOK_EVERY = 2000; // milliseconds
const { base } = document.body.dataset;
const WITHHELD = "withheld";

const voice = new Voice();
const strip = new StripPane();
const caller = () => byId("caller").value;
let unread = 0;

const records = { Call: new Record("call", "voice", caller), Text: new Record("texts", "text", caller) };

/** Tell the desk, and show what comes of it beside the answer. */
function exchange(channel) {
  return async (url, told) => {
    const answer = await server.ask(url, told, caller());
    strip.add(channel, answer);
    records[channel].add(answer, texts.fresh(answer.texts));
    texts.note(answer.texts);
    return answer;
  };
}

const texts = new TextsPane({ base, exchange: exchange("Text"), arrived: () => document.body.dataset.shows === "call" && tell(unread + 1) });
const call = new CallPane({ base, voice, exchange: exchange("Call"), began: () => records.Call.begin() });

function tell(count) {
  unread = count;
  byId("unread").hidden = !count;
  byId("unread").textContent = String(count);
}

function show(which) {
  document.body.dataset.shows = which;
  for (const one of ["call", "texts"]) byId(`show-${one}`).setAttribute("aria-pressed", String(one === which));
  if (which === "texts") tell(0);
}

async function begin() {
  records.Text.begin();
  texts.begin(caller(), caller() === WITHHELD ? [] : await server.texts(caller()));
}

async function look() {
  if (document.hidden || caller() === WITHHELD) return;
  await server.texts(caller()).then((found) => texts.note(found), () => {});
}

/** Voices are there from the start, a little later, or never. */
function offerVoice() {
  if (!byId("aloud").disabled || !voice.there) return;
  byId("aloud").disabled = false;
  byId("no-voice").hidden = true;
  byId("aloud").checked = voice.aloud = true;
}

for (const one of ["call", "texts"]) byId(`show-${one}`).addEventListener("click", () => show(one));
byId("aloud").addEventListener("change", ({ target }) => (voice.aloud = target.checked));
byId("caller").addEventListener("change", begin);
voice.failed = () => (byId("aloud").checked = false);
voice.engine?.addEventListener?.("voiceschanged", offerVoice);
offerVoice();
byId("settings").open = matchMedia("(min-width: 54.01rem)").matches;
await begin();
setInterval(look, LOOK_EVERY);
document.body.dataset.ready = "yes";
