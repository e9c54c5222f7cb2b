const testPath =
  /(?:^|\/)(?:tests?|specs?|unit|__tests__|fixtures|testing|[\w.-]*Tests?)\/|(?:\.|_|-)(?:test|spec)\.\w+$|(?:^|\/)test_|Tests?\.\w+$/

/** Whether a file holds tests by its name: their passwords, certificates and errors are made up. */
export const isTest = (path) => testPath.test(path)
