import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'stripe/index': 'src/stripe/index.ts',
  'stripe/sandbox': 'src/stripe/sandbox.ts',
  'adyen/index': 'src/adyen/index.ts',
  'adyen/sandbox': 'src/adyen/sandbox.ts',
  'paypal/index': 'src/paypal/index.ts',
  'paypal/sandbox': 'src/paypal/sandbox.ts',
});
