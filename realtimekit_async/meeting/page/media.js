// Sound and pictures, in and out of the page.
import { Refusal } from './values.js';

const FOLLOW_MS = 200;
const PICTURE_WITHIN_MS = 10_000;
const [WIDTH, HEIGHT, FPS] = [1280, 720, 5];

async function openContext(rate) {
  const context = new AudioContext({ sampleRate: rate, latencyHint: 'interactive' });
  await context.audioWorklet.addModule('/worklet.js');
  await context.resume();
  return context;
}

// A source of sound in Web Audio. Remote tracks are silent there unless a media element plays them, muted.
class Source {
  constructor(track, context, node) {
    this.track = track;
    const stream = new MediaStream([track]);
    this.sink = new Audio();
    this.sink.muted = true;
    this.sink.srcObject = stream;
    this.sink.play().catch(() => {}); // a track that has ended meanwhile
    this.source = context.createMediaStreamSource(stream);
    this.source.connect(node);
  }

  close() {
    this.source.disconnect();
    this.sink.srcObject = null;
  }
}

// Hears tracks, whichever there are at the time: those of `tracks()`, by the name of whose they are.
class Ear {
  constructor(context, frames, tracks, heard) {
    this.context = context;
    this.tracks = tracks;
    this.sources = new Map();
    this.node = new AudioWorkletNode(context, 'ear', { numberOfOutputs: 0, processorOptions: { frames } });
    this.node.port.onmessage = ({ data }) => heard(data);
    this.timer = setInterval(() => this.follow(), FOLLOW_MS);
    this.follow();
  }

  follow() {
    const tracks = this.tracks();
    for (const [name, source] of this.sources) {
      if (tracks.get(name) === source.track) continue;
      source.close();
      this.sources.delete(name);
    }
    for (const [name, track] of tracks) {
      if (!this.sources.has(name)) this.sources.set(name, new Source(track, this.context, this.node));
    }
  }

  close() {
    clearInterval(this.timer);
    for (const source of this.sources.values()) source.close();
    this.node.port.postMessage('close');
    this.context.close();
  }
}

// Says what is written to it, on a track of its own, and tells how many samples have been said.
class Microphone {
  constructor(context, played) {
    this.context = context;
    this.node = new AudioWorkletNode(context, 'mouth', { numberOfInputs: 0, outputChannelCount: [1] });
    this.node.port.onmessage = ({ data }) => played(data);
    const destination = context.createMediaStreamDestination();
    this.node.connect(destination);
    [this.track] = destination.stream.getAudioTracks();
  }

  write(samples) {
    this.node.port.postMessage(samples, [samples]);
  }

  clear() {
    this.node.port.postMessage('clear');
  }

  close() {
    this.node.port.postMessage('close');
    this.context.close();
  }
}

// A still picture as a track of video, black at first. A canvas gives frames only while somebody draws on it.
class StillPicture {
  constructor() {
    this.canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT });
    this.fps = FPS;
    this.bitmap = null;
    this.track = null;
  }

  paint(bitmap, { width = WIDTH, height = HEIGHT, fps = FPS }) {
    Object.assign(this.canvas, { width, height });
    Object.assign(this, { bitmap, fps });
    this.draw();
  }

  // Every use has a track of its own: whoever ends it has ended no other.
  open() {
    this.close();
    [this.track] = this.canvas.captureStream().getVideoTracks();
    this.draw();
    return this.track;
  }

  draw() {
    clearTimeout(this.timer);
    const { bitmap, canvas: { width, height } } = this;
    const context = this.canvas.getContext('2d');
    context.fillRect(0, 0, width, height);
    if (bitmap) {
      const scale = Math.min(width / bitmap.width, height / bitmap.height);
      const [across, down] = [bitmap.width * scale, bitmap.height * scale];
      context.drawImage(bitmap, (width - across) / 2, (height - down) / 2, across, down);
    }
    if (this.track?.readyState === 'live') this.timer = setTimeout(() => this.draw(), 1000 / this.fps);
  }

  close() {
    clearTimeout(this.timer);
    this.track?.stop();
    this.track = null;
  }
}

export class Media {
  constructor(bridge) {
    this.bridge = bridge;
    this.streams = new Map();
    this.lastNumber = 0;
    this.camera = new StillPicture();
    this.screen = new StillPicture();
    // The SDK shares what this gives: Chromium's own would be a made-up screen.
    MediaDevices.prototype.getDisplayMedia = async () => new MediaStream([this.screen.open()]);
  }

