package todo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TodoBodyTest {
    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void readsTheNamedFields() throws Exception {
        assertEquals(
            Map.of("title", " a ", "dueOn", LocalDate.of(2032, 2, 29)),
            TodoBody.readNewTodo(json("{\"title\": \" a \", \"dueOn\": \"2032-02-29\"}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"title\": \" \"}", "{\"title\": 7}", "{\"title\": \"a\", \"id\": 1}", "[]", "null"})
    void refusesWhatIsNoTodo(String body) throws Exception {
        JsonNode node = json(body);
        assertEquals(422, assertThrows(Problem.class, () -> TodoBody.readNewTodo(node)).status());
    }
}
