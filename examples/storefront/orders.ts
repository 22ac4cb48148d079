/** An order of the shop. */
export interface Order {
  readonly id: string;
  readonly email: string;
  /** E.164. */
  readonly phone: string;
}

/** The shop's own records, which no vendor has. */
export interface OrderBook {
  readonly add: (order: Order) => void;
  readonly find: (id: unknown) => Order | undefined;
}

export const createOrderBook = (): OrderBook => {
  const orders = new Map<unknown, Order>();
  return { add: (order) => orders.set(order.id, order), find: (id) => orders.get(id) };
};
