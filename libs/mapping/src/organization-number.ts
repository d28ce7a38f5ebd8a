const weights = [3, 2, 7, 6, 5, 4, 3, 2];

/**
 * The nine digits of what is written like a Norwegian organisation number: blanks, dots and hyphens between the digits,
 * `NO` before and `MVA` after do not count. Undefined for anything else, foreign numbers among them.
 */
export function nineDigits(text: string): string | undefined {
  const bare = text.toUpperCase().replace(/[\s.\-\u00a0]/g, '');
  return /^(?:NO)?(\d{9})(?:MVA)?$/.exec(bare)?.[1];
}

/**
 * Whether nine digits end in their own check digit: modulus 11 with the weights of the Norwegian register
 * (Brønnøysund).
 */
export function isOrganizationNumber(nine: string): boolean {
  if (!/^\d{9}$/.test(nine)) return false;
  const sum = weights.reduce((total, weight, place) => total + weight * Number(nine[place]), 0);
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === Number(nine[8]);
}
