// Properties files, as Java reads them, without line ends inside values.
import { ToolFailure } from '#kafka/tool/tool.ts';

/** Lines of `name=value`; `#` begins a comment. Throws when there is no such file. */
export function readProperties(
  files: Readonly<Record<string, string>>,
  name: string,
): Readonly<Record<string, string>> {
  const text = files[name];
  if (text === undefined) {
    throw new ToolFailure([
      { stream: 'stderr', text: `java.nio.file.NoSuchFileException: ${name}\n` },
      { stream: 'stderr', text: '\tat …\n', part: 'trace' },
    ]);
  }
  const entries = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('!'))
    .map((line): readonly [string, string] => {
      const [, key = '', value = ''] = /^([^=:\s]+)\s*[=:]?\s*(.*)$/.exec(line) ?? [];
      return [key, value];
    });
  return Object.fromEntries(entries);
}
