import type { Ask, DecisionPolicy, ReviewStage } from './ask.ts';
import type { DefinedStage, Definition } from './definition.ts';

/** The stage as a review has it. */
export const toStage = (
  { title, reviewedBy, isFourEyes }: DefinedStage,
  base: DecisionPolicy,
): ReviewStage => {
  const { people, groups, anyoneInChannel, requester, quorum } = reviewedBy;
  const policy = { ...base, people, groups, anyoneInChannel, mayRequesterDecide: requester, quorum };
  return { title, policy, isFourEyes };
};

/** Whether work of the definition is reviewed: it says so, or how. */
export const isReviewed = ({
  isReviewRequired,
  reviewStages = [],
}: Pick<Definition, 'isReviewRequired' | 'reviewStages'>): boolean =>
  isReviewRequired || reviewStages.length > 0;

/** Whether more stages come once this review is accepted. */
export const hasStageLeft = ({ stage }: Pick<Ask, 'stage'>): boolean =>
  stage !== undefined && stage.number < stage.stages.length;

/** What tells whether a stage can be passed. */
export interface Reachable extends Pick<ReviewStage, 'isFourEyes'> {
  policy: Pick<
    DecisionPolicy,
    'people' | 'groups' | 'anyoneInChannel' | 'mayRequesterDecide' | 'mayTokenHolderDecide' | 'quorum'
  >;
}

/**
 * The places of the stages that could never be passed: fewer may decide than must, alone or beside a stage before whose people
 * may not decide again. Who is in a group or a channel is not known here.
 */
export function impossibleStages(stages: readonly Reachable[]): number[] {
  const named = stages.map(namedIn);
  const isShort = (at: number): boolean => {
    const { policy, isFourEyes } = stages[at] as Reachable; // a place of the list
    const own = named[at];
    if (!own) return false;
    if (own.size < policy.quorum) return true;
    const before = isFourEyes ? stages.slice(0, at) : [];
    return before.some((one, place) => {
      const others = named[place];
      return others && new Set([...own, ...others]).size < policy.quorum + one.policy.quorum;
    });
  };
  return stages.map((_, at) => at).filter(isShort);
}

/** Undefined where others than those who are named may decide. */
function namedIn({ policy, isFourEyes }: Reachable): Set<string> | undefined {
  const { people, groups, anyoneInChannel, mayRequesterDecide, mayTokenHolderDecide } = policy;
  if (groups.length > 0 || anyoneInChannel) return undefined;
  const requester = mayRequesterDecide && !isFourEyes ? ['requester'] : [];
  return new Set([...people, ...requester, ...(mayTokenHolderDecide ? ['holder'] : [])]);
}
