// What the page asks of its own server.

const PATIENCE = 15_000; // Twilio waits no longer for a document either

async function post(path, sent) {
  const headers = { "Content-Type": "application/json" };
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(sent), signal });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer;
}

/** Tell the desk what happened on the telephone: its document, and what it made of the message. */
export async function ask(url, told, caller) {
  return (await post("/phone/ask", { url, told, caller })).json();
}

/** All that was texted to a caller, oldest first. */
export async function texts(caller) {
  return (await post("/phone/texts", { caller })).json();
}

/** A talk as a page to be kept. */
export async function save(talk) {
  return (await post("/phone/save", talk)).blob();
}
