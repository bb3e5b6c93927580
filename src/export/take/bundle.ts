// Everything that one takes along: a folder with a real cluster, its topics, programs, and what to watch.
import { strToU8, zipSync } from 'fflate';
import { type ClientId, clientOf } from '#code/client.ts';
import { toDocument } from '#scenario/link.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { composeOf } from './compose.ts';
import { readmeOf } from './readme.ts';
import { type Files, programsOf } from './programs.ts';
import { topicsScriptOf } from './topics-script.ts';

/** `three-brokers-three-replicas` */
export function slugOf({ name }: Scenario): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return slug === '' ? 'cluster' : slug;
}

/** The scenario as a document that the page and the command line open again. */
export function scenarioText(scenario: Scenario): string {
  return `${JSON.stringify(toDocument(scenario), null, 2)}\n`;
}

/** All files, by their path in the folder. `played` is the document that does again what was done by hand. */
export function bundleFiles(scenario: Scenario, client: ClientId, played = scenario): Files {
  const programs = programsOf(scenario, client);
  return {
    'README.md': readmeOf(scenario, clientOf(client), programs),
    'docker-compose.yml': composeOf(scenario),
    'create-topics.sh': topicsScriptOf(scenario),
    'scenario.json': scenarioText(played),
    ...programs.files,
  };
}

/** The same as a zip with one folder in it. The same scenario gives the same bytes. */
export function bundleZip(scenario: Scenario, client: ClientId, played = scenario): Uint8Array {
  const folder = slugOf(scenario);
  const files = Object.entries(bundleFiles(scenario, client, played)).map(
    ([path, text]) => [`${folder}/${path}`, strToU8(text)] as const,
  );
  // A zip holds no time before 1980.
  return zipSync(Object.fromEntries(files), { mtime: new Date(1980, 0, 1), level: 9 });
}
