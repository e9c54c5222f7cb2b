/** Whether a condition around speaks of something: of a developer's own machine, or of a setting that asks for this. */
export function isGuarded(node, { table }, subject) {
  let below = node
  for (let above = node.parent, i = 0; above !== undefined && i < 30; below = above, above = above.parent, i++) {
    const isCondition =
      table.conditions.has(above.type) ||
      /^(?:if|conditional|ternary|binary|elif|boolean_op|match|switch)/.test(above.type)
    const head = above.in('condition') ?? above.named[0]
    const text =
      above.type.startsWith('conditional') && above.named[1]
        ? `${head?.tail} ${above.named[1].tail}`
        : (head?.tail ?? '')
    if (isCondition && head !== below && subject.test(text)) return true
  }
  return false
}
