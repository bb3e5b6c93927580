// A pattern of topics, as --topic and --include take it: a regular expression over the whole name, in
// which a comma means "or". Follows `org.apache.kafka.server.util.TopicFilter.IncludeList`.
import { compileRegex, javaOnlyIn } from '#base/regex.ts';
import { stackTrace } from '#kafka/tool/options/joptsimple.ts';

/** The regular expression that a pattern stands for. */
export function topicRegex(pattern: string): string {
  return pattern
    .trim()
    .replaceAll(',', '|')
    .replaceAll(' ', '')
    .replace(/^["']+/, '')
    .replace(/["']+$/, '');
}

/** Whether a topic's name matches. */
export function topicFilter(pattern: string): (topic: string) => boolean {
  const source = topicRegex(pattern);
  const compiled = compileRegex(source);
  if (compiled.type === 'invalid') {
    const javaOnly = javaOnlyIn(source);
    throw javaOnly === null
      ? stackTrace('java.lang.RuntimeException', `${source} is an invalid regex.`)
      : stackTrace('java.lang.UnsupportedOperationException', `${javaOnly} is not simulated.`);
  }
  return (topic) => compiled.regex.matches(topic);
}
