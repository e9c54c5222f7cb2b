import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BooksTest {
    @Test
    void aBookThatWasAddedCanBeRead() throws Exception {
        var book = Library.send("POST", "/books", Map.of("title", "Emma", "author", "Jane Austen")).body();
        var found = Library.send("GET", "/books/" + book.get("id").asText());
        assertEquals(200, found.status());
        assertEquals("Emma", found.body().get("title").asText());
    }
}
