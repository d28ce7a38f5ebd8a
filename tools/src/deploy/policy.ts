import {
  disruptionBudgets,
  gentleRolls,
  oneVersion,
  restrictedNamespace,
  scaledByLag,
  waitsForSchema,
} from './fleet-rules.js';
import { namedFlows } from './named-flows.js';
import { operatorPods } from './operator-pods.js';
import * as pod from './pod-rules.js';

type Rules = Readonly<Record<string, pod.Rule>>;

/** What holds of every object as it is written. */
export const always = (version: string): Rules => ({
  'pods run restricted': pod.restrictedPods,
  'containers run restricted, on a root nobody writes to': pod.restrictedContainers,
  'pods that an operator makes run restricted': operatorPods,
  'images are pinned': pod.pinnedImages,
  'resources are requested, and limited where others would suffer': pod.measuredResources,
  'started, alive and ready are three questions': pod.threeProbes,
  'nobody has a token of the API server': pod.noTokens,
  'secrets are referred to': pod.secretsByReference,
  'nodes are emptied one pod at a time': disruptionBudgets,
  'rolls are gentle': gentleRolls,
  'one version is meant': oneVersion(version),
  'services wait for their schema': waitsForSchema,
  'the namespace enforces it': restrictedNamespace,
});

/** What holds of a whole overlay. */
export const ofOverlays = (version: string, overlay: string): Rules => ({
  ...always(version),
  'what is not named is denied': namedFlows,
  ...(overlay !== 'local' && { 'who hears the bus is scaled by lag': scaledByLag }),
  ...(overlay === 'production' && { 'no secret lies in it, and no sandbox': bare }),
});

const bare: pod.Rule = (objects) =>
  objects
    .filter(({ kind, metadata }) => kind === 'Secret' || metadata.name === 'sandbox')
    .map(({ kind, metadata }) => `${kind} ${metadata.name} does not belong there`);
