export { hubSignatureOracle as oracle } from './hub-signature-case.ts';
