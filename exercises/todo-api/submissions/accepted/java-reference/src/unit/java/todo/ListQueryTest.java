package todo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class ListQueryTest {
    @Test
    void cursorsOfDifferentTodosDiffer() {
        assertEquals(ListQuery.writeCursor(17), ListQuery.writeCursor(17));
        assertNotEquals(ListQuery.writeCursor(17), ListQuery.writeCursor(18));
    }
}
