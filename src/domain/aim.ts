import { foldTitle } from './task.ts';

/** What tasks are done for: the project that they belong to, and the goal that they bring nearer. */
export const AIM_KINDS = ['project', 'goal'] as const;
export type AimKind = (typeof AIM_KINDS)[number];

/** A project or a goal as it was first called; a later mention in other letters or spaces means the same. */
export interface Aim {
  id: string;
  kind: AimKind;
  name: string;
  createdAt: Date;
}

export const aimId = (kind: AimKind, name: string): string => `${kind}:${foldTitle(name)}`;
