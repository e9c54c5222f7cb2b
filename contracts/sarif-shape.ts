/** As much of SARIF 2.1.0 as `toSarif` writes, by the names of its schema. */
export type SarifLevel = 'error' | 'warning' | 'note'

interface Message {
  text: string
}

export interface SarifLocation {
  physicalLocation: {
    artifactLocation: { uri: string; uriBaseId: string }
    region?: { startLine: number; startColumn?: number; endLine: number }
  }
}

export interface SarifRule {
  id: string
  shortDescription: Message
  fullDescription: Message
  help: Message & { markdown: string }
  defaultConfiguration: { level: SarifLevel }
  properties: { category: string; tags: readonly string[] }
}

export interface SarifResult {
  ruleId: string
  /** Place of the rule in the list of the driver. */
  ruleIndex: number
  level: SarifLevel
  message: Message
  locations: readonly SarifLocation[]
  partialFingerprints: Readonly<Record<string, string>>
  properties: { category: string; level: string }
}

export interface SarifNotification {
  level: SarifLevel
  message: Message
  locations?: readonly SarifLocation[]
}

export interface SarifRun {
  tool: {
    driver: { name: string; version?: string; rules: readonly SarifRule[] }
    extensions?: readonly { name: string; version: string }[]
  }
  automationDetails: { id: string }
  originalUriBaseIds: Readonly<Record<string, { description: Message }>>
  invocations: readonly {
    executionSuccessful: boolean
    startTimeUtc?: string
    endTimeUtc?: string
    toolExecutionNotifications?: readonly SarifNotification[]
  }[]
  /** Absent where the source was not read; empty where nothing was found. */
  results?: readonly SarifResult[]
  properties: Readonly<Record<string, unknown>>
}

export interface SarifLog {
  $schema: string
  version: '2.1.0'
  runs: readonly SarifRun[]
}
