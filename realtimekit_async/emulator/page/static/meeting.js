// The middle: one meeting, who is in it and what goes on there.

import { act, copy } from "./api.js";
import { $, chip, keep, make, say, timeOf } from "./dom.js";
import { openPass } from "./pass.js";

const TONES = {
  INVOKED: "wait", RECORDING: "live", PAUSED: "wait", UPLOADING: "wait", UPLOADED: "good", ERRORED: "bad",
  LIVE: "live", IDLE: "calm",
};
let shown = null;

export function showMeeting(meeting, presets) {
  shown = meeting;
  $("#no-meeting").hidden = meeting !== null;
  $("#room").hidden = meeting === null;
  if (meeting === null) return;
  const present = meeting.session?.present ?? [];
  say($("#title"), meeting.title || "Untitled meeting");
  say($("#meeting-id"), meeting.id);
  chip($("#liveness"), liveness(meeting), meeting.session ? "live" : "calm");
  $("#end").hidden = !meeting.session;
  showPeople(meeting, present, presets);
  showLines(meeting.lines);
  showExports(meeting.exports);
  showRecordings(meeting.recordings);
  showLivestream(meeting);
  showPolls(meeting, present);
}

const liveness = (meeting) => {
  if (meeting.session) return `live since ${timeOf(meeting.session.started_at, 8)}`;
  return meeting.status === "INACTIVE" ? "inactive: nobody can join" : "not live";
};

const named = (person) => person.name || person.custom_participant_id;

function showPeople(meeting, present, presets) {
  const here = new Set(present.map((peer) => peer.participant_id));
  const waiting = new Set(meeting.waiting.map((arrival) => arrival.participant_id));
  const absent = meeting.participants.filter((one) => !here.has(one.participant_id) && !waiting.has(one.participant_id));
  say($("#people-count"), present.length);
  $("#nobody").hidden = present.length > 0;
  keep($("#people"), present, (peer) => peer.peer_id, newPeer, updatePeer);
  $("#waiting").hidden = meeting.waiting.length === 0;
  keep($("#arrivals"), meeting.waiting, (arrival) => arrival.peer_id, newArrival, updatePerson);
  $("#invited").hidden = absent.length === 0;
  say($("#invited-count"), meeting.participants_count - here.size - waiting.size);
  keep($("#absent"), absent, (one) => one.participant_id, newAbsent, updatePerson);
  choices($("#join select"), presets.map((name) => [name, name]));
  choices($("#compose select"), present.map((peer) => [peer.peer_id, named(peer)]));
  for (const element of $("#compose").elements) element.disabled = present.length === 0;
}

function choices(select, pairs) {
  keep(select, pairs, ([value]) => value, ([value]) => make("option", { value }), (option, [, text]) => say(option, text));
}

const button = (text, onclick) => make("button", { type: "button", className: "small", onclick }, text);
const rowOf = (event) => event.target.closest("li").row;

function person(...buttons) {
  const avatar = make("span", { className: "avatar", "aria-hidden": "true" });
  const about = make("span", { className: "fill" }, make("b"), make("small"));
  return make("li", { className: "item" }, avatar, about, make("span", { className: "actions" }, ...buttons));
}

function newPeer() {
  return person(
    button("Mute", (event) => {
      const peer = rowOf(event);
      act(`/meetings/${peer.meeting_id}/${peer.is_muted ? "unmute" : "mute"}`, { who: peer.peer_id });
    }),
    button("Leave", (event) => act(`/meetings/${shown.id}/leave`, { who: rowOf(event).peer_id })),
    button("Kick", (event) => act(`/meetings/${shown.id}/kick`, { who: rowOf(event).peer_id })),
    button("Link", (event) => openPass(shown.id, rowOf(event))),
  );
}

function newArrival() {
  return person(
    button("Let in", (event) => act(`/meetings/${shown.id}/let-in`, { who: rowOf(event).peer_id })),
    button("Turn away", (event) => act(`/meetings/${shown.id}/turn-away`, { who: rowOf(event).peer_id })),
  );
}

function newAbsent() {
  return person(
    button("Join", (event) => act(`/meetings/${shown.id}/join`, { who: rowOf(event).participant_id })),
    button("Link", (event) => openPass(shown.id, rowOf(event))),
  );
}

function updatePeer(item, peer) {
  say(item.querySelector("button"), peer.is_muted ? "Unmute" : "Mute");
  item.classList.toggle("muted", peer.is_muted);
  updatePerson(item, peer);
}

function updatePerson(item, one) {
  const name = named(one);
  say(item.children[0], Array.from(name)[0]?.toUpperCase() ?? "?");
  item.children[0].dataset.hue = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6;
  say(item.children[1].children[0], name);
  say(item.children[1].children[1], one.is_muted ? `${one.preset_name} · muted` : one.preset_name);
  for (const one of item.querySelectorAll("button")) one.setAttribute("aria-label", `${one.textContent}: ${name}`);
}

