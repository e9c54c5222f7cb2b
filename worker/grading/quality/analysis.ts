import type {
  DuplicateFacts,
  FileFacts,
  FunctionFacts,
  Observation,
  UnreadFacts,
} from '../../../contracts/analyst-protocol.js'

type Fact<Line> = Omit<Line, 'type' | 'nonce'>

/** All that the tools told of one source, as they told it. */
export interface Analysis {
  observations: readonly Fact<Observation>[]
  functions: readonly Fact<FunctionFacts>[]
  duplicates: readonly Fact<DuplicateFacts>[]
  files: readonly Fact<FileFacts>[]
  unread: readonly Fact<UnreadFacts>[]
  /** Versions of the tools, by name. */
  tools: Readonly<Record<string, string>>
}
