// What patterns of topics, filters and grep run on.
import { compileWithRe2 } from '#base/re2.ts';
import { regexEngine } from '#base/regex.ts';

regexEngine.install(compileWithRe2);
