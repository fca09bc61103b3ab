/**
 * The errors in a log that no handler has reckoned with, and where in the product they come from: what our own code throws
 * in the ordinary course has a class of its own.
 */
export function trippedIn(log: string): string[] {
  const found = log.split('\n').flatMap((line) => {
    const [, type, message] = /"type":"(\w*Error)","message":"([^"]{0,80})/.exec(line) ?? [];
    const isOurs = type === undefined || !/^(Type|Range|Syntax|Reference|Zod)?Error$/.test(type);
    return isOurs ? [] : `${type} ${message} ${/at [^\\]*src\/slack\/(?!metadata)[^\\]*/.exec(line)?.[0]}`;
  });
  return [...new Set(found)];
}
