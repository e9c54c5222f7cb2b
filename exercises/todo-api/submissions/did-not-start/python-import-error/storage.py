class TodoStorage:
    def __init__(self):
        self.todos = []

    def list(self):
        return self.todos
