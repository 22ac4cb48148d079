import { expect, test } from 'vitest';
import { errorCodes } from './error-codes.ts';

const page = `# Errors

Every error is a \`TouchlineError\`. Programs branch on its \`code\`, deliveries on its \`disposition\`; its message holds
neither secrets nor personal data. Over HTTP it is answered as a problem document (RFC 9457) with the status below.

| disposition | what a delivery does next |
|---|---|
| \`retry\` | it is tried again on the route's schedule |
| \`reject\` | it becomes a dead letter at once |
| \`reauthorize\` | the route pauses, its cursor stands still, nothing is burnt |
| \`ambiguous\` | the outcome is looked up where the vendor can tell, else it is a dead letter; it is never blindly repeated |

The disposition below is what a code means by itself; an error may say otherwise.

${Object.entries(errorCodes)
  .map(
    ([code, { title, remedy, status, disposition }]) =>
      `## \`${code}\`\n\n**${title}.** ${remedy}\n\nStatus ${status}, disposition \`${disposition}\`.\n`,
  )
  .join('\n')}`;

test('docs/errors.md holds exactly the table of error codes (`vitest -u` writes it)', async () => {
  await expect(page).toMatchFileSnapshot('../../../../docs/errors.md');
});
