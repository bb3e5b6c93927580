// Opens what an address names: a share link, or one of the site's presets. A player, or what is wrong.
import type { Parsed, Problem } from '#base/problem.ts';
import { decodeLink, type Share } from '#scenario/link.ts';
import { parseScenarioText } from '#scenario/parse.ts';
import { partsOf } from '#scenario/parts.ts';
import { hintFor } from '#scenario/suggest.ts';
import { loadEngineFor, loadRest } from './engine.ts';
import { Player } from './player.svelte.ts';
import { PRESETS } from './sandbox/presets.ts';

export type Opened =
  | { readonly player: Player; readonly preset: string | null }
  | { readonly player: null; readonly problems: readonly Problem[] };

/** The cluster of a share link, at its moment. */
export async function openLink(link: string): Promise<Opened> {
  const decoded = await readWhole(() => decodeLink(unescaped(link)));
  if (decoded.value === null) return { player: null, problems: decoded.problems };
  return { player: await start(decoded.value), preset: null };
}

/** Some programs escape what they need not; what cannot be read is for the decoder to refuse. */
function unescaped(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}

/** The cluster of a preset, at its start. */
export async function openPreset(preset: string): Promise<Opened> {
  const ids = PRESETS.map((one) => one.id);
  if (!ids.includes(preset)) {
    const hint = hintFor(preset, ids);
    return {
      player: null,
      problems: [{ path: 'preset', rule: 'must be one of the site’s', got: preset, hint }],
    };
  }
  const response = await fetch(`./scenarios/${preset}.json`);
  const text = await response.text();
  const parsed = await readWhole(() => parseScenarioText(text));
  if (parsed.value === null) return { player: null, problems: parsed.problems };
  return { player: await start({ scenario: parsed.value }), preset };
}

/** Regular expressions are checked by their engine, which comes when a document has some. */
async function readWhole<T>(read: () => Parsed<T>): Promise<Parsed<T>> {
  const parsed = read();
  if (parsed.value === null || !partsOf(parsed.value).has('regular expressions')) return parsed;
  await loadEngineFor(parsed.value);
  return read();
}

async function start({
  scenario,
  ...moment
}: Pick<Share, 'scenario'> & Partial<Share>): Promise<Player> {
  const { Session } = await loadEngineFor(scenario, moment);
  void loadRest();
  return new Player(Session.open(scenario, moment));
}
