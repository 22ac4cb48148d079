/** The alphabet of the three characters that tell upper and lower case apart. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** An id of 18 characters, as Salesforce makes it of a prefix and a number. */
export const recordIdOf = (prefix: string, number: number): string => {
  const id = `${prefix}${String(number).padStart(15 - prefix.length, '0')}`;
  const suffix = [0, 5, 10].map((from) => {
    const bits = [...id.slice(from, from + 5)].map((character, bit) =>
      /[A-Z]/.test(character) ? 2 ** bit : 0,
    );
    return alphabet.charAt(bits.reduce((sum, bit) => sum + bit, 0));
  });
  return id + suffix.join('');
};
