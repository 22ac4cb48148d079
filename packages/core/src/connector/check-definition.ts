import type { z } from 'zod';
import { readOrRefuse } from '../errors/read-or-refuse.ts';
import { kindOf, TouchlineError } from '../errors/touchline-error.ts';
import type { EventCatalogue } from '../event/event-catalogue.ts';
import type { ActionContract, ImplementedActions } from './action.ts';
import { contractSchema, definitionSchema, implementedActionsSchema } from './definition-schema.ts';

/** The parts of a definition that cannot be told from its shape alone. */
interface Definition<Implement> {
  readonly id: string;
  readonly on?: object;
  readonly actions?: (implement: Implement) => ImplementedActions;
}

/**
 * Checks the definition of a connector, and gives its actions implemented.
 *
 * @throws TouchlineError `connector.invalid` with one sentence that names everything to change.
 */
export const checkDefinition = <Implement>(
  definition: Definition<Implement>,
  implement: Implement,
  catalogue: Pick<EventCatalogue, 'has'>,
): ImplementedActions => {
  const id: unknown = definition?.id;
  const subject = typeof id === 'string' ? `Definition of connector ${id}` : 'Definition of a connector';
  requireFit(definitionSchema, definition, subject);
  for (const [type, reaction] of Object.entries(definition.on ?? {})) {
    if (!catalogue.has(type))
      throw refused(`Connector ${definition.id} reacts to "${type}", which is no event of the catalogue.`);
    if (typeof reaction !== 'function')
      throw refused(`The reaction of connector ${definition.id} to "${type}" must be a function.`);
  }

  const actions = actionsOf(definition, implement, subject);
  requireFit(implementedActionsSchema, actions, `${subject}: actions`);
  for (const [name, { contract }] of Object.entries(actions))
    if (contract.name !== name)
      throw refused(
        `Connector ${definition.id} has the action ${contract.name} under the key ${name}; the two must be equal.`,
      );
  return actions;
};

/**
 * Checks the contract of an action, its example too.
 *
 * @throws TouchlineError `connector.invalid` with one sentence that names everything to change.
 */
export const checkContract = (contract: ActionContract): void => {
  const name: unknown = contract?.name;
  const subject = typeof name === 'string' ? `Definition of action ${name}` : 'Definition of an action';
  requireFit(contractSchema, contract, subject);
  if (contract.example !== undefined) requireFit(contract.input, contract.example, `${subject}: example`);
};

const actionsOf = <Implement>(
  { actions }: Definition<Implement>,
  implement: Implement,
  subject: string,
): ImplementedActions => {
  try {
    return actions?.(implement) ?? {};
  } catch (cause) {
    // No config is known yet, so there is nothing in it that must not be shown.
    throw refused(`${subject}: actions threw a ${kindOf(cause)}, which is its cause.`, cause);
  }
};

const requireFit = (schema: z.ZodType, value: unknown, subject: string): void => {
  readOrRefuse((given) => schema.safeParse(given), value, { code: 'connector.invalid', subject });
};

const refused = (sentence: string, cause?: unknown): TouchlineError =>
  new TouchlineError('connector.invalid', sentence, { cause });
