export { type LogActivityInput, type LogActivityOutput, logActivity } from './contract/activity.ts';
export { type UpsertCompanyInput, type UpsertCompanyOutput, upsertCompany } from './contract/company.ts';
export {
  type GetContactInput,
  type GetContactOutput,
  getContact,
  type UpsertContactInput,
  type UpsertContactOutput,
  upsertContact,
} from './contract/contact.ts';
export {
  type ContactRef,
  contactRef,
  type Properties,
  properties,
  recordId,
  type WrittenRecord,
  writtenRecord,
} from './contract/crm-fields.ts';
export {
  type CreateDealInput,
  type CreateDealOutput,
  createDeal,
  type UpdateDealInput,
  type UpdateDealOutput,
  updateDeal,
} from './contract/deal.ts';
export { type CreateTicketInput, type CreateTicketOutput, createTicket } from './contract/ticket.ts';
