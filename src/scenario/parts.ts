// Which parts of the model a run needs beyond those that every run needs: read from all that it is told,
// so that they can be fetched before it begins.

export const PART_NAMES = [
  'consumer protocol',
  'sticky assignors',
  'regular expressions',
  'tools',
] as const;

export type PartName = (typeof PART_NAMES)[number];

/** What a document says under a key, and what that makes necessary. */
interface Sign {
  readonly key: string;
  readonly says: RegExp;
  readonly needs: readonly PartName[];
}

const SIGNS: readonly Sign[] = [
  { key: 'group.protocol', says: /^consumer$/i, needs: ['consumer protocol'] },
  { key: 'partition.assignment.strategy', says: /sticky/i, needs: ['sticky assignors'] },
  { key: 'type', says: /^tool\./, needs: PART_NAMES },
  { key: 'usesTools', says: /^true$/, needs: PART_NAMES },
  // A client that is steered from outside may ask anything.
  {
    key: 'type',
    says: /^client\./,
    needs: ['consumer protocol', 'sticky assignors', 'regular expressions'],
  },
  ...['pattern', 'filter', 'failOn', 'slowOn'].map((key): Sign => {
    return { key, says: /^/, needs: ['regular expressions'] };
  }),
];

/** The parts that a run of these documents needs: a scenario, commands, a whole lesson. */
export function partsOf(...documents: readonly unknown[]): ReadonlySet<PartName> {
  const parts = new Set<PartName>();
  const read = (key: string, value: unknown): void => {
    if (value === null) return;
    if (typeof value === 'object') {
      for (const [inner, one] of Object.entries(value)) read(inner, one);
      return;
    }
    for (const sign of SIGNS) {
      if (sign.key !== key || !sign.says.test(String(value))) continue;
      for (const part of sign.needs) parts.add(part);
    }
  };
  for (const document of documents) read('', document);
  return parts;
}
