/** What is answered to a POST, by path: made to measure for `asIs`. */
export const answers = {
  '/contacts': { id: 'con_1', created: true },
  '/contacts/search': { contact: { id: 'con_1', email: 'ada@example.com', properties: {} } },
  '/companies': { id: 'com_1', created: true },
  '/deals': { id: 'dea_1', created: true },
  '/deals/update': { id: 'dea_1', created: false },
  '/tickets': { id: 'tic_1', created: true },
  '/activities': { id: 'act_1', created: true },
};
