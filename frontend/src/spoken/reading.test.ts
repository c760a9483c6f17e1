import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../kit/canonical';
import type { Form } from '../questionnaire/form';
import { NoPack, readPack } from './reading';
import {
  heardOf,
  heardWith,
  isTheComputers,
  kindOf,
  MOST_FILES,
  PACK_LIMIT,
  SOUND_LIMIT,
  speaksOf,
  toRecord,
} from './rules';
import { bytesOf, crc32, entriesOf, ZipBroken, zipOf, type Packed } from '../kit/zip';

const ABOUT = { form: 'settlement_profile', language: 'sn', name: 'Shona', recorded_by: 'Tariro', consent: 'I agree.' };
const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));
const sound = (told: string): Packed['body'] => bytes(`OggS ${told}`);
const about = (more: object = {}): Packed => ({
  name: 'pack.json',
  body: bytes(JSON.stringify({ ...ABOUT, ...more })),
});
const heard = async (body: Blob, at: number, size: number): Promise<string> => body.slice(at, at + size).text();

/** A zip as most computers make it: every file packed further. */
function deflated(files: readonly Packed[], tellLess = 0): Blob {
  const packed = files.map(({ name, body }) => ({ name, body: new Uint8Array(deflateRawSync(body)) }));
  return new Blob([...zipBytes(packed, files, tellLess)]);
}

function* zipBytes(packed: readonly Packed[], whole: readonly Packed[], tellLess: number): Generator<BlobPart> {
  const local: Uint8Array<ArrayBuffer>[] = [];
  const central: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (const [n, { name, body }] of packed.entries()) {
    const title = bytes(name);
    const fields = new DataView(new ArrayBuffer(26));
    [20, 0, 8].forEach((value, place) => fields.setUint16(place * 2, value, true));
    fields.setUint32(10, crc32(whole[n]!.body), true);
    fields.setUint32(14, body.length, true);
    fields.setUint32(18, whole[n]!.body.length - tellLess, true);
    fields.setUint16(22, title.length, true);
    local.push(new Uint8Array([0x50, 0x4b, 3, 4, ...new Uint8Array(fields.buffer), ...title, ...body]));
    const tail = new DataView(new ArrayBuffer(14));
    tail.setUint32(10, at, true);
    central.push(
      new Uint8Array([
        0x50,
        0x4b,
        1,
        2,
        20,
        0,
        ...new Uint8Array(fields.buffer),
        ...new Uint8Array(tail.buffer),
        ...title,
      ]),
    );
    at += local.at(-1)!.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, packed.length, true);
  end.setUint32(
    12,
    central.reduce((sum, one) => sum + one.length, 0),
    true,
  );
  end.setUint32(16, at, true);
  yield* [...local, ...central, end.buffer];
}

test('a zip comes back as it was written, and its sum is the one every zip program reckons', async () => {
  expect(crc32(bytes('123456789'))).toBe(0xcbf43926);
  const files = [about(), { name: 'mvura.ogg', body: sound('mvura') }];
  const zip = zipOf(files);
  const entries = await entriesOf(zip);
  expect(entries.map(({ name }) => name)).toEqual(['pack.json', 'mvura.ogg']);
  for (const [n, entry] of entries.entries()) expect(await bytesOf(zip, entry)).toEqual(files[n]?.body);
});

test('a pack as the server writes it is kept byte by byte and known by the sum of its bytes', async () => {
  const sounds = { 'households_total.ogg': sound('dzimba'), 'consent_collect.yes.ogg': sound('hongu') };
  const sums = await Promise.all(
    Object.entries(sounds).map(async ([name, body]) => [name, await sha256Hex(body)] as const),
  );
  const file = zipOf([
    about({ sounds: Object.fromEntries(sums) }),
    ...Object.entries(sounds).map(([name, body]) => ({ name, body })),
  ]);
  const { body, pack } = await readPack(file);
  expect(await body.text()).toBe(await file.text());
  expect(pack.pack_id).toBe(await sha256Hex(new Uint8Array(await file.arrayBuffer())));
  const place = pack.sounds['consent_collect.yes']!;
  expect(await heard(body, place.at, place.bytes)).toBe('OggS hongu');
  expect([pack.name, pack.bytes, place.kind]).toEqual(['Shona', file.size, 'ogg']);
});

test('a pack that a computer packed further, in a folder, is written anew with every sound as it is', async () => {
  const files = [
    { ...about(), name: 'shona/pack.json' },
    { name: 'shona/households_total.mp3', body: sound('dzimba') },
  ];
  const { body, pack } = await readPack(deflated([...files, { name: '__MACOSX/shona/._x', body: bytes('x') }]));
  const place = pack.sounds['households_total']!;
  expect([await heard(body, place.at, place.bytes), place.kind]).toEqual(['OggS dzimba', 'ogg']);
  expect((await entriesOf(body)).map(({ name }) => name)).toEqual(['pack.json', 'households_total.ogg']);
});

