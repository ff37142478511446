// Sound and pictures, in and out of the page.

const FOLLOW_MS = 200;
const SILENT_SCREEN = { width: 1280, height: 720, fps: 5 };

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

// A still picture as a track of video. A canvas gives frames only while somebody draws on it.
class StillPicture {
  constructor({ width, height, fps }, bitmap = null) {
    this.canvas = document.createElement('canvas');
    this.stream = this.canvas.captureStream();
    this.paint({ width, height, fps }, bitmap);
  }

  paint({ width, height, fps }, bitmap) {
    clearInterval(this.timer);
    Object.assign(this.canvas, { width, height });
    this.draw(bitmap);
    this.timer = setInterval(() => this.draw(bitmap), 1000 / fps);
  }

  draw(bitmap) {
    const { canvas } = this;
    const context = canvas.getContext('2d');
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (!bitmap) return;
    const scale = Math.min(canvas.width / bitmap.width, canvas.height / bitmap.height);
    const [width, height] = [bitmap.width * scale, bitmap.height * scale];
    context.drawImage(bitmap, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  }

  close() {
    clearInterval(this.timer);
  }
}

export class Media {
  constructor(bridge) {
    this.bridge = bridge;
    this.streams = new Map();
    this.lastNumber = 0;
    this.screen = null;
    // The SDK shares what this gives: Chromium's own would be a made-up screen.
    MediaDevices.prototype.getDisplayMedia = async () => {
      this.screen ??= new StillPicture(SILENT_SCREEN);
      return this.screen.stream.clone();
    };
  }

  get self() {
    return this.bridge.meeting.self;
  }

  add(stream) {
    this.lastNumber += 1;
    if (stream) this.streams.set(this.lastNumber, stream);
    return this.lastNumber;
  }

  async listen({ of, kind = 'audio', rate = 16_000, ms = 20 }) {
    if (of.ns !== 'mix') this.track(of, kind); // refuses a participant who has gone
    const context = await openContext(rate);
    const frames = Math.round((rate * ms) / 1000);
    const stream = this.add();
    this.streams.set(stream, new Ear(context, frames, () => this.heard(of, kind),
      (samples) => this.bridge.sendAudio(stream, samples)));
    return { stream };
  }

  async speak({ rate = 48_000 }) {
    const context = await openContext(rate);
    const stream = this.add();
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

  async show({ image, width = 1280, height = 720, fps = 5 }) {
    const picture = new StillPicture({ width, height, fps }, await this.bitmap(image));
    this.camera?.close();
    this.camera = picture;
    if (this.self.videoEnabled) await this.self.disableVideo();
    await this.self.enableVideo(picture.stream.getVideoTracks()[0]);
    return { stream: this.add(picture) };
  }

  async share({ image, width = 1280, height = 720, fps = 5 }) {
    const bitmap = await this.bitmap(image);
    this.screen ??= new StillPicture(SILENT_SCREEN);
    this.screen.paint({ width, height, fps }, bitmap);
    if (!this.self.screenShareEnabled) await this.self.enableScreenShare();
    return { stream: this.add({ close: () => this.screen.paint(SILENT_SCREEN, null) }) };
  }

  async snap({ of, kind = 'video', type = 'image/png', quality, maxWidth }) {
    const track = this.track(of, kind) ?? this.bridge.refuse(`there is no ${kind} to be seen`, 'NOTHING');
    const video = document.createElement('video');
    Object.assign(video, { muted: true, playsInline: true, srcObject: new MediaStream([track]) });
    try {
      await video.play();
      await new Promise((resolve) => { video.requestVideoFrameCallback(resolve); });
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
    const number = this.add();
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
    this.screen?.close();
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
