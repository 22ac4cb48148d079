import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** A file of the reference page. */
export interface PageFile {
  readonly contentType: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** The content security policy of the reference page: all of it is served from here. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** The names of the files beside the page. */
export const pageFileNames = ['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js'] as const;

/** The page: Swagger UI over `/openapi.json`. Its links are relative: wherever the server is mounted, they lead to it. */
export const referencePage = (title: string): PageFile => ({
  contentType: 'text/html; charset=utf-8',
  body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="reference" data-document="openapi.json"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`,
});

/** A file beside the page, from the package `swagger-ui-dist`; read once. */
export const pageFile = (name: (typeof pageFileNames)[number]): Promise<PageFile> => {
  const known = files.get(name) ?? readPageFile(name);
  files.set(name, known);
  return known;
};

const files = new Map<string, Promise<PageFile>>();

const readPageFile = async (name: (typeof pageFileNames)[number]): Promise<PageFile> => {
  if (name === 'start.js') return { contentType: javascript, body: start };
  const path = createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`);
  const bytes = new Uint8Array(await readFile(path));
  return { contentType: name.endsWith('.css') ? 'text/css; charset=utf-8' : javascript, body: bytes };
};

const javascript = 'text/javascript; charset=utf-8';

/** No validator: it would send the document to another server. */
const start = `'use strict';
const reference = document.getElementById('reference');
SwaggerUIBundle({
  domNode: reference,
  url: reference.dataset.document,
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
