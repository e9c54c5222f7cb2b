/** Why a grade is another although every test ended as before, and with the same verdict. */
export const changedWithoutTests = 'No test changed: speed was measured again, or the weights of the checks changed.'
