/** Records one sound with the phone's microphone: begins, ends, and gives what was heard in between. */

const LONGEST_MS = 120_000;
const BITS_A_SECOND = 24_000;
/** The first a browser can write; all of them can be played by every phone that joined. */
const KINDS = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

/** Whether this phone can record at all. */
export const canRecord = (): boolean =>
  typeof MediaRecorder !== 'undefined' && !!(navigator.mediaDevices as MediaDevices | undefined)?.getUserMedia;

export class Recorder {
  now = $state(false);
  #recorder: MediaRecorder | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Begin; `heard` gets the sound when it ends. Throws where the person does not allow the microphone. */
  async begin(heard: (sound: Blob) => void): Promise<void> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    const recorder = new MediaRecorder(stream, {
      audioBitsPerSecond: BITS_A_SECOND,
      ...(kind ? { mimeType: kind } : {}),
    });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      clearTimeout(this.#timer);
      this.now = false;
      heard(new Blob(parts, { type: recorder.mimeType.split(';')[0] ?? '' }));
    };
    recorder.start();
    this.#timer = setTimeout(() => this.end(), LONGEST_MS);
    [this.#recorder, this.now] = [recorder, true];
  }

  end(): void {
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
  }
}
