export interface Item {
  id: number
  title: string
}

export const titlesOf = (items: readonly Item[]): string[] => items.map(({ title }) => title)
