import type { EventDefinition } from '../event/envelope.ts';
import { createCatalogue, type EventCatalogue } from '../event/event-catalogue.ts';
import * as activity from './activity.ts';
import * as assistant from './assistant.ts';
import * as association from './association.ts';
import * as audience from './audience.ts';
import * as call from './call.ts';
import * as callMedia from './call-media.ts';
import * as cart from './cart.ts';
import * as channel from './channel.ts';
import * as checkout from './checkout.ts';
import * as company from './company.ts';
import * as contact from './contact.ts';
import * as contactConsent from './contact-consent.ts';
import * as conversation from './conversation.ts';
import * as deal from './deal.ts';
import * as device from './device.ts';
import * as dispute from './dispute.ts';
import * as email from './email.ts';
import * as emailEngagement from './email-engagement.ts';
import * as emailReceived from './email-received.ts';
import * as form from './form.ts';
import * as interaction from './interaction.ts';
import * as invoice from './invoice.ts';
import * as lead from './lead.ts';
import * as member from './member.ts';
import * as message from './message.ts';
import * as note from './note.ts';
import * as order from './order.ts';
import * as page from './page.ts';
import * as payment from './payment.ts';
import * as paymentMethod from './payment-method.ts';
import * as payout from './payout.ts';
import * as profile from './profile.ts';
import * as reaction from './reaction.ts';
import * as refund from './refund.ts';
import * as subscription from './subscription.ts';
import * as ticket from './ticket.ts';

/** Every event type of Touchline, and the type of its data. */
export interface TouchpointEvents {
  'contact.created': contact.ContactCreated;
  'contact.updated': contact.ContactUpdated;
  'contact.deleted': contact.ContactDeleted;
  'contact.merged': contact.ContactMerged;
  'contact.restored': contact.ContactRestored;

  'contact.opted_in': contactConsent.ContactOptedIn;
  'contact.opted_out': contactConsent.ContactOptedOut;

  'company.created': company.CompanyCreated;
  'company.updated': company.CompanyUpdated;
  'company.deleted': company.CompanyDeleted;
  'company.merged': company.CompanyMerged;
  'company.restored': company.CompanyRestored;

  'deal.created': deal.DealCreated;
  'deal.updated': deal.DealUpdated;
  'deal.deleted': deal.DealDeleted;
  'deal.merged': deal.DealMerged;
  'deal.restored': deal.DealRestored;
  'deal.stage_changed': deal.DealStageChanged;
  'deal.won': deal.DealWon;
  'deal.lost': deal.DealLost;

  'ticket.created': ticket.TicketCreated;
  'ticket.updated': ticket.TicketUpdated;
  'ticket.deleted': ticket.TicketDeleted;
  'ticket.merged': ticket.TicketMerged;
  'ticket.restored': ticket.TicketRestored;

  'lead.created': lead.LeadCreated;
  'lead.updated': lead.LeadUpdated;
  'lead.deleted': lead.LeadDeleted;
  'lead.merged': lead.LeadMerged;
  'lead.restored': lead.LeadRestored;

  'activity.created': activity.ActivityCreated;
  'activity.updated': activity.ActivityUpdated;
  'activity.deleted': activity.ActivityDeleted;
  'activity.merged': activity.ActivityMerged;
  'activity.restored': activity.ActivityRestored;

  'note.created': note.NoteCreated;
  'note.updated': note.NoteUpdated;
  'note.deleted': note.NoteDeleted;
  'note.merged': note.NoteMerged;
  'note.restored': note.NoteRestored;

  'association.created': association.AssociationCreated;
  'association.deleted': association.AssociationDeleted;

  'email.queued': email.EmailQueued;
  'email.sent': email.EmailSent;
  'email.delivered': email.EmailDelivered;
  'email.deferred': email.EmailDeferred;
  'email.bounced': email.EmailBounced;
  'email.dropped': email.EmailDropped;
  'email.failed': email.EmailFailed;

  'email.opened': emailEngagement.EmailOpened;
  'email.clicked': emailEngagement.EmailClicked;
  'email.complained': emailEngagement.EmailComplained;
  'email.unsubscribed': emailEngagement.EmailUnsubscribed;

  'email.received': emailReceived.EmailReceived;

  'message.received': message.MessageReceived;
  'message.sent': message.MessageSent;
  'message.delivered': message.MessageDelivered;
  'message.read': message.MessageRead;
  'message.failed': message.MessageFailed;
  'message.edited': message.MessageEdited;
  'message.deleted': message.MessageDeleted;

  'reaction.added': reaction.ReactionAdded;
  'reaction.removed': reaction.ReactionRemoved;

  'interaction.received': interaction.InteractionReceived;

  'conversation.created': conversation.ConversationCreated;
  'conversation.assigned': conversation.ConversationAssigned;
  'conversation.closed': conversation.ConversationClosed;
  'conversation.reopened': conversation.ConversationReopened;

