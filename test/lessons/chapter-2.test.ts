// Proves the lessons and challenges of chapter 2.
import { proveChapter } from './prove-lessons.ts';

proveChapter(2);
