export interface Todo {
  id: number
  title: string
  done: boolean
}

export function createTodo(id: number, title: string): Todo {
  return { id, title, done: 'no' }
}
