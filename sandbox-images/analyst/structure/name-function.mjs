const nameLength = 200
/** Fields that carry a name, where the function is a value: of a variable, a property, a target of an assignment. */
const namingFields = ['name', 'key', 'left', 'property']

function nameOfCall(node) {
  const callee = node.in('function', 'name', 'constructor')
  const first = node.in('arguments')?.named[0]?.text ?? ''
  return callee ? `function passed to ${callee.text.slice(-60)}(${first.length <= 60 ? first : '…'})` : undefined
}

/** The name of a value: of what it is assigned to, or of the call that it is an argument of. */
function nameOfValue(node) {
  let above = node.parent
  for (let i = 0; i < 4 && above !== undefined; i++) {
    if (above.in('arguments')) return nameOfCall(above)
    const name = above.in(...namingFields)
    if (name && name !== node) return name.text
    const declared = above.type === 'variable_declarator' ? above.named[0] : undefined
    if (declared && declared !== node) return declared.text
    above = above.parent
  }
  return undefined
}

/** What a function is called in the source, with its class before it. */
export function nameFunction(node, className) {
  const own =
    node.in('name')?.text ?? (node.type === 'accessor_declaration' ? node.parent.parent.in('name')?.text : undefined)
  const name = own ?? nameOfValue(node) ?? 'anonymous function'
  return (own && className ? `${className}.${name}` : name).replace(/\s+/g, ' ').slice(0, nameLength)
}
