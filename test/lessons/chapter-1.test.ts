// Proves the lessons and challenges of chapter 1.
import { proveChapter } from './prove-lessons.ts';

proveChapter(1);
