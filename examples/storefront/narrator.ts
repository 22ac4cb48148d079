import type { RouteStatus } from '@touchline/router';
import type { Storefront } from './storefront.ts';

/** Tells on the terminal what happens, as it happens. Names things by type and id, and no person. */
export interface Narrator {
  readonly chapter: (title: string) => void;
  readonly answered: (request: Request, response: Response) => Promise<void>;
  readonly table: (rows: readonly RouteStatus[]) => void;
  readonly line: (text: string) => void;
}

export const createNarrator = (print: (line: string) => void): Narrator => ({
  chapter: (title) => print(`\n${title}`),
  async answered({ method, url }, response) {
    const code = response.ok ? '' : ` ${((await response.json()) as { code: string }).code}`;
    print(`  ${method} ${new URL(url).pathname} → ${response.status}${code}`);
  },
  table(rows) {
    const columns = ['matched', 'delivered', 'skipped', 'retried', 'dead', 'pending'] as const;
    const cells = [
      ['route', 'to', ...columns],
      ...rows.map((row) => [row.id, row.to, ...columns.map((column) => String(row[column]))]),
    ];
    const widths = (cells[0] as string[]).map((_, column) =>
      Math.max(...cells.map((row) => (row[column] as string).length)),
    );
    print('');
    for (const row of cells)
      print(
        row
          .map((cell, column) =>
            column < 2 ? cell.padEnd(widths[column] as number) : cell.padStart(widths[column] as number),
          )
          .join('  '),
      );
  },
  line: print,
});

/** Tells what the router does. */
export const listen = (storefront: Storefront, { line }: Narrator): void => {
  storefront.on('published', ({ event, position }) =>
    line(`    #${position} ${event.type} ${event.subject ?? event.id}`),
  );
  storefront.on('duplicate', ({ event, position }) =>
    line(`    #${position} ${event.type} again: nothing to do`),
  );
  storefront.on('received', ({ connector, ignored, failed }) => {
    for (const kind of ignored) line(`    ${connector} also told of ${kind}: ignored`);
    if (failed > 0) line(`    ${connector}: ${failed} not understood, kept as a dead letter`);
  });
  storefront.on('delivered', ({ route, event, attempt, durationMs }) =>
    line(
      `      ${event.type} → ${route}: delivered in ${durationMs} ms${attempt > 1 ? `, attempt ${attempt}` : ''}`,
    ),
  );
  storefront.on('skipped', ({ route, event, reason }) =>
    line(`      ${event.type} → ${route}: skipped, ${reason}`),
  );
  storefront.on('retrying', ({ route, event, error }) =>
    line(`      ${event.type} → ${route}: ${error.code}, again later`),
  );
  storefront.on('dead', ({ route, event, error }) =>
    line(`      ${event.type} → ${route}: DEAD, ${error.code}`),
  );
  storefront.on('paused', ({ route, reason }) => line(`      ${route}: paused, ${reason}`));
};
