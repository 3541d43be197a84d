import { CONFIGURED_GROUP } from '../domain/push-group.ts';
import type { Filter } from '../ports/store.ts';
import type { Settings } from '../settings.ts';

/** The groups there are: the record of the configuration's group counts only while the configuration names one. */
export const knownGroups = ({ hasPushGroup }: Pick<Settings, 'hasPushGroup'>): Filter =>
  hasPushGroup ? {} : { id: { $ne: CONFIGURED_GROUP } };
