// A copy of the tree in which faults are planted and tests are run: the tree itself is never touched.
// One Vitest serves all faults, so that for each only the file with the fault is compiled anew.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createVitest, type TestModule, type Vitest } from 'vitest/node';
import { type Fault, plant } from './fault.ts';

/** The test that failed first; null: all passed. */
export type Noticed = string | null;

/** Copies what git knows or would know, with the same `node_modules`. */
function copyTree(from: string, to: string): void {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: from,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  for (const file of listed.split('\0').filter((name) => name !== '')) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(from, file), join(to, file));
  }
  symlinkSync(resolve(from, 'node_modules'), join(to, 'node_modules'));
}

export class Bench {
  private constructor(
    private readonly folder: string,
    private readonly vitest: Vitest,
  ) {}

  /** Sets one up in an empty folder, and goes there: tests read files by where they are. */
  static async create(folder: string): Promise<Bench> {
    copyTree(process.cwd(), folder);
    process.chdir(folder);
    const vitest = await createVitest('test', {
      root: folder,
      config: join(folder, 'vite.config.ts'),
      project: ['unit'],
      watch: false,
      bail: 1,
      maxWorkers: 1,
      reporters: [{}],
    });
    return new Bench(folder, vitest);
  }

  /** Plants a fault, does something, and takes the fault out again. */
  async with<T>(fault: Fault, action: () => Promise<T>): Promise<T> {
    const path = join(this.folder, 'src', fault.file);
    const source = readFileSync(path, 'utf8');
    this.write(path, plant(source, fault));
    try {
      return await action();
    } finally {
      this.write(path, source);
    }
  }

  /** Runs unit tests until one fails: those of these files, or all. */
  async test(files: readonly string[]): Promise<Noticed> {
    const { vitest } = this;
    const filters = files.map((file) => join(this.folder, 'test', file));
    const specifications = await vitest.globTestSpecifications(filters);
    if (specifications.length < files.length) throw new Error(`not all there: ${files.join()}`);
    // What failed before must not end this run.
    vitest.state.filesMap.clear();
    vitest.state.idMap.clear();
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
    const [failed] = testModules.flatMap((module) => this.failureIn(module));
    const [error] = unhandledErrors;
    return failed ?? (error === undefined ? null : String(error));
  }

  async remove(): Promise<void> {
    await this.vitest.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private write(path: string, source: string): void {
    writeFileSync(path, source);
    this.vitest.invalidateFile(path);
  }

  private failureIn(module: TestModule): readonly string[] {
    const file = relative(this.folder, module.moduleId);
    for (const { fullName } of module.children.allTests('failed')) return [`${file}: ${fullName}`];
    return module.state() === 'failed' ? [`${file} does not load`] : [];
  }
}
