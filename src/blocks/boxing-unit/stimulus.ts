import type { BlockVerification } from '../../testing/index.js';
import { boxingUnit } from './hardware.js';
import { faults } from './faults.js';
import type { BoxingUnitParameters } from './parameters.js';
import type { BoxingUnitEnvironment } from './stimulus-environment.js';
import { boxingUnitVerification } from './stimulus-verification.js';

export const verification: BlockVerification<BoxingUnitParameters, BoxingUnitEnvironment> = {
  block: boxingUnit,
  faults,
  ...boxingUnitVerification,
};
