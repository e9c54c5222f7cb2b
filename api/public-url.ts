import type { ApiConfig } from './config.js'

/** The address by which people and other systems reach us, without a slash at its end. */
export const publicUrl = ({ ASSAY_PUBLIC_URL, PORT }: Pick<ApiConfig, 'ASSAY_PUBLIC_URL' | 'PORT'>): string =>
  ASSAY_PUBLIC_URL === '' ? `http://localhost:${PORT}` : ASSAY_PUBLIC_URL.replace(/\/+$/, '')
