import type { InputOf } from './action.ts';

/** A call that a reaction or a map wants made: plain data, so it can be shown, stored and compared. */
export interface ActionCall {
  readonly action: string;
  readonly input: unknown;
}

/** Why nothing is to be done. */
export interface Skip {
  readonly skip: string;
}

/** What a reaction decides: one call, several in order, or none with the reason. */
export type ReactionResult = ActionCall | readonly ActionCall[] | Skip;

/** What a reaction decides with. */
export interface ReactionTools<Actions> {
  /** One function per action of the connector: `call.sendMessage({ … })`. Nothing is sent; the call is returned. */
  readonly call: { readonly [Name in keyof Actions & string]: (input: InputOf<Actions[Name]>) => ActionCall };
  /** Says that nothing is to be done, and why; the reason is counted. */
  readonly skip: (reason: string) => Skip;
}

/** From an event to calls of actions. Pure: the same event gives the same calls. */
export type Reaction<Event, Actions> = (event: Event, tools: ReactionTools<Actions>) => ReactionResult;

/** What a connector's own reaction decides with: the config it was given as well. */
export interface DefaultReactionTools<Actions, Config> extends ReactionTools<Actions> {
  /** The parsed config; its secrets are sealed. */
  readonly config: Config;
}

/** A {@link Reaction} that stands in a connector's definition. */
export type DefaultReaction<Event, Actions, Config> = (
  event: Event,
  tools: DefaultReactionTools<Actions, Config>,
) => ReactionResult;

/** Whether a reaction decided to do nothing. */
export const isSkip = (result: ReactionResult): result is Skip => 'skip' in result;

/** The tools over a connector's action names. */
export const reactionTools = <Actions>(actionNames: readonly string[]): ReactionTools<Actions> => ({
  call: Object.fromEntries(
    actionNames.map((action) => [action, (input: unknown): ActionCall => ({ action, input })]),
  ) as ReactionTools<Actions>['call'],
  skip: (reason) => ({ skip: reason }),
});
