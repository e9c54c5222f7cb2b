/** Something about this machine that the person can mend. The message is one line: what is wrong, and what to do. */
export class SetupProblem extends Error {}
