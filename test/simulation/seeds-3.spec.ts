import { describeSeeds } from './testing/describe-seeds.js';

describeSeeds(2041, 510);
