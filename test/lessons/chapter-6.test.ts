// Proves the lessons and challenges of chapter 6.
import { proveChapter } from './prove-lessons.ts';

proveChapter(6);