  'member.joined': member.MemberJoined;
  'member.left': member.MemberLeft;

  'channel.app_installed': channel.ChannelAppInstalled;
  'channel.app_uninstalled': channel.ChannelAppUninstalled;

  'call.initiated': call.CallInitiated;
  'call.ringing': call.CallRinging;
  'call.answered': call.CallAnswered;
  'call.bridged': call.CallBridged;
  'call.completed': call.CallCompleted;
  'call.failed': call.CallFailed;
  'call.no_answer': call.CallNoAnswer;
  'call.busy': call.CallBusy;

  'call.dtmf.received': callMedia.CallDtmfReceived;
  'call.speech.recognized': callMedia.CallSpeechRecognized;
  'call.recording.available': callMedia.CallRecordingAvailable;
  'call.transcription.available': callMedia.CallTranscriptionAvailable;
  'call.machine.detected': callMedia.CallMachineDetected;

  'session.started': assistant.SessionStarted;
  'intent.received': assistant.IntentReceived;
  'session.ended': assistant.SessionEnded;

  'payment.created': payment.PaymentCreated;
  'payment.authorized': payment.PaymentAuthorized;
  'payment.captured': payment.PaymentCaptured;
  'payment.succeeded': payment.PaymentSucceeded;
  'payment.failed': payment.PaymentFailed;
  'payment.canceled': payment.PaymentCanceled;
  'payment.requires_action': payment.PaymentRequiresAction;

  'payment_method.attached': paymentMethod.PaymentMethodAttached;

  'refund.created': refund.RefundCreated;
  'refund.succeeded': refund.RefundSucceeded;
  'refund.failed': refund.RefundFailed;

  'dispute.opened': dispute.DisputeOpened;
  'dispute.updated': dispute.DisputeUpdated;
  'dispute.won': dispute.DisputeWon;
  'dispute.lost': dispute.DisputeLost;

  'payout.paid': payout.PayoutPaid;
  'payout.failed': payout.PayoutFailed;

  'subscription.created': subscription.SubscriptionCreated;
  'subscription.updated': subscription.SubscriptionUpdated;
  'subscription.canceled': subscription.SubscriptionCanceled;
  'subscription.renewed': subscription.SubscriptionRenewed;
  'subscription.past_due': subscription.SubscriptionPastDue;

  'invoice.finalized': invoice.InvoiceFinalized;
  'invoice.paid': invoice.InvoicePaid;
  'invoice.payment_failed': invoice.InvoicePaymentFailed;

  'checkout.completed': checkout.CheckoutCompleted;
  'checkout.expired': checkout.CheckoutExpired;

  'order.created': order.OrderCreated;
  'order.paid': order.OrderPaid;
  'order.fulfilled': order.OrderFulfilled;
  'order.canceled': order.OrderCanceled;
  'order.refunded': order.OrderRefunded;

  'cart.abandoned': cart.CartAbandoned;

  'page.viewed': page.PageViewed;

  'form.submitted': form.FormSubmitted;

  'audience.entered': audience.AudienceEntered;
  'audience.exited': audience.AudienceExited;
  'profile.updated': profile.ProfileUpdated;

  'telemetry.received': device.TelemetryReceived;
  'device.connected': device.DeviceConnected;
  'device.disconnected': device.DeviceDisconnected;
  'command.acknowledged': device.CommandAcknowledged;
}

/** The definitions of all {@link TouchpointEvents}, a domain after the other. */
export const touchpointEvents: readonly EventDefinition[] = [
  ...contact.contactEvents,
  ...contactConsent.contactConsentEvents,
  ...company.companyEvents,
  ...deal.dealEvents,
  ...ticket.ticketEvents,
  ...lead.leadEvents,
  ...activity.activityEvents,
  ...note.noteEvents,
  ...association.associationEvents,
  ...email.emailEvents,
  ...emailEngagement.emailEngagementEvents,
  ...emailReceived.emailReceivedEvents,
  ...message.messageEvents,
  ...reaction.reactionEvents,
  ...interaction.interactionEvents,
  ...conversation.conversationEvents,
  ...member.memberEvents,
  ...channel.channelEvents,
  ...call.callEvents,
  ...callMedia.callMediaEvents,
  ...assistant.assistantEvents,
  ...payment.paymentEvents,
  ...paymentMethod.paymentMethodEvents,
  ...refund.refundEvents,
  ...dispute.disputeEvents,
  ...payout.payoutEvents,
  ...subscription.subscriptionEvents,
  ...invoice.invoiceEvents,
  ...checkout.checkoutEvents,
  ...order.orderEvents,
  ...cart.cartEvents,
  ...page.pageEvents,
  ...form.formEvents,
  ...audience.audienceEvents,
  ...profile.profileEvents,
  ...device.deviceEvents,
];

/** The catalogue of all {@link TouchpointEvents}. */
export const touchpointCatalogue: EventCatalogue<TouchpointEvents> =
  createCatalogue<TouchpointEvents>(touchpointEvents);
