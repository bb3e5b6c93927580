// Words of the glossary and signs of the legend, as the card and the panel show them.
import reference from 'virtual:glossary';
import type { GlossaryEntry } from '#lesson/catalogue.ts';
import { TermFinder } from '#lesson/terms.ts';
import { LESSONS } from '#ui/lesson/course.ts';
import type { Subject } from './legend.svelte.ts';
import { SIGNS } from './signs.ts';

/** Where something is taught. */
export interface Place {
  readonly title: string;
  /** null: the lesson is still to come. */
  readonly address: string | null;
}

export interface Explained {
  readonly name: string;
  /** Which one it is, such as "Broker 2"; null: the thing as such. */
  readonly thing: string | null;
  readonly says: string;
  /** What the glossary says, where that is something else. */
  readonly means: string | null;
  readonly places: readonly Place[];
}

const entries = new Map(reference.glossary.map((entry) => [entry.term, entry]));

export const finder = new TermFinder(reference.glossary);

/** A phrase of the glossary as a sentence. */
function sentence(phrase: string): string {
  const text = phrase.charAt(0).toUpperCase() + phrase.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Where a word is taught: the first lesson that is there, else the first one to come. */
export function placesOf({ lessons }: Pick<GlossaryEntry, 'lessons'>): readonly Place[] {
  const places = lessons.map((number): Place => {
    const lesson = LESSONS.find(({ id }) => id.startsWith(`${String(number).padStart(2, '0')}-`));
    return lesson === undefined
      ? { title: `Lesson ${number}, to come`, address: null }
      : { title: `Lesson ${number}: ${lesson.title}`, address: `#/learn/${lesson.id}` };
  });
  const there = places.filter(({ address }) => address !== null);
  return (there.length > 0 ? there : places).slice(0, 1);
}

/** What the card says; null: nobody knows the word. */
export function explain(subject: Subject): Explained | null {
  if (subject.type === 'term') {
    const entry = entries.get(subject.term);
    if (entry === undefined) return null;
    const { term, means } = entry;
    return {
      name: sentence(term).slice(0, -1),
      thing: null,
      says: sentence(means),
      means: null,
      places: placesOf(entry),
    };
  }
  const { name, says, term } = SIGNS[subject.sign];
  const entry = term === null ? undefined : entries.get(term);
  const isNamed = entry !== undefined && wordOf(entry.term) === wordOf(name);
  return {
    name,
    thing: subject.thing,
    says,
    means:
      entry === undefined ? null : sentence(`${isNamed ? '' : `${entry.term}: `}${entry.means}`),
    places: entry === undefined ? [] : placesOf(entry),
  };
}

function wordOf(name: string): string {
  return name.toLowerCase().replace(/ \(.*/, '');
}
