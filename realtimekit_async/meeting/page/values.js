// What the SDK's objects say, as plain values: dates as ISO strings, tracks and errors as their fields, maps as lists.

export const MAPS = ['joined', 'active', 'waitlisted', 'pinned'];

const MOST_DEPTH = 8; // who voted for an option of one of the polls lies seven deep
const NOT_FOR_PYTHON = new Set(['logger', 'component', 'telemetry']);

// What this page refuses itself; Python knows the codes.
export class Refusal extends Error {
  constructor(message, code = 'BRIDGE') {
    super(message);
    this.name = 'BridgeError';
    this.code = code;
  }
}

const isHidden = (name) => name.startsWith('_') || NOT_FOR_PYTHON.has(name);

export const codeOf = (error) => (error?.code === undefined || error.code === null ? null : String(error.code));

export function track(value) {
  if (!value) return null;
  const { id, kind, label, enabled, muted, readyState } = value;
  return { id, kind, label, enabled, muted, readyState };
}

const screenTracks = (tracks) => ({ audio: track(tracks?.audio), video: track(tracks?.video) });

function device({ deviceId, kind, label, groupId }) {
  return { deviceId, kind, label, groupId };
}

export function participant(value) {
  if (!value) return null;
  const { id, userId, name, picture, customParticipantId, presetName, stageStatus } = value;
  return {
    id, userId, name, picture, customParticipantId, presetName, stageStatus,
    isHost: Boolean(value.isHost),
    isPinned: Boolean(value.isPinned),
    audioEnabled: Boolean(value.audioEnabled),
    videoEnabled: Boolean(value.videoEnabled),
    screenShareEnabled: Boolean(value.screenShareEnabled),
    audioTrack: track(value.audioTrack),
    videoTrack: track(value.videoTrack),
    screenShareTracks: screenTracks(value.screenShareTracks),
  };
}

export function selfState(self) {
  const { roomState, waitlistStatus } = self;
  return { ...participant(self), roomState, waitlistStatus, roomJoined: Boolean(self.roomJoined) };
}

export function metaState(meta) {
  const { meetingId, meetingTitle, sessionId, viewType } = meta;
  return {
    meetingId, meetingTitle, sessionId, viewType,
    meetingStartedTimestamp: plain(meta.meetingStartedTimestamp),
    socketState: plain(meta.socketState),
    mediaState: plain(meta.mediaState),
  };
}

export function plugin(value) {
  if (!value) return null;
  const { id, name, icon, enabledBy } = value;
  return { id, name, icon, enabledBy, active: Boolean(value.active), permissions: plain(value.permissions) };
}

// Permissions are getters of a class, which no enumeration of their object shows.
export function permissions(value) {
  const found = {};
  for (let level = value; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (!get || isHidden(name) || name in found) continue;
      try {
        found[name] = plain(value[name], 2);
      } catch {
        found[name] = null; // a getter that this meeting has no answer for
      }
    }
  }
  return found;
}

export function plain(value, depth = 0) {
  if (value === null || depth > MOST_DEPTH) return null;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return String(value);
    case 'object':
      return plainObject(value, depth);
    default:
      return null;
  }
}

function plainObject(value, depth) {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof MediaStreamTrack) return track(value);
  if (value instanceof MediaDeviceInfo) return device(value);
  if (value instanceof Error) return { name: value.name, code: codeOf(value), message: value.message };
  if (value instanceof Node || value instanceof Window) return null;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (value instanceof Map || value instanceof Set) return [...value.values()].map((item) => plain(item, depth + 1));
  if (value.userId !== undefined && value.audioEnabled !== undefined) return participant(value);
  if (value.permissions && typeof value.activate === 'function') return plugin(value);
  return plainFields(value, depth);
}

function plainFields(value, depth) {
  const fields = {};
  for (const name of Object.keys(value)) {
    if (isHidden(name)) continue;
    const field = plain(value[name], depth + 1);
    if (field !== null) fields[name] = field;
  }
  return fields;
}

export function snapshot(meeting) {
  const { self, participants, chat, polls, plugins, ai, meta } = meeting;
  return {
    self: selfState(self),
    permissions: permissions(self.permissions),
    meta: metaState(meta),
    participants: Object.fromEntries(MAPS.map((name) => [name, participants[name].toArray().map(participant)])),
    chat: plain(chat.messages) ?? [],
    polls: plain(polls.items) ?? [],
    plugins: plugins.all.toArray().map(plugin),
    transcripts: plain(ai.transcripts) ?? [],
    stage: meeting.stage?.status ?? null,
    recording: meeting.recording?.recordingState ?? null,
    livestream: meeting.livestream?.state ?? null,
  };
}
