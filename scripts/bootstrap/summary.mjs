import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * What the screen shows when all is up: where it listens, how to sign in, and a first submission to paste.
 * @param {{ root: string, url: string, adminToken: string, signInLink: string | undefined, slugs: string[],
 *   logFolder: string, currentFolder: string }} summary
 */
export function describeSummary({ root, url, adminToken, signInLink, slugs, logFolder, currentFolder }) {
  const lines = [
    '',
    `Assay listens at ${url}`,
    ...(signInLink
      ? [
          `  pages              ${signInLink}`,
          '                     signs you in as the admin; works once, within 15 minutes; later: npx assay login-link admin',
        ]
      : []),
    `  API description    ${url}/docs`,
    `  exercises          ${slugs.join(', ') || 'none'}`,
    `  admin token        ${adminToken}`,
    '                     send it as "Authorization: Bearer <token>"; create tokens for others with: npx assay token create --scope submit',
    `  logs               ${logFolder}`,
    '  stop               Ctrl-C; nothing is lost, and the next start takes seconds',
  ]
  const sample = findSample(root, slugs)
  if (sample)
    lines.push(
      '',
      'Submit a sample and follow it (paste into another terminal):',
      '',
      ...sampleCommand(sample, { url, adminToken, currentFolder }),
    )
  return lines.join('\n')
}

/** The smallest first: a first answer should come soon. */
const triedFirst = 'url-shortener'

/**
 * @param {string} root
 * @param {string[]} slugs
 */
function findSample(root, slugs) {
  return [...slugs]
    .sort((a, b) => Number(b === triedFirst) - Number(a === triedFirst))
    .map((slug) => ({
      slug,
      language: 'node',
      folder: join(root, 'exercises', slug, 'submissions/accepted/node-reference'),
    }))
    .find(({ folder }) => existsSync(folder))
}

/**
 * @param {{ slug: string, language: string, folder: string }} sample
 * @param {{ url: string, adminToken: string, currentFolder: string }} surroundings
 */
function sampleCommand({ slug, language, folder }, { url, adminToken, currentFolder }) {
  return [
    `  TOKEN=${adminToken}`,
    `  SUBMISSION=${url}$(tar -C ${relative(currentFolder, folder) || '.'} -czf - . | curl -sS -o /dev/null -w '%header{location}' \\`,
    `    -H "Authorization: Bearer $TOKEN" -F language=${language} -F 'archive=@-;filename=sample.tar.gz' \\`,
    `    ${url}/v1/exercises/${slug}/submissions)`,
    '  curl -sSN -H "Authorization: Bearer $TOKEN" "$SUBMISSION/events"',
    '  curl -sS -H "Authorization: Bearer $TOKEN" "$SUBMISSION/report" | grep -oE \'"(verdict|score|maxScore)":[^,]*\' | head -3',
    '',
    `The same with the command: npx assay submit ${slug} ${relative(currentFolder, folder) || '.'} --watch`,
  ]
}
