// The help texts of Kafka's tools, as the build finds them.
import type { HelpTexts } from '#kafka/tool/help.ts';

const FILES = import.meta.glob<string>('../../kafka/tool/help/*.txt', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export const helpTexts: HelpTexts = Object.fromEntries(
  Object.entries(FILES).map(([path, text]) => [
    path.slice(path.lastIndexOf('/') + 1, -'.txt'.length),
    text,
  ]),
);
