import { takePictures } from './take.ts';

const files = await takePictures(process.argv[2] ?? '');
process.stdout.write(`${files.join('\n')}\n`);
