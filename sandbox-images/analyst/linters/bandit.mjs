import { readVersion, runDriver } from './run-driver.mjs'

/** Isolated: neither variables nor the folder it runs in say what Python imports. */
const python = ['python3', '-I', '-B']

export const reader = {
  name: 'bandit',

  async versions() {
    const bandit = await readVersion(
      [...python, '-c', 'import importlib.metadata as m; print(m.version("bandit"))'],
      /[\d.]+/,
    )
    return { bandit }
  },

  read({ root, files, rules }) {
    return runDriver(python, 'run_bandit.py', () => ({ root, files, rules }))
  },
}
