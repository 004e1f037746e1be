import { describeSeeds } from './testing/describe-seeds.js';

describeSeeds(2551, 510);
