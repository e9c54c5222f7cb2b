const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

export function makeCode(length: number): string {
  return Array.from({ length }, () => alphabet[Math.floor(Math.random() * alphabet.length)])
}