  get self() {
    return this.bridge.meeting.self;
  }

  number() {
    this.lastNumber += 1;
    return this.lastNumber;
  }

  async listen({ of, kind = 'audio', rate = 16_000, ms = 20 }) {
    if (of.ns !== 'mix') this.track(of, kind); // refuses a participant who has gone
    const context = await openContext(rate);
    const frames = Math.round((rate * ms) / 1000);
    const stream = this.number();
    this.streams.set(stream, new Ear(context, frames, () => this.heard(of, kind),
      (samples) => this.bridge.sendAudio(stream, samples)));
    return { stream };
  }

  async speak({ rate = 48_000 }) {
    const context = await openContext(rate);
    const stream = this.number();
    const microphone = new Microphone(context, (n) => this.bridge.link.send({ t: 'played', stream, n }));
    this.streams.set(stream, microphone);
    try {
      if (this.self.audioEnabled) await this.self.disableAudio();
      await this.self.enableAudio(microphone.track);
    } catch (error) {
      this.stop(stream);
      throw error;
    }
    return { stream };
  }

  async show({ image, ...size }) {
    this.camera.paint(await this.bitmap(image), size);
    const { track } = this.camera;
    if (!this.self.videoEnabled || !track || this.self.videoTrack?.id !== track.id) {
      if (this.self.videoEnabled) await this.self.disableVideo();
      await this.self.enableVideo(this.camera.open());
    }
    return { stream: this.number() };
  }

  async share({ image, ...size }) {
    this.screen.paint(await this.bitmap(image), size);
    if (!this.self.screenShareEnabled) await this.self.enableScreenShare();
    return { stream: this.number() };
  }

  async snap({ of, kind = 'video', type = 'image/png', quality, maxWidth }) {
    const track = this.track(of, kind) ?? this.bridge.refuse(`there is no ${kind} to be seen`, 'NOTHING');
    const video = document.createElement('video');
    Object.assign(video, { muted: true, playsInline: true, srcObject: new MediaStream([track]) });
    try {
      await frameOf(video, kind);
      return await this.picture(video, type, quality ?? undefined, maxWidth ?? video.videoWidth);
    } finally {
      video.srcObject = null;
    }
  }

  async picture(video, type, quality, maxWidth) {
    const scale = Math.min(1, maxWidth / video.videoWidth);
    const [width, height] = [video.videoWidth, video.videoHeight].map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d').drawImage(video, 0, 0, width, height);
    const blob = await canvas.convertToBlob({ type, quality });
    const number = this.number();
    this.bridge.sendBlob(number, await blob.arrayBuffer());
    return { $blob: number, type: blob.type, width, height };
  }

  write(stream, samples) {
    this.streams.get(stream)?.write?.(samples);
  }

  clear(stream) {
    this.streams.get(stream)?.clear?.();
  }

  stop(stream) {
    this.streams.get(stream)?.close();
    this.streams.delete(stream);
  }

  close() {
    for (const stream of [...this.streams.keys()]) this.stop(stream);
    this.camera.close();
    this.screen.close();
  }

  bitmap(image) {
    return createImageBitmap(this.bridge.takeBlob(image));
  }

  // Everybody's tracks, or the one that was asked for; a participant who has gone has none.
  heard(of, kind) {
    const tracks = new Map();
    const { joined } = this.bridge.meeting.participants;
    const owners = of.ns === 'mix' ? [...joined.values()] : [of.ns === 'self' ? this.self : joined.get(of.id)];
    for (const owner of owners) {
      const track = owner && trackOf(owner, kind);
      if (track?.readyState === 'live') tracks.set(owner.id, track);
    }
    return tracks;
  }

  track(of, kind) {
    return trackOf(of.ns === 'self' ? this.self : this.bridge.calls.participant(of.id), kind);
  }
}

function trackOf(owner, kind) {
  switch (kind) {
    case 'audio':
      return owner.audioTrack;
    case 'video':
      return owner.videoTrack;
    case 'screen':
      return owner.screenShareTracks?.video;
    case 'screenaudio':
      return owner.screenShareTracks?.audio;
    default:
      return undefined;
  }
}

function frameOf(video, kind) {
  return new Promise((resolve, reject) => {
    const refusal = new Refusal(`no picture of the ${kind} has come`, 'NOTHING');
    const timer = setTimeout(() => reject(refusal), PICTURE_WITHIN_MS);
    video.requestVideoFrameCallback(() => resolve(clearTimeout(timer)));
    video.play().catch(reject);
  });
}
