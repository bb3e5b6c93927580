// Share links: scenario + what was done by hand, in each branch + the moment, packed into text that fits
// a URL.
// Whoever opens one gets the same cluster at the same moment, or a sentence that says why not.
import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import * as v from 'valibot';
import { fnv1a } from '#base/hash.ts';
import { isDeeperThan, isLargerThan } from '#base/nesting.ts';
import type { Parsed, Problem } from '#base/problem.ts';
import type { KafkaCommand } from '#kafka/commands.ts';
import { commandSchema } from './command-schema.ts';
import { atMost } from './limit-schemas.ts';
import { LIMITS } from './limits.ts';
import { parseScenario } from './parse.ts';
import type { Scenario } from './scenario.ts';
import { ruleOf } from './words.ts';

/** Raised whenever the same scenario and commands would give another trace. */
export const ENGINE_VERSION = 1;

/** What a link carries. */
export interface Share {
  readonly scenario: Scenario;
  /** Commands given by hand, with their times. */
  readonly commands: readonly KafkaCommand[];
  /** Where the playhead stands, in µs. */
  readonly atUs: number;
  /** Left out: there is one branch, with these commands. */
  readonly branches?: SharedBranches;
}

/** Several branches of one run. `commands` of the link are those of the main one. */
export interface SharedBranches {
  /** In order of age: a branch comes after the one that it was made of. */
  readonly list: readonly SharedBranch[];
  /** Places in the list; `beside` is compared with `main`, -1: nothing is. */
  readonly main: number;
  readonly beside: number;
}

export interface SharedBranch {
  readonly name: string;
  /** Place of the branch that it was made of; -1: of none that is in the link. */
  readonly from: number;
  /** Up to here, in µs, it shares that branch's past. */
  readonly forkUs: number;
  readonly commands: readonly KafkaCommand[];
}

const LINK_PREFIX = 'k';
/** Most that a link may unpack to; a longer one is no link of ours. */
const MAX_BYTES = 4_000_000;
const PIECE_BYTES = 4_096;

/** Share → text of letters, digits, `-`, `_` and `.`. */
export function encodeLink(share: Share): string {
  const { scenario, commands, atUs, branches } = share;
  const body = {
    e: ENGINE_VERSION,
    s: scenario,
    c: commands.map(packCommand),
    t: atUs,
    // A page that knows of no branches opens the main one.
    ...(branches === undefined ? {} : { b: packBranches(branches) }),
  };
  const packed = toBase64Url(deflateSync(strToU8(JSON.stringify(body)), { level: 9 }));
  return `${LINK_PREFIX}${ENGINE_VERSION}.${packed}.${checksum(packed)}`;
}

function packCommand({ atUs, type, data }: KafkaCommand) {
  return [atUs, type, data] as const;
}

function packBranches({ list, main, beside }: SharedBranches) {
  const packed = list.map(
    ({ name, from, forkUs, commands }) => [name, from, forkUs, commands.map(packCommand)] as const,
  );
  return { l: packed, m: main, w: beside };
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

const timeSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LIMITS.timeUs.most));
const placeSchema = v.pipe(v.number(), v.integer(), v.minValue(-1));
const commandsSchema = v.pipe(
  v.array(v.tuple([timeSchema, v.string(), v.unknown()])),
  atMost('commands'),
);
type PackedCommands = v.InferOutput<typeof commandsSchema>;

/** A scenario, and commands of several branches. */
const LINK_VALUES = 2 * LIMITS.values.most;
/** Nobody compares so many. */
const MOST_BRANCHES = 26;

const branchesSchema = v.pipe(
  v.object({
    l: v.pipe(
      v.array(v.tuple([v.string(), placeSchema, timeSchema, commandsSchema])),
      v.minLength(1),
      v.maxLength(MOST_BRANCHES),
    ),
    m: v.pipe(v.number(), v.integer(), v.minValue(0)),
    w: placeSchema,
  }),
  v.check(({ l, m, w }) => m < l.length && w < l.length && w !== m, 'names a branch it lacks'),
  v.check(
    ({ l }) => l.every(([, from], index) => from < index),
    'makes a branch before its origin',
  ),
  v.check(({ l }) => new Set(l.map(([name]) => name)).size === l.length, 'names two alike'),
);

const bodySchema = v.object({
  s: v.unknown(),
  c: commandsSchema,
  t: v.pipe(timeSchema, v.maxValue(LIMITS.linkUs.most)),
  b: v.optional(branchesSchema),
});

function readBody(json: unknown): Parsed<Share> {
  if (isDeeperThan(json, LIMITS.nesting.most)) {
    return refuse('is nested too deeply', '', 'Make a new link.');
  }
  if (isLargerThan(json, LINK_VALUES)) return refuse('holds too much', '', 'Make a new link.');
  const body = v.safeParse(bodySchema, json);
  if (!body.success) return refuse('does not hold a scenario', '', 'Make a new link.');
  const { scenario, problems } = readScenario(body.output.s);
  if (scenario === null) return { value: null, problems };
  const commands = readCommands(body.output.c);
  if (commands.value === null) return commands;
  const share: Share = { scenario, commands: commands.value, atUs: body.output.t };
  if (body.output.b === undefined) return { value: share, problems: [] };
  const list: SharedBranch[] = [];
  for (const [name, from, forkUs, packed] of body.output.b.l) {
    const own = readCommands(packed);
    if (own.value === null) return own;
    list.push({ name, from, forkUs, commands: own.value });
  }
  const branches = { list, main: body.output.b.m, beside: body.output.b.w };
  return { value: { ...share, branches }, problems: [] };
}

function readCommands(packed: PackedCommands): Parsed<readonly KafkaCommand[]> {
  const commands: KafkaCommand[] = [];
  for (const [index, [atUs, type, data]] of packed.entries()) {
    const command = v.safeParse(commandSchema, { type, data });
    if (!command.success) {
      const rule = `command ${index + 1} (${shorten(type)}) ${ruleOf(command.issues[0])}`;
      return refuse(rule, '', 'Make a new link.');
    }
    commands.push({ atUs, ...command.output });
  }
  return { value: commands, problems: [] };
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
    return JSON.parse(strFromU8(inflate(fromBase64Url(packed)))) as unknown;
  } catch {
    return null;
  }
}

/** Unpacked piece by piece, so that it ends before the memory does. */
function inflate(packed: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const stream = new Inflate((piece) => {
    length += piece.length;
    if (length > MAX_BYTES) throw new RangeError(`a link unpacks to at most ${MAX_BYTES} bytes`);
    pieces.push(piece);
  });
  for (let from = 0; from < packed.length; from += PIECE_BYTES) {
    const to = from + PIECE_BYTES;
    stream.push(packed.subarray(from, to), to >= packed.length);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function refuse(rule: string, got: string, hint: string): Parsed<never> {
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
