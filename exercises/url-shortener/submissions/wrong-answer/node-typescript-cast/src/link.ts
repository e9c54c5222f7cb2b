/** A link as the API shows it. */
export interface Link {
  code: string
  url: string
  clicks: number
  createdAt: string
  expiresAt: string | null
}

/** What a caller wants a link to be. */
export interface NewLink {
  url: string
  alias?: string
  expiresInSeconds?: number
}

export const isExpired = (link: Link): boolean => link.expiresAt !== null && Date.now() >= Date.parse(link.expiresAt)
