/** All that a form may need to be worked out on the phone, in one file to load: the engine, and what it learns beyond the first
 * scripts of functions, rows and days. */
import { learn } from './expressions';
import { FURTHER } from './functions';
import { KINDS } from './gathering';
import { cellsIn, rowsIn } from './rows-here';
import { WAYS } from './ways';
import { startAnew } from './working-out';

export { Engine } from './working-out';

learn({
  functions: FURTHER,
  ways: WAYS,
  kinds: KINDS,
  cells: (form, name, answers) => cellsIn(form, name, rowsIn(answers)),
});
startAnew();
