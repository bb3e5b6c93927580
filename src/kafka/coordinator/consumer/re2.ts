// Regular expressions as RE2/J has them, by which a broker looks for topics: no looking around and no
// references back, so that no expression takes long. What is left is translated to JavaScript's.

export type Compiled =
  | { readonly type: 'regex'; readonly regex: RegExp }
  /** In the words of `PatternSyntaxException.getDescription`. */
  | { readonly type: 'invalid'; readonly description: string };

const PERL_SYNTAX = 'invalid or unsupported Perl syntax';

/** What RE2/J refuses and JavaScript takes, by how it begins. */
const REFUSED: readonly { readonly start: RegExp; readonly description: string }[] = [
  { start: /^\(\?(?:[=!>]|<[=!])/, description: PERL_SYNTAX },
  { start: /^\\[1-9ckXZ]/, description: 'invalid escape sequence' },
  {
    start: /^(?:[*+?]|\{\d+(?:,\d*)?\})(?:[*+]|\{\d+(?:,\d*)?\})/,
    description: 'invalid nested repetition operator',
  },
];

/** What both know under different names. */
const TRANSLATED: readonly { readonly start: RegExp; readonly to: string }[] = [
  { start: /^\(\?P</, to: '(?<' },
  { start: /^\\A/, to: '^' },
  { start: /^\\z/, to: '$' },
  { start: /^\[\[:alpha:\]\]/, to: '[A-Za-z]' },
  { start: /^\[\[:digit:\]\]/, to: '[0-9]' },
  { start: /^\[\[:alnum:\]\]/, to: '[0-9A-Za-z]' },
  { start: /^\[\[:lower:\]\]/, to: '[a-z]' },
  { start: /^\[\[:upper:\]\]/, to: '[A-Z]' },
];

/** An expression that the whole of a text has to match. */
export function compileRe2(source: string): Compiled {
  const [, flags = '', body = source] = /^\(\?([ims]+)\)(.*)$/s.exec(source) ?? [];
  const translated = translate(body);
  if (translated.type === 'invalid') return translated;
  try {
    // On its own, so that what encloses it below completes nothing.
    new RegExp(translated.source, 'u');
    return { type: 'regex', regex: new RegExp(`^(?:${translated.source})$`, `${flags}u`) };
  } catch (error) {
    return { type: 'invalid', description: describe(String(error)) };
  }
}

type Translation =
  | { readonly type: 'source'; readonly source: string }
  | Extract<Compiled, { readonly type: 'invalid' }>;

function translate(body: string): Translation {
  let source = '';
  for (let rest = body; rest !== '';) {
    const quoted = /^\\Q(.*?)(?:\\E|$)/s.exec(rest);
    const refused = REFUSED.find(({ start }) => start.test(rest));
    const known = TRANSLATED.find(({ start }) => start.test(rest));
    if (refused !== undefined) return { type: 'invalid', description: refused.description };
    // A class, an escape or a character as it stands.
    let taken = /^(?:\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|.)/s.exec(rest)?.[0] ?? rest;
    if (quoted !== null) {
      taken = quoted[0];
      source += (quoted[1] ?? '').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    } else if (known !== undefined) {
      taken = known.start.exec(rest)?.[0] ?? taken;
      source += known.to;
    } else source += withoutIdleEscape(taken);
    rest = rest.slice(taken.length);
  }
  return { type: 'source', source };
}

/** RE2/J lets any punctuation be escaped; JavaScript only what has a meaning. */
function withoutIdleEscape(taken: string): string {
  return taken.startsWith('[')
    ? taken.replace(/\\([^\w\\\]^-])/g, '$1').replace(/\\_/g, '_')
    : taken.replace(/^\\([_!"#%&',:;<=>@`~ -])$/, '$1');
}

function describe(error: string): string {
  if (/unterminated group|unmatched '\)'/i.test(error)) return 'missing closing )';
  if (/unterminated character class|missing.*\]/i.test(error)) return 'missing closing ]';
  if (/nothing to repeat/i.test(error)) return 'missing argument to repetition operator';
  if (/\\ at end/i.test(error)) return 'trailing backslash at end of expression';
  if (/range out of order/i.test(error)) return 'invalid character class range';
  if (/capture group name/i.test(error)) return 'invalid named capture';
  if (/escape/i.test(error)) return 'invalid escape sequence';
  return PERL_SYNTAX;
}