describe('what is no whole pack is not put on the phone', () => {
  const whole = zipOf([about(), { name: 'households_total.ogg', body: sound('dzimba') }]);
  const cases: [string, () => Promise<Blob> | Blob, NoPack['why']][] = [
    ['a picture', () => new Blob(['\x89PNG']), 'broken'],
    ['a zip cut short', () => whole.slice(0, whole.size - 30), 'broken'],
    ['a zip without its beginning', () => whole.slice(20), 'broken'],
    ['a changed sound', async () => new Blob([(await whole.text()).replace('dzimba', 'dzimbo')]), 'broken'],
    [
      'another sum than told',
      () => zipOf([about({ sounds: { 'a.ogg': '0' } }), { name: 'a.ogg', body: sound('a') }]),
      'broken',
    ],
    [
      'a zip that tells less than it holds',
      () => deflated([about(), { name: 'a.ogg', body: sound('a'.repeat(500)) }], 100),
      'broken',
    ],
    ['a zip of letters', () => zipOf([{ name: 'letter.txt', body: bytes('hello') }]), 'no_pack'],
    ['a pack that says nothing', () => zipOf([{ name: 'pack.json', body: bytes('null') }]), 'no_pack'],
    ['a pack that is no JSON', () => zipOf([{ name: 'pack.json', body: bytes('{') }]), 'no_pack'],
    ['a pack without consent', () => zipOf([about({ consent: ' ' }), { name: 'a.ogg', body: sound('a') }]), 'no_pack'],
    ['a pack without sounds', () => zipOf([about(), { name: 'a.ogg', body: bytes('MZ') }]), 'no_sounds'],
    ['too long a sound', () => zipOf([about(), { name: 'a.ogg', body: new Uint8Array(SOUND_LIMIT + 1) }]), 'too_much'],
    ['too large a file', () => new Blob([new Uint8Array(PACK_LIMIT + 1)]), 'too_much'],
  ];
  test.each(cases)('%s', async (_name, file, why) => {
    await expect(readPack(await file())).rejects.toMatchObject({ why });
  });
});

test('a zip with a password is not read', async () => {
  const zip = new Uint8Array(await zipOf([about()]).arrayBuffer());
  const central = zip.findIndex((_byte, at) => zip[at] === 0x50 && zip[at + 2] === 1 && zip[at + 3] === 2);
  zip[central + 8] = 1;
  await expect(entriesOf(new Blob([zip]))).rejects.toBeInstanceOf(ZipBroken);
});

test('the sizes are those the server holds', () => {
  expect([PACK_LIMIT, SOUND_LIMIT, MOST_FILES]).toEqual([40 * 1024 * 1024, 2 * 1024 * 1024, 4_000]);
});

test('a sound is known by its first bytes, whatever it is called', () => {
  const kinds = { OggS: 'ogg', 'RIFF....WAVE': 'wav', '....ftypM4A': 'm4a', ID3: 'mp3', MZ: null, '': null };
  for (const [begin, kind] of Object.entries(kinds)) expect(kindOf(bytes(begin))).toBe(kind);
  expect(kindOf(new Uint8Array([0x1a, 0x45, 0xdf, 0xa3]))).toBe('webm');
  expect(kindOf(new Uint8Array([0xff, 0xfb]))).toBe('mp3');
  expect(kindOf(new Uint8Array([0xff, 0xd8]))).toBeNull(); // a photo
});

test('what computers put beside files is nobody’s sound', () => {
  for (const name of ['__MACOSX/x.ogg', '.DS_Store', 'shona/.x', 'Thumbs.db', 'shona/'])
    expect(isTheComputers(name)).toBe(true);
  expect(isTheComputers('shona/households_total.ogg')).toBe(false);
});

const FORM = {
  form: 'settlement_profile@2',
  sections: [{ code: 'A', label: { en: 'A' }, questions: ['code', 'trees', 'consent', 'sum', 'trees_words'] }],
  questions: {
    code: { type: 'text', ask: 'header', core: true },
    trees: { type: 'integer', ask: 'room', core: false },
    consent: { type: 'select_one', ask: 'room', core: true, choices: 'yes_no' },
    sum: { type: 'calculate', ask: 'auto', core: true },
    trees_words: { type: 'text', ask: 'room', core: false, words_for: 'trees' },
  },
  choices: { yes_no: [{ code: 'yes' }, { code: 'no' }] },
} as unknown as Form;

test('a question is heard with the choices that were recorded, in the order of the form', () => {
  const place = { at: 0, bytes: 1, kind: 'ogg' as const };
  const sounds = { 'consent.no': place, 'consent.yes': place, consent: place };
  expect(heardWith({ sounds }, FORM, 'consent')).toEqual(['consent', 'consent.yes', 'consent.no']);
  expect(heardWith({ sounds }, FORM, 'trees')).toEqual([]);
  expect([speaksOf(ABOUT, 'settlement_profile@2'), speaksOf(ABOUT, 'taps@1')]).toEqual([true, false]);
});

test('how many questions can be heard is told of those put to people', () => {
  const place = { at: 0, bytes: 1, kind: 'ogg' as const };
  expect(heardOf({ sounds: { consent: place, 'consent.yes': place, sum: place } }, FORM)).toEqual({ n: 1, all: 2 });
});

test('everybody is named whose voice is in a pack', async () => {
  const others = [{ recorded_by: 'Rosa', consent: 'I agree.', sounds: ['a.ogg'] }];
  const { pack } = await readPack(zipOf([about({ others }), { name: 'a.ogg', body: sound('a') }]));
  expect(pack.recorded_by).toBe('Tariro, Rosa');
});

test('what is put to people is recorded, the short form first', () => {
  expect(toRecord(FORM)).toEqual(['consent', 'trees']);
});
