import { z } from 'zod';
import type { Route } from './call.ts';
import { ApiError } from './errors.ts';
import { check, idSchema } from './input.ts';
import type { Account, Attribute } from './model.ts';
import { groupOf } from './state.ts';

/** One client counts on this many; the real number is what `/attributes/limits` is for. */
const MOST_ATTRIBUTES = 40;

const attributeSchema = z.object({
  name: z.string().trim().min(1),
  type: z.enum(['text', 'number', 'gender', 'date']),
  // Taken in as `group_id`, given out as `groups_id`.
  group_id: idSchema,
  description: z.string(),
  preview_value: z.string(),
  default_value: z.string(),
});

/** The fields a receiver can have, global or of one group. */
export const attributeRoutes: Route[] = [
  {
    method: 'GET',
    path: '/attributes',
    scope: 'attributes:read',
    handler: ({ account, query }) => {
      const groupId = query['group_id'] ?? '0';
      if (groupId !== '0') groupOf(account, groupId);
      return account.attributes.filter((attribute) => attribute.groupId === groupId).map(attributeView);
    },
  },
  {
    method: 'POST',
    path: '/attributes',
    scope: 'attributes:manage',
    handler: ({ account, body }) => attributeView(createAttribute(account, body)),
  },
  {
    method: 'GET',
    path: '/attributes/:aid',
    scope: 'attributes:read',
    // Alone, the id is a string: clients see both.
    handler: ({ account, param }) => {
      const view = attributeView(attributeOf(account, param('aid')));
      return { ...view, id: String(view.id), groups_id: String(view.groups_id) };
    },
  },
  {
    method: 'PUT',
    path: '/attributes/:aid',
    scope: 'attributes:manage',
    handler: ({ account, param, body }) => {
      const attribute = attributeOf(account, param('aid'));
      const input = check(attributeSchema.partial(), body);
      attribute.description = input.description ?? attribute.description;
      attribute.previewValue = input.preview_value ?? attribute.previewValue;
      attribute.defaultValue = input.default_value ?? attribute.defaultValue;
      return attributeView(attribute);
    },
  },
  {
    method: 'DELETE',
    path: '/attributes/:aid',
    scope: 'attributes:manage',
    handler: ({ account, param }) => {
      const attribute = attributeOf(account, param('aid'));
      account.attributes = account.attributes.filter((other) => other !== attribute);
      return true;
    },
  },
];

/** An attribute as lists show it: ids as integers, `value` always null. */
export function attributeView(attribute: Attribute) {
  return {
    id: attribute.id,
    groups_id: Number(attribute.groupId),
    name: attribute.name,
    description: attribute.description,
    preview_value: attribute.previewValue,
    default_value: attribute.defaultValue,
    value: null,
    type: attribute.type,
    tag: `{${attribute.name.toUpperCase()}}`,
  };
}

/** Defines an attribute; 409 when the name is taken, 400 when there are too many. `groupId` outweighs the body's. */
export function createAttribute(account: Account, body: unknown, groupId?: string): Attribute {
  const input = check(attributeSchema.partial().required({ name: true, type: true }), body);
  const owner = groupId ?? input.group_id ?? '0';
  if (owner !== '0') groupOf(account, owner);
  const name = input.name.toLowerCase().replace(/[^a-z0-9_]/g, '_');
  if (account.attributes.some((other) => other.groupId === owner && other.name === name)) {
    throw new ApiError(409, 'attribute already exists');
  }
  if (account.attributes.length >= MOST_ATTRIBUTES) throw new ApiError(400, 'too many attributes');
  account.lastIds.attribute += 1;
  const attribute: Attribute = {
    id: account.lastIds.attribute,
    groupId: owner,
    name,
    description: input.description ?? input.name,
    previewValue: input.preview_value ?? '',
    defaultValue: input.default_value ?? '',
    type: input.type,
  };
  account.attributes.push(attribute);
  return attribute;
}

function attributeOf(account: Account, id: string): Attribute {
  const attribute = account.attributes.find((candidate) => String(candidate.id) === id);
  if (attribute === undefined) throw new ApiError(404, 'invalid attribute');
  return attribute;
}
