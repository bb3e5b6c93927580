// What must arrive before a page can be used, in bytes on the wire (brotli), and which rooms of the code
// it is made of.
import { brotliCompressSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';

/** What the first lesson needs, by modules: the chunk of each, and all that it imports. */
const TEXT = ['src/main.ts', 'src/ui/routes/Learn.svelte', 'lessons/01-'];
const TEXT_AND_STAGE = [
  ...TEXT,
  'src/ui/lesson/LessonWorkspace.svelte',
  'src/stage/view/topic/topic-view.ts',
];
const LIVE_CLUSTER = [
  ...TEXT_AND_STAGE,
  'src/session/session.ts',
  'src/lesson/runner.ts',
  'src/ui/workspace/Timeline.svelte',
];

const TEXT_TARGET_KB = 60;
const LIVE_TARGET_KB = 110;
/** Rooms below this share of the whole are not listed. */
const LEAST_SHARE = 0.01;

/** kB of 1,000 bytes; rooms as shares of the minified code, the largest first. */
export interface SizeFigures {
  /** Until the text can be read. */
  readonly textKb: number;
  readonly textAndStageKb: number;
  readonly textTargetKb: number;
  readonly liveClusterKb: number;
  readonly liveTargetKb: number;
  readonly fontsKb: number;
  readonly lateFontsKb: number;
  readonly chunks: Readonly<Record<string, number>>;
  readonly rooms: Readonly<Record<string, string>>;
}

/** Builds the site in memory and adds up what its first lesson loads. */
export async function measureSize(): Promise<SizeFigures> {
  return sizeOf(await build({ logLevel: 'error', build: { write: false } }));
}

/** What the first lesson loads of a site that was built. */
export function sizeOf(built: Awaited<ReturnType<typeof build>>): SizeFigures {
  const output = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  const chunks = new Map(
    output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])),
  );
  const live = closureOf(LIVE_CLUSTER, chunks);
  return {
    textKb: kilobytes(closureOf(TEXT, chunks)),
    textAndStageKb: kilobytes(closureOf(TEXT_AND_STAGE, chunks)),
    textTargetKb: TEXT_TARGET_KB,
    liveClusterKb: kilobytes(live),
    liveTargetKb: LIVE_TARGET_KB,
    fontsKb: fontsKb(output, (name) => !name.includes('italic')),
    lateFontsKb: fontsKb(output, (name) => name.includes('italic')),
    chunks: Object.fromEntries(live.map((chunk) => [chunk.name, kilobytes([chunk])])),
    rooms: roomsOf(live),
  };
}

type Chunks = ReadonlyMap<string, Rolldown.OutputChunk>;

/** The chunks that hold these modules, and all that they import. */
function closureOf(starts: readonly string[], chunks: Chunks): readonly Rolldown.OutputChunk[] {
  const found = new Set<Rolldown.OutputChunk>();
  const visit = (chunk: Rolldown.OutputChunk): void => {
    if (found.has(chunk)) return;
    found.add(chunk);
    for (const name of chunk.imports) {
      const imported = chunks.get(name);
      if (imported !== undefined) visit(imported);
    }
  };
  for (const start of starts) {
    const chunk = [...chunks.values()].find(({ modules }) =>
      Object.keys(modules).some((id) => id.includes(start)),
    );
    if (chunk === undefined) throw new Error(`no chunk of the site holds ${start}`);
    visit(chunk);
  }
  return [...found];
}

function kilobytes(chunks: readonly Rolldown.OutputChunk[]): number {
  const bytes = chunks.reduce((sum, { code }) => sum + brotliCompressSync(code).length, 0);
  return Number((bytes / 1_000).toFixed(1));
}

function fontsKb(
  output: readonly { readonly fileName: string; readonly type: string }[],
  isCounted: (name: string) => boolean,
): number {
  const bytes = output.reduce(
    (sum, file) =>
      file.fileName.endsWith('.woff2') &&
      isCounted(file.fileName) &&
      'source' in file &&
      file.source instanceof Uint8Array
        ? sum + file.source.length
        : sum,
    0,
  );
  return Number((bytes / 1_000).toFixed(1));
}

/** `src/kafka/client`, `src/stage`, `d3-zoom` … with their shares of the code before minifying. */
function roomsOf(chunks: readonly Rolldown.OutputChunk[]): Readonly<Record<string, string>> {
  const sizes = new Map<string, number>();
  for (const { modules } of chunks) {
    for (const [id, { renderedLength }] of Object.entries(modules)) {
      const room = roomOf(id);
      sizes.set(room, (sizes.get(room) ?? 0) + renderedLength);
    }
  }
  const all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return Object.fromEntries(
    [...sizes]
      .toSorted(([, one], [, other]) => other - one)
      .filter(([, size]) => size / all >= LEAST_SHARE)
      .map(([room, size]) => [room, `${((100 * size) / all).toFixed(1)} %`]),
  );
}

function roomOf(id: string): string {
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id);
  if (library?.[1] !== undefined) return library[1];
  const own = /(src\/kafka\/[^/]+|src\/[^/]+|lessons)/.exec(id);
  return own?.[1] ?? 'generated';
}
