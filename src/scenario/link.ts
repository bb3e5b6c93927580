// Share links: scenario + what was done by hand + the moment, packed into text that fits a URL.
// Whoever opens one gets the same cluster at the same moment, or a sentence that says why not.
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import * as v from 'valibot';
import { fnv1a } from '#base/hash.ts';
import type { Parsed, Problem } from '#base/problem.ts';
import type { KafkaCommand } from '#kafka/commands.ts';
import { commandSchema } from './command-schema.ts';
import { parseScenario } from './parse.ts';
import type { Scenario } from './scenario.ts';

/** Raised whenever the same scenario and commands would give another trace. */
export const ENGINE_VERSION = 1;

/** What a link carries. */
export interface Share {
  readonly scenario: Scenario;
  /** Commands given by hand, with their times. */
  readonly commands: readonly KafkaCommand[];
  /** Where the playhead stands, in µs. */
  readonly atUs: number;
}

const LINK_PREFIX = 'k';
/** Most that a link may unpack to; a longer one is no link of ours. */
const MAX_BYTES = 4_000_000;

/** Share → text of letters, digits, `-`, `_` and `.`. */
export function encodeLink(share: Share): string {
  const body = {
    e: ENGINE_VERSION,
    s: share.scenario,
    c: share.commands.map(({ atUs, type, data }) => [atUs, type, data]),
    t: share.atUs,
  };
  const packed = toBase64Url(deflateSync(strToU8(JSON.stringify(body)), { level: 9 }));
  return `${LINK_PREFIX}${ENGINE_VERSION}.${packed}.${checksum(packed)}`;
}

/** Text of a link → Share, or what is wrong with it. Never throws. */
export function decodeLink(text: string): Parsed<Share> {
  const parts = /^k(\d+)\.([A-Za-z0-9_-]*)\.([0-9a-z]+)$/.exec(text.trim());
  if (parts === null) {
    return refuse('is not a Kafkascope link', shorten(text), 'Copy the whole link once more.');
  }
  const [, version = '', packed = '', sum = ''] = parts;
  if (Number(version) !== ENGINE_VERSION) {
    return refuse(
      `was made with engine version ${version}; this page has version ${ENGINE_VERSION}`,
      '',
      'The same moment cannot be rebuilt exactly. Open the scenario file instead, or make a new link.',
    );
  }
  if (checksum(packed) !== sum) {
    return refuse(
      'is damaged: its checksum does not match',
      '',
      'Part of it is missing; copy it once more.',
    );
  }
  const json = unpack(packed);
  if (json === null) return refuse('cannot be unpacked', '', 'Copy the whole link once more.');
  return readBody(json);
}

const bodySchema = v.object({
  s: v.unknown(),
  c: v.array(v.tuple([v.pipe(v.number(), v.integer(), v.minValue(0)), v.string(), v.unknown()])),
  t: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

function readBody(json: unknown): Parsed<Share> {
  const body = v.safeParse(bodySchema, json);
  if (!body.success) return refuse('does not hold a scenario', '', 'Make a new link.');
  const { scenario, problems } = readScenario(body.output.s);
  if (scenario === null) return { value: null, problems };
  const commands: KafkaCommand[] = [];
  for (const [index, [atUs, type, data]] of body.output.c.entries()) {
    const command = v.safeParse(commandSchema, { type, data });
    if (!command.success) {
      return refuse(
        `command ${index + 1} (${type}) ${command.issues[0].message}`,
        '',
        'Make a new link.',
      );
    }
    commands.push({ atUs, ...command.output });
  }
  return { value: { scenario, commands, atUs: body.output.t }, problems: [] };
}

function readScenario(json: unknown): { scenario: Scenario | null; problems: readonly Problem[] } {
  const parsed = parseScenario(toDocument(json));
  return { scenario: parsed.value, problems: parsed.problems };
}

/** A complete scenario is a legal document once its commands are written as people write them. */
export function toDocument(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || !('commands' in json)) return json;
  const { commands } = json;
  if (!Array.isArray(commands)) return json;
  return {
    ...json,
    commands: commands.map((command: unknown) => {
      if (typeof command !== 'object' || command === null || !('atMs' in command)) return command;
      const { atMs, data, ...rest } = command as { atMs: unknown; data?: object };
      return { at: atMs, ...rest, ...data };
    }),
  };
}

function unpack(packed: string): unknown {
  try {
    const bytes = inflateSync(fromBase64Url(packed));
    if (bytes.length > MAX_BYTES) return null;
    return JSON.parse(strFromU8(bytes)) as unknown;
  } catch {
    return null;
  }
}

function refuse(rule: string, got: string, hint: string): Parsed<Share> {
  return { value: null, problems: [{ path: 'link', rule, got, hint }] };
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

function checksum(text: string): string {
  return fnv1a(text).toString(36);
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
