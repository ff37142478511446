// Puts the parts together: what there is, asked for anew whenever something has changed, and what happens, as it comes.

import { ask, listen, tell } from "./api.js";
import { heardDelivery, heardRequest, showAgents, showDeliveries, showPlace, showRequests, wireActivity } from "./activity.js";
import { showClock, showFaults, wireBar } from "./bar.js";
import { $, calmly, chip } from "./dom.js";
import { showMeeting, wireMeeting } from "./meeting.js";
import { showMeetings, wireMeetings } from "./meetings.js";
import { wirePass } from "./pass.js";

const BETWEEN = 150; // milliseconds from one look to the next
let state = null;
let current = null;

const chosen = () => decodeURIComponent(location.hash.slice(1));

async function showState() {
  state = await ask("/state");
  showClock(state.clock);
  showPlace(state);
  await showChosen();
}

/** Show the meeting that the address names, else the one that is shown, else one that is live, else the newest. */
async function showChosen() {
  const all = state.apps.flatMap((app) => app.meetings.map((meeting) => ({ ...meeting, app })));
  const named = (id) => all.find((meeting) => meeting.id === id);
  const wanted = named(chosen()) ?? named(current) ?? all.find((meeting) => meeting.session) ?? all[0];
  current = wanted?.id ?? null;
  showMeetings(state, current);
  const meeting = wanted ? await ask(`/meetings/${wanted.id}`) : null;
  showMeeting(meeting, wanted?.app.presets ?? []);
}

const quietly = (action) => async () => {
  try {
    await action();
  } catch (error) {
    if (!$("#connection").classList.contains("lost")) tell(error.message);
  }
};

const lookAtState = calmly(quietly(showState), BETWEEN);
const lookAtFaults = calmly(quietly(showFaults), BETWEEN);
const lookAtAgents = calmly(quietly(showAgents), BETWEEN);
const lookAtDeliveries = calmly(quietly(showDeliveries), BETWEEN);
const lookAtRequests = calmly(quietly(showRequests), 1000);

function lookAtEverything() {
  for (const look of [lookAtState, lookAtFaults, lookAtAgents, lookAtDeliveries, lookAtRequests]) look();
}

function connected(isConnected) {
  const element = $("#connection");
  element.classList.toggle("lost", !isConnected);
  chip(element, isConnected ? "live" : "reconnecting", isConnected ? "live" : "bad");
}

function heard(row) {
  heardRequest(row);
  if (row.method !== "GET") lookAtState();
  if (!$("#armed-count").hidden) lookAtFaults();
}

wireBar();
wireMeetings();
wireMeeting();
wirePass();
wireActivity();
addEventListener("hashchange", lookAtState);
listen({
  hello: () => connected(true),
  lost: () => connected(false),
  missed: lookAtEverything,
  request: heard,
  delivery: heardDelivery,
  agent: lookAtAgents,
  happened: () => {
    lookAtState();
    lookAtAgents();
  },
  steered: ({ path }) => {
    if (path.endsWith("/reset")) lookAtEverything();
    else lookAtState();
    if (path.includes("/meeting-objects")) lookAtAgents();
    if (path.includes("/faults")) lookAtFaults();
  },
});
lookAtEverything();
