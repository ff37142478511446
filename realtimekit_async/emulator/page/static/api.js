// Talks to the emulator below /_emulator/, as any program may.

import { $ } from "./dom.js";

/** Send a request; throws an error with the emulator's own sentence if it is refused. */
export async function ask(path, body, method = body === undefined ? "GET" : "POST") {
  const options = { method };
  if (method === "POST") options.body = JSON.stringify(body);
  let response;
  try {
    response = await fetch(`/_emulator${path}`, options);
  } catch {
    throw new Error("The emulator does not answer. Is it still running?");
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error?.message ?? `The emulator answered ${response.status}`);
  return answer;
}

/** Do something, and tell the person if that is refused; returns what happened, or null. */
export async function act(path, body = {}, method = "POST") {
  try {
    return await ask(path, body, method);
  } catch (error) {
    tell(error.message);
    return null;
  }
}

let hiding;

export function tell(text) {
  const toast = $("#toast");
  toast.textContent = text;
  toast.hidePopover(); // shown anew, it lies above a dialog
  toast.showPopover();
  clearTimeout(hiding);
  hiding = setTimeout(() => toast.hidePopover(), 6000);
}

/** Copy text; returns whether the browser lets a page do that. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    tell(`${what}: this browser does not let the page copy, mark the text yourself`);
    return false;
  }
  tell(`${what} copied`);
  return true;
}

/** Listen to what happens; the browser comes back by itself and says where it was. */
export function listen(handlers, isAnother = false) {
  const source = new EventSource("/_emulator/events");
  if (isAnother) source.addEventListener("hello", handlers.missed, { once: true });
  for (const [kind, handle] of Object.entries(handlers)) {
    source.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
  }
  source.onerror = () => {
    handlers.lost();
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => listen(handlers, true), 1000);
  };
}