function showLines(lines) {
  const list = $("#lines");
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const counts = new Map();
  const numbered = lines.map((line) => {
    const key = `${line.at} ${line.peer_id} ${line.text}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return { ...line, key: `${key} ${counts.get(key)}` };
  });
  keep(list, numbered, (line) => line.key, newLine, () => {});
  list.hidden = lines.length === 0;
  $("#silence").hidden = lines.length > 0;
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}

function newLine(line) {
  const isSpoken = "is_final" in line;
  const head = make("small", {}, make("b", {}, line.name || "somebody"), ` ${isSpoken ? "said" : "wrote"} ${timeOf(line.at, 8)}`);
  return make("li", { className: isSpoken ? "spoken" : "written" }, head, make("p", { dir: "auto" }, line.text));
}

function showExports(exports) {
  const links = Object.entries(exports).filter(([, url]) => url);
  $("#exports").hidden = links.length === 0;
  keep($("#exports"), links, ([name]) => name, ([name]) =>
    make("a", { className: "small", target: "_blank", rel: "noopener" }, `Download ${name}`), (link, [, url]) => (link.href = url));
}

function showRecordings(recordings) {
  const newest = [...recordings].reverse();
  keep($("#recordings"), newest, (one) => one.id, newRecording, updateRecording);
  $("#no-recordings").hidden = recordings.length > 0;
}

function newRecording(recording) {
  const verb = (text, path) => button(text, () => act(`/recordings/${recording.id}/${path}`));
  const buttons = [verb("Pause", "pause"), verb("Resume", "resume"), verb("Stop", "stop"), verb("Advance", "advance"), verb("Fail", "fail")];
  const file = make("a", { className: "small", target: "_blank", rel: "noopener", hidden: true }, "Download");
  const about = make("span", { className: "fill" });
  return make("li", { className: "item" }, make("span", { className: "chip" }), about, make("span", { className: "actions" }, ...buttons, file));
}

function updateRecording(item, recording) {
  const { status } = recording;
  const [pause, resume, stop, advance, fail, file] = item.lastElementChild.children;
  const isRunning = ["INVOKED", "RECORDING", "PAUSED"].includes(status);
  const isOver = ["UPLOADED", "ERRORED"].includes(status);
  chip(item.firstElementChild, status.toLowerCase(), TONES[status]);
  say(item.children[1], status === "UPLOADED" ? `${recording.recording_duration} s` : "");
  pause.hidden = status !== "RECORDING";
  resume.hidden = status !== "PAUSED";
  stop.hidden = !isRunning;
  advance.hidden = fail.hidden = isOver;
  file.hidden = typeof recording.download_url !== "string";
  if (!file.hidden) file.href = recording.download_url;
}

function showLivestream({ livestream, viewers }) {
  $("#livestream").hidden = livestream === null;
  $("#no-livestream").hidden = livestream !== null;
  $("#go").hidden = livestream !== null;
  if (livestream === null) return;
  chip($("#livestream-status"), livestream.status.toLowerCase(), TONES[livestream.status]);
  say($("#viewers"), livestream.status === "LIVE" ? `${viewers} watching` : "");
  $("#air").hidden = livestream.status === "LIVE";
  $("#watch").hidden = livestream.status !== "LIVE";
}

function showPolls({ polls }, present) {
  $("#no-polls").hidden = polls.length > 0;
  keep($("#polls"), [...polls].reverse(), (poll) => poll.id, () => make("li", {}, make("b"), make("p", { className: "answers" })), (item, poll) => {
    say(item.firstElementChild, poll.question);
    keep(item.lastElementChild, poll.options.map((option, index) => ({ ...option, index })), (option) => option.index,
      () => make("span", { className: "chip" }), (answer, option) => chip(answer, `${option.text} · ${option.count}`, "calm"));
  });
  for (const element of $("#poll").elements) element.disabled = present.length === 0;
}

function submit(form, send) {
  $(form).addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.target));
    const field = $("input", event.target);
    if (await send(values, event.submitter)) {
      for (const input of event.target.querySelectorAll("input")) input.value = "";
      field.focus();
    }
  });
}

export function wireMeeting() {
  const click = (id, action) => $(id).addEventListener("click", action);
  submit("#join", (values) => act(`/meetings/${shown.id}/join`, values));
  submit("#compose", (values, submitter) => act(`/meetings/${shown.id}/${submitter?.value ?? "chats"}`, values));
  submit("#poll", ({ question, options }) =>
    act(`/meetings/${shown.id}/poll`, { question, options: options.split(",").map((one) => one.trim()).filter(Boolean) }));
  click("#record", () => act(`/meetings/${shown.id}/record`));
  click("#go", () => act(`/meetings/${shown.id}/livestream`));
  click("#air", () => act(`/livestreams/${shown.id}/go-live`));
  click("#watch", () => act(`/livestreams/${shown.id}/watch`, { viewers: shown.viewers + 1 }));
  click("#off", () => act(`/livestreams/${shown.id}/stop`));
  click("#end", () => act(`/meetings/${shown.id}/end`));
  click("#copy-id", () => copy(shown.id, "Id"));
}
