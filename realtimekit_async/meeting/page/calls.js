// What Python may call, and on which object. The same names are looked for when a meeting is opened.
import { MAPS, plain } from './values.js';

const CALLS = {
  '': ['join', 'leave'],
  self: [
    'enableAudio', 'disableAudio', 'enableVideo', 'disableVideo', 'enableScreenShare', 'disableScreenShare',
    'setName', 'setDevice', 'getAllDevices', 'getAudioDevices', 'getVideoDevices', 'getSpeakerDevices',
    'getCurrentDevices', 'pin', 'unpin',
  ],
  participants: [
    'acceptWaitingRoomRequest', 'acceptAllWaitingRoomRequest', 'rejectWaitingRoomRequest', 'setViewMode', 'setPage',
    'subscribe', 'unsubscribe', 'disableAllAudio', 'disableAllVideo', 'kickAll', 'broadcastMessage',
    'getAllJoinedPeers', 'updatePermissions',
  ],
  participant: ['kick', 'pin', 'unpin', 'disableAudio', 'disableVideo', 'getPermissions'],
  chat: [
    'sendTextMessage', 'sendImageMessage', 'sendFileMessage', 'sendCustomMessage', 'editTextMessage',
    'deleteMessage', 'pin', 'unpin', 'fetchPublicMessages', 'fetchPrivateMessages', 'fetchPinnedMessages',
  ],
  polls: ['create', 'vote'],
  plugin: ['activate', 'deactivate'],
  recording: ['start', 'stop', 'pause', 'resume'],
  livestream: ['start', 'stop'],
  stage: ['requestAccess', 'cancelRequestAccess', 'grantAccess', 'denyAccess', 'join', 'leave', 'kick'],
};
const OPTIONAL = new Set(['recording', 'livestream', 'stage']); // an SDK or a preset may leave them out
const MEMBERS = new Set(['participant', 'plugin']); // there is none to look at before somebody is there
const SOURCES = ['self', 'meta', 'participants', ...MAPS.map((map) => `participants.${map}`), 'chat', 'polls',
  'plugins.all', 'ai'];

const at = (object, path) => path.split('.').reduce((part, name) => part?.[name], object);

// Return the names that this bridge uses and this SDK lacks.
export function missingSurface(meeting) {
  return [
    ...SOURCES.filter((path) => typeof at(meeting, path)?.on !== 'function').map((path) => `${path}.on`),
    ...MAPS.map((map) => `participants.${map}`).filter((path) => !(at(meeting, path) instanceof Map)),
    ...Object.keys(CALLS).filter((part) => !MEMBERS.has(part)).flatMap((part) => missingCalls(meeting, part)),
  ];
}

function missingCalls(meeting, part) {
  const object = part ? meeting[part] : meeting;
  if (!object) return OPTIONAL.has(part) ? [] : [part];
  return CALLS[part].filter((name) => typeof object[name] !== 'function').map((name) => (part ? `${part}.${name}` : name));
}

export class Calls {
  constructor(bridge) {
    this.bridge = bridge;
  }

  async run({ ns, id, fn, args = [] }) {
    if (!Object.hasOwn(CALLS, ns) || !CALLS[ns].includes(fn)) this.bridge.refuse(`${ns}.${fn} may not be called`);
    const target = this.target(ns, id);
    if (typeof target[fn] !== 'function') this.bridge.refuse(`${ns}.${fn}`, 'SURFACE');
    const values = [];
    for (const argument of args) values.push(await this.argument(argument));
    return plain(await target[fn](...values));
  }

  target(ns, id) {
    const { meeting } = this.bridge;
    if (ns === '') return meeting;
    if (ns === 'participant') return this.participant(id);
    if (ns === 'plugin') return meeting.plugins.all.get(id) ?? this.bridge.refuse(`there is no plugin ${id}`, 'GONE');
    return meeting[ns] ?? this.bridge.refuse(`this meeting has no ${ns}`, 'GONE');
  }

  participant(id) {
    for (const map of MAPS) {
      const found = this.bridge.meeting.participants[map].get(id);
      if (found) return found;
    }
    return this.bridge.refuse(`participant ${id} is not there any more`, 'GONE');
  }

  async argument(value) {
    if (value?.$blob !== undefined) return this.bridge.takeBlob(value);
    if (value?.$device !== undefined) return this.device(value);
    return value;
  }

  // The SDK takes no other object than one of its own list.
  async device({ $device, kind }) {
    const devices = await this.bridge.meeting.self.getAllDevices();
    const found = devices.find((device) => device.deviceId === $device && device.kind === kind);
    return found ?? this.bridge.refuse(`device ${$device} is not there any more`, 'GONE');
  }
}
