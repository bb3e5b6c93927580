// How the built code is divided: what is always needed together is one file, which compresses better
// than many and takes fewer round trips. What only some pages need stays on its own.
import type { Rolldown } from 'vite';

/** The chunks in the order in which a page fetches them, by the modules that each begins with. */
const CHUNKS: readonly {
  readonly name: string;
  readonly starts: readonly string[];
}[] = [
  { name: 'page', starts: ['src/main.ts'] },
  { name: 'lesson', starts: ['src/ui/routes/Learn.svelte'] },
  {
    name: 'stage',
    starts: ['src/ui/lesson/LessonWorkspace.svelte', 'src/stage/view/topic/topic-view.ts'],
  },
  { name: 'engine', starts: ['src/session/session.ts'] },
];

type ModuleInfoOf = (id: string) => { readonly importedIds: readonly string[] } | null;

/** A module is in the first chunk whose beginning imports it, however many imports lie between. */
function chunksByModule(root: string, moduleInfoOf: ModuleInfoOf): ReadonlyMap<string, string> {
  const chunks = new Map<string, string>();
  const place = (id: string, chunk: string): void => {
    if (chunks.has(id)) return;
    chunks.set(id, chunk);
    for (const imported of moduleInfoOf(id)?.importedIds ?? []) place(imported, chunk);
  };
  for (const { name, starts } of CHUNKS) {
    for (const start of starts) {
      const id = `${root}${start}`;
      if (moduleInfoOf(id) === null) throw new Error(`chunk ${name}: there is no module ${start}`);
      place(id, name);
    }
  }
  return chunks;
}

/** For the bundler. `root` is the project's folder, with a slash at its end. */
export function chunkGroups(root: string): Rolldown.CodeSplittingOptions {
  let chunks: ReadonlyMap<string, string> | null = null;
  const groups = CHUNKS.map(({ name }, index): Rolldown.CodeSplittingGroup => ({
    // A chunk takes along what its modules import: the first one has the first choice.
    priority: CHUNKS.length - index,
    name: (id, context) => {
      chunks ??= chunksByModule(root, (one) => context.getModuleInfo(one));
      return chunks.get(id) === name ? name : null;
    },
  }));
  return { groups };
}
