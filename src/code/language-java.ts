// Java, for its own client.
import { type Expression, importsIn, type Language, reckoned, type TextPart } from './language.ts';
import { indented, line, type Written } from './program.ts';

export function quoted(text: string): string {
  return JSON.stringify(text);
}

const CLIENTS = 'org.apache.kafka.clients';
const COMMON = 'org.apache.kafka.common';

const CLASSES: readonly string[] = [
  ...['java.time.Duration', 'java.util.List', 'java.util.Map', 'java.util.Properties'],
  ...['java.util.Set', 'java.util.concurrent.ThreadLocalRandom', 'java.util.regex.Pattern'],
  ...[`${CLIENTS}.admin.Admin`, `${CLIENTS}.admin.NewTopic`],
  ...[`${CLIENTS}.consumer.KafkaConsumer`, `${CLIENTS}.consumer.OffsetAndMetadata`],
  ...[`${CLIENTS}.consumer.SubscriptionPattern`, `${CLIENTS}.producer.KafkaProducer`],
  ...[`${CLIENTS}.producer.ProducerRecord`, `${COMMON}.ElectionType`, `${COMMON}.TopicPartition`],
  ...[`${COMMON}.serialization.StringDeserializer`, `${COMMON}.serialization.StringSerializer`],
];

const IMPORTS: readonly (readonly [RegExp, string])[] = CLASSES.map((path) => [
  new RegExp(`\\b${path.slice(path.lastIndexOf('.') + 1)}\\b`),
  `import ${path};`,
]);

/** `import …` for each class that the lines name. */
export function javaImports(lines: readonly Written[]): readonly string[] {
  return importsIn(lines, IMPORTS);
}

function textOf(parts: readonly TextPart[]): string {
  const pieces = parts.map((part) => ('name' in part ? part.name : quoted(part.literal)));
  const [first] = parts;
  // A number alone is no text.
  return (first !== undefined && 'name' in first ? ['""', ...pieces] : pieces).join(' + ');
}

function padded(parts: readonly TextPart[], width: number): string {
  // String.format does not take a width of 0.
  return width === 0 ? textOf(parts) : `String.format("%-${width}s", ${textOf(parts)})`;
}

function write(one: Expression): string {
  const anyOf = (list: string): string =>
    `${list}.get(ThreadLocalRandom.current().nextInt(${list}.size()))`;
  switch (one.type) {
    case 'number':
      return String(one.value);
    case 'name':
      return one.name;
    case 'reckoned':
      return reckoned(one, { div: '/' }, write);
    case 'length':
      return `${one.list}.size()`;
    case 'item':
      return `${one.list}.get(${write(one.index)})`;
    case 'any':
      return anyOf(one.list);
    case 'hot':
      return `ThreadLocalRandom.current().nextInt(100) < ${one.percent} ? ${quoted(one.text)} : ${anyOf(one.list)}`;
    case 'numbered':
      return `${quoted(one.prefix)} + ThreadLocalRandom.current().nextInt(1, ${one.count + 1})`;
    case 'text':
      return textOf(one.parts);
    case 'padded':
      return padded(one.parts, one.width);
  }
}

function block(head: string, body: readonly Written[]): readonly Written[] {
  return [`${head} {`, ...indented(body, 2), '}'];
}

export const JAVA: Language = {
  variable: (name, type, is) => `${type === 'text' ? 'String' : 'int'} ${name} = ${write(is)};`,
  list: (name, texts) => `var ${name} = List.of(${texts.map(quoted).join(', ')});`,
  counted: (end, body) => block(`for (int n = 0;${end === null ? '' : ` n < ${end}`}; n++)`, body),
  endless: (body) => block('while (true)', body),
  when: (condition, body) => block(`if (${condition})`, body),
  isEqual: (left, right) => `${write(left)} == ${right}`,
  not: (condition) => `!(${condition})`,
  found: (pattern) => {
    const wanted = `Pattern.compile(${quoted(pattern)})`;
    return `${wanted}.matcher(key).find() || ${wanted}.matcher(value).find()`;
  },
  statement: (text) => `${text};`,
  pause: (ms, why) => line`Thread.sleep(${ms}); // ${why}`,
  pauseAt: (rate) => line`Thread.sleep((long) (1000 / (double) ${rate}));`,
  say: (text) => `System.out.println(${quoted(`${text} `)} + key + " " + value);`,
  crash: (text) => `throw new IllegalStateException(${quoted(text)});`,
};
