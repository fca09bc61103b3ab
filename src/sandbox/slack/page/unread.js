/**
 * What each person has not seen yet. The page forgets it when it is loaded anew; then everything counts as seen.
 */
export function createUnread() {
  /** Person → channel's id → number of messages, and the first of them. */
  const all = new Map();

  const of = (user) => {
    const known = all.get(user) ?? new Map();
    all.set(user, known);
    return known;
  };

  return {
    add(user, message) {
      const known = of(user).get(message.channel);
      of(user).set(message.channel, { count: (known?.count ?? 0) + 1, first: known?.first ?? message.ts });
    },
    /** @returns {{ count: number, first: string } | undefined} */
    see: (user, channel) => of(user).get(channel),
    clear: (user, channel) => of(user).delete(channel),
  };
}

/**
 * For whom a new message is one: everybody in the channel who can see it and did not write it.
 *
 * @param {any} message
 * @param {{ members: string[] } | undefined} channel
 */
export function readersOf(message, channel) {
  if (channel === undefined) return [];
  return channel.members.filter(
    (id) => id !== message.user && (message.ephemeralFor === null || message.ephemeralFor === id),
  );
}
