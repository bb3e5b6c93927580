// How kafka-console-producer reads a line: headers, key and value, each if it is asked for. Follows
// `org.apache.kafka.tools.LineMessageReader` of Apache Kafka 4.3.
import { isTrue, type Properties } from './formatter.ts';

/** What a line says. */
export interface Line {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly { readonly key: string; readonly value: string | null }[];
}

/** What is wrong with a line, or with the properties (`KafkaException`). */
export class ReaderError extends Error {}

interface Settings {
  readonly keySeparator: string;
  readonly headersDelimiter: string;
  readonly headersSeparator: string;
  readonly headersKeySeparator: string;
  readonly nullMarker: string | null;
  readonly ignoresErrors: boolean;
}

function settingsOf(properties: Properties): Settings {
  return {
    keySeparator: properties['key.separator'] ?? '\t',
    headersDelimiter: properties['headers.delimiter'] ?? '\t',
    headersSeparator: properties['headers.separator'] ?? ',',
    headersKeySeparator: properties['headers.key.separator'] ?? ':',
    nullMarker: properties['null.marker'] ?? null,
    ignoresErrors: isTrue(properties['ignore.error']),
  };
}

/** What is wrong with the properties; null: nothing. */
export function readerProblem(properties: Properties): string | null {
  const settings = settingsOf(properties);
  const { keySeparator, headersDelimiter, headersSeparator, headersKeySeparator } = settings;
  const pairs: readonly (readonly [string, string | null, string, string])[] = [
    ['headers.delimiter', headersDelimiter, 'headers.separator', headersSeparator],
    ['headers.delimiter', headersDelimiter, 'headers.key.separator', headersKeySeparator],
    ['headers.separator', headersSeparator, 'headers.key.separator', headersKeySeparator],
    ['null.marker', settings.nullMarker, 'key.separator', keySeparator],
    ['null.marker', settings.nullMarker, 'headers.separator', headersSeparator],
    ['null.marker', settings.nullMarker, 'headers.delimiter', headersDelimiter],
    ['null.marker', settings.nullMarker, 'headers.key.separator', headersKeySeparator],
  ];
  const equal = pairs.find(([, one, , other]) => one === other);
  return equal === undefined ? null : `${equal[0]} and ${equal[2]} may not be equal`;
}

/** Reads line `lineNumber`, counted from 1. */
export function readLine(line: string, lineNumber: number, properties: Properties): Line {
  const settings = settingsOf(properties);
  const { keySeparator, headersDelimiter, nullMarker, ignoresErrors } = settings;
  const cut = (isWanted: boolean, from: number, mark: string, name: string): string | null => {
    if (!isWanted) return null;
    const end = line.indexOf(mark, from);
    if (end !== -1) return line.slice(from, end);
    if (ignoresErrors) return null;
    throw new ReaderError(`No ${name} found on line number ${lineNumber}: '${line}'`);
  };
  const headers = cut(
    isTrue(properties['parse.headers']),
    0,
    headersDelimiter,
    'headers delimiter',
  );
  const afterHeaders = headers === null ? 0 : headers.length + headersDelimiter.length;
  const key = cut(isTrue(properties['parse.key']), afterHeaders, keySeparator, 'key separator');
  const afterKey = key === null ? 0 : key.length + keySeparator.length;
  const value = line.slice(afterHeaders + afterKey);
  return {
    key: key === nullMarker ? null : key,
    value: value === nullMarker ? null : value,
    headers:
      headers === null || headers === nullMarker ? [] : splitHeaders(headers, lineNumber, settings),
  };
}

function splitHeaders(text: string, lineNumber: number, settings: Settings): Line['headers'] {
  const { headersSeparator, headersKeySeparator, nullMarker, ignoresErrors } = settings;
  return text.split(headersSeparator).map((pair) => {
    const end = pair.indexOf(headersKeySeparator);
    if (end === -1) {
      if (ignoresErrors) return { key: pair, value: null };
      throw new ReaderError(
        `No header key separator found in pair '${pair}' on line number ${lineNumber}`,
      );
    }
    const key = pair.slice(0, end);
    if (key === nullMarker) {
      throw new ReaderError(
        `Header keys should not be equal to the null marker '${nullMarker}' as they can't be null`,
      );
    }
    const value = pair.slice(end + headersKeySeparator.length);
    return { key, value: value === nullMarker ? null : value };
  });
}
