/** The fields receivers can have and the forms of groups, as CleverReach answers them. */
import { z } from 'zod';
import type { Attribute, Form } from './model.ts';
import { idValue, listValue, textValue } from './values.ts';

/**
 * `GET /attributes` and `GET /groups/{id}/attributes`. What goes in as `group_id` comes out as `groups_id`; a plugin of
 * CleverReach's own reads `group_id` too. `askedFor` is what was asked for, in case neither comes.
 */
export function attributesAnswer(askedFor: 'global' | 'group') {
  return listValue(
    z
      .object({
        id: idValue,
        name: textValue.pipe(z.string().min(1)),
        description: textValue,
        type: textValue,
        groups_id: idValue.nullish(),
        group_id: idValue.nullish(),
      })
      .transform((wire): Attribute => {
        const groupId = wire.groups_id ?? wire.group_id ?? undefined;
        return {
          id: wire.id,
          name: wire.name,
          label: wire.description.trim() || wire.name,
          type: wire.type.toLowerCase(),
          isGlobal: groupId === undefined ? askedFor === 'global' : groupId === '0',
        };
      }),
  );
}

/** `GET /groups/{id}/forms`. A form belongs to one group; one that says it belongs to another is none of this one. */
export function formsAnswer(groupId: string) {
  return listValue(z.object({ id: idValue, name: textValue, customer_tables_id: idValue.nullish() })).transform(
    (forms): Form[] =>
      forms
        .filter(({ customer_tables_id: owner }) => (owner ?? groupId) === groupId)
        .map(({ id, name }) => ({ id, name: name.trim() || id })),
  );
}
