import { csharp } from './csharp.mjs'
import { java } from './java.mjs'
import { javascript } from './javascript.mjs'
import { php } from './php.mjs'
import { python } from './python.mjs'

/** How each language names the nodes that are measured. */
export const grammars = { node: javascript, python, java, php, dotnet: csharp }
