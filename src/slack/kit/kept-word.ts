/** In a command line, what stands for something that is kept as a ticket: a form as it was left. */
export function keptWord(token: string): string {
  return `kept:${token}`;
}

/** The ticket that arguments are, if they are one. */
export function keptToken(args: string): string | undefined {
  return /^kept:(\S+)$/.exec(args)?.[1];
}
