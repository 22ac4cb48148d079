import type { Citation, ConsentRegime } from './consent-regime.ts';

/** The ways to somebody's telephone. */
const telephone = ['sms', 'mms', 'rcs', 'phone', 'voice', 'call'];

/** Regulation (EU) 2016/679. */
const gdpr = (article: string, says: string): Citation => ({
  article: `GDPR ${article}`,
  says,
  url: 'https://eur-lex.europa.eu/eli/reg/2016/679/oj',
});

const gdprConsent: readonly Citation[] = [
  gdpr('Art. 6(1)(a)', 'processing is lawful where the person consented to the specific purpose'),
  gdpr('Art. 4(11)', 'consent is a clear affirmative act'),
  gdpr('Art. 7(1)', 'the controller must be able to demonstrate it'),
  gdpr('Art. 7(3)', 'it can be withdrawn at any time'),
  gdpr('Art. 21(3)', 'after an objection nothing is processed for direct marketing any more'),
  {
    article: 'Directive 2002/58/EC Art. 13(1)',
    says: 'electronic mail for direct marketing needs prior consent',
    url: 'https://eur-lex.europa.eu/eli/dir/2002/58/oj',
  },
];

/**
 * The laws that are known by default. They are a place to begin, not legal advice: what stands here is the general rule, and the
 * exceptions that a law allows, such as the soft opt-in of existing customers, are left to a grant that you record. Where a law asks for more
 * than these rules know, it is not covered: consent of parents for children (GDPR Art. 8; below 16 in Cal. Civ. Code § 1798.120(c)), and
 * whether a call is placed by hand, which 47 CFR § 64.1200(a)(2) treats otherwise.
 */
export const knownRegimes: readonly ConsentRegime[] = [
  {
    id: 'gdpr',
    title: 'General Data Protection Regulation (EU, EEA)',
    regions: [
      ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT'],
      ...['LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'IS', 'LI', 'NO'],
    ],
    rules: [{ default: 'opt-in', strength: 'explicit', law: gdprConsent }],
  },
  {
    id: 'uk',
    title: 'UK GDPR and PECR (United Kingdom)',
    regions: ['GB'],
    rules: [
      {
        default: 'opt-in',
        strength: 'explicit',
        law: [
          {
            article: 'UK GDPR Art. 6(1)(a), 7',
            says: 'consent to a specific purpose, demonstrable, withdrawn at any time',
            url: 'https://www.legislation.gov.uk/eur/2016/679/article/7',
          },
          {
            article: 'PECR 2003 reg. 22(2)',
            says: 'electronic mail for direct marketing needs prior consent',
            url: 'https://www.legislation.gov.uk/uksi/2003/2426/regulation/22',
          },
        ],
      },
    ],
  },
  {
    id: 'switzerland',
    title: 'Federal Act against Unfair Competition (Switzerland)',
    regions: ['CH'],
    rules: [
      {
        default: 'opt-in',
        strength: 'explicit',
        law: [
          {
            article: 'UCA Art. 3(1)(o)',
            says: 'mass advertising by telecommunication needs prior consent',
            url: 'https://www.fedlex.admin.ch/eli/cc/1988/223_223_223/en',
          },
        ],
      },
    ],
  },
  {
    id: 'lgpd',
    title: 'Lei Geral de Proteção de Dados (Brazil)',
    regions: ['BR'],
    rules: [
      {
        default: 'opt-in',
        strength: 'explicit',
        law: [
          {
            article: 'LGPD Art. 7(I), 8(4), 8(5)',
            says: 'consent for determined purposes, revocable at any time',
            url: 'https://www.planalto.gov.br/ccivil_03/_ato2015-2018/2018/lei/l13709.htm',
          },
        ],
      },
    ],
  },
  {
    id: 'casl',
    title: "Canada's anti-spam legislation",
    regions: ['CA'],
    rules: [
      {
        // Consent that is implied by a purchase ends two years after it, by an inquiry after six months. Where you rely on it, say so with a
        // regime of your own whose strength is `implied`, and record it with that end: https://crtc.gc.ca/eng/com500/guide.htm
        default: 'opt-in',
        strength: 'explicit',
        law: [
          {
            article: 'CASL s. 6, 10, 11',
            says: 'commercial electronic messages need consent, and a way to unsubscribe that works',
            url: 'https://laws-lois.justice.gc.ca/eng/acts/E-1.6/',
          },
        ],
      },
    ],
  },
  {
    id: 'us',
    title: 'CCPA, CAN-SPAM and TCPA (United States)',
    regions: ['US'],
    rules: [
      {
        purposes: ['marketing'],
        channels: telephone,
        default: 'opt-in',
        strength: 'explicit',
        law: [
          {
            article: '47 CFR § 64.1200(a)(2), (a)(10)',
            says: 'telemarketing by autodialled or prerecorded calls, texts among them, needs prior express written consent, revoked by any reasonable means such as STOP',
            url: 'https://www.ecfr.gov/current/title-47/section-64.1200',
          },
        ],
      },
      {
        purposes: ['sale', 'sharing'],
        default: 'opt-out',
        law: [
          {
            article: 'Cal. Civ. Code § 1798.120(a), (d), 1798.135',
            says: 'personal information is not sold or shared once the person said so',
            url: 'https://leginfo.legislature.ca.gov/faces/codes_displaySection.xhtml?lawCode=CIV&sectionNum=1798.120.',
          },
          {
            article: '11 CCR § 7025(b), (c)',
            says: 'an opt-out preference signal, such as Global Privacy Control, is such a request',
            url: 'https://www.law.cornell.edu/regulations/california/11-CCR-7025',
          },
        ],
      },
      {
        default: 'opt-out',
        law: [
          {
            article: '15 U.S.C. § 7704(a)(3)-(4)',
            says: 'commercial e-mail offers an opt-out, and stops within ten business days of it',
            url: 'https://www.law.cornell.edu/uscode/text/15/7704',
          },
        ],
      },
    ],
  },
];
