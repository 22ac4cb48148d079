/** A piece that a scaffold leaves to its author. */
export interface LeftToDo {
  /** From the root of the repository. */
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

/** The pieces that files mark with a `TODO: …`, in the order of the files. */
export const leftToDo = (files: ReadonlyMap<string, string>): readonly LeftToDo[] =>
  [...files].flatMap(([path, text]) =>
    text.split('\n').flatMap((line, index) => {
      const [, what] = /TODO: (.*?)(?: -->)?$/.exec(line) ?? [];
      return what === undefined ? [] : [{ path, line: index + 1, what }];
    }),
  );
