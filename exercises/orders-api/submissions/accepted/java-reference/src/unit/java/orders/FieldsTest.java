package orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
    private static Map<String, Object> read(String json) throws Exception {
        return Fields.read(new ObjectMapper().readTree(json), Map.of("quantity", Fields.integer(1, 1000)), List.of("quantity"));
    }

    @Test
    void readsTheNamedFields() throws Exception {
        assertEquals(Map.of("quantity", 5), read("{\"quantity\": 5}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"quantity\": \"5\"}", "{\"quantity\": 1.5}", "{\"quantity\": 5, \"id\": 1}", "[]", "null"})
    void refusesWhatIsNoQuantity(String json) {
        assertEquals(422, assertThrows(Problem.class, () -> read(json)).status());
    }
}
