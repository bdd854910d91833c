/** The answers of a running boot-node to identify and to a request for a reservation. */

/** Numbers are as in the messages; null for a missing value. */
export interface BootNodeAnswers {
  readonly address: string
  readonly agent: string | null
  readonly protocols: readonly string[]
  /** null: it does not support circuit relay v2. */
  readonly reservation: ReservationAnswer | null
}

export interface ReservationAnswer {
  /** 100 is OK. */
  readonly status: number
  /** Seconds until the reservation expires, and until its voucher does, by the clock of this machine. */
  readonly expiresIn: number | null
  readonly voucherExpiresIn: number | null
  /** Limits of a circuit: seconds (of js-libp2p milliseconds) and bytes; null: it gave none. */
  readonly limitDuration: number | null
  readonly limitData: number | null
}
