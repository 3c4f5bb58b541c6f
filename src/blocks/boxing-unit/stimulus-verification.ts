/** How the boxing unit is verified, whatever its hardware; stimulus.ts adds the block. */
import type { Context } from '../../testing/index.js';
import { configurations } from './configurations.js';
import { coverage } from './stimulus-coverage.js';
import { BoxingUnitEnvironment } from './stimulus-environment.js';
import type { BoxingUnitParameters } from './parameters.js';
import { answerScenarios } from './stimulus-answers.js';
import { streamScenarios } from './stimulus-streams.js';

export const boxingUnitVerification = {
  configurations,
  coverage,
  scenarios: [...answerScenarios, ...streamScenarios],
  create: (parameters: BoxingUnitParameters, context: Context) =>
    new BoxingUnitEnvironment(parameters, context),
};
