// What somebody joins with: a token, and the link that hands it to an application; hidden until asked for.

import { act, copy } from "./api.js";
import { $, say } from "./dom.js";

export async function openPass(meetingId, { participant_id, name }) {
  const answer = await act(`/meetings/${meetingId}/token`, { who: participant_id });
  if (!answer) return;
  say($("#pass-title"), `${name || "Somebody"} joins with`);
  $("#token").value = answer.token;
  reveal(false);
  writeLink();
  $("#pass").showModal();
}

function writeLink() {
  const address = $("#address");
  if (!address.checkValidity()) return;
  const link = new URL(address.value || "http://localhost:3000/");
  link.searchParams.set("authToken", $("#token").value);
  $("#link").value = link.href;
}

function reveal(isShown) {
  for (const id of ["#link", "#token"]) $(id).type = isShown ? "text" : "password";
  $("#reveal").setAttribute("aria-pressed", isShown);
  say($("#reveal"), isShown ? "Hide both" : "Show both");
}

export function wirePass() {
  const dialog = $("#pass");
  $("#address").addEventListener("input", writeLink);
  $("#reveal").addEventListener("click", () => reveal($("#token").type === "password"));
  $("#pass-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    $("#token").value = $("#link").value = "";
  });
  dialog.addEventListener("click", async (event) => {
    const id = event.target.dataset.copy;
    if (!id) return;
    if (await copy($(`#${id}`).value, id === "link" ? "Link" : "Token")) return;
    reveal(true);
    $(`#${id}`).select();
  });
}
