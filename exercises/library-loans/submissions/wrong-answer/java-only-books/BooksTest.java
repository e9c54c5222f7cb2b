import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BooksTest {
    private static final Map<String, Object> EMMA = Map.of("title", "Emma", "author", "Jane Austen");

    private static Map<String, Object> emmaWith(Map<String, Object> changes) {
        Map<String, Object> fields = new HashMap<>(EMMA);
        fields.putAll(changes);
        return fields;
    }

    private static JsonNode add(Map<String, Object> fields) throws Exception {
        return Library.send("POST", "/books", emmaWith(fields)).body();
    }

    private static String pathOf(JsonNode book) {
        return "/books/" + book.get("id").asText();
    }

    private static List<String> titles(String query) throws Exception {
        List<String> titles = new ArrayList<>();
        Library.send("GET", "/books?" + query).body().get("items").forEach(book -> titles.add(book.get("title").asText()));
        return titles;
    }

    @Test
    void aNewBookHasAStatusAnAddressAndDefaults() throws Exception {
        var added = Library.send("POST", "/books", Map.of("title", " Persuasion ", "author", "Jane Austen"));
        var book = added.body();
        assertEquals(201, added.status());
        assertTrue(added.headers().get("location").endsWith(pathOf(book)));
        assertEquals("Persuasion", book.get("title").asText());
        assertEquals(List.of(1, 25, 1), List.of(book.get("copies").asInt(), book.get("dailyFine").asInt(), book.get("available").asInt()));
        assertEquals(book, Library.send("GET", pathOf(book)).body());
    }

    static List<Map<String, Object>> brokenRules() {
        return List.of(
            Map.of("title", "   "), Map.of("title", ""), Map.of("author", " "), Map.of("title", "x".repeat(201)), Map.of("title", 7),
            Map.of("copies", 0), Map.of("copies", 1001), Map.of("copies", 1.5), Map.of("dailyFine", -1), Map.of("dailyFine", 10_001));
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void aBookThatBreaksARuleIsRefused(Map<String, Object> fields) throws Exception {
        assertEquals(400, Library.send("POST", "/books", emmaWith(fields)).status());
    }

    @Test
    void aListIsCutIntoPagesByTitleWhateverItsCase() throws Exception {
        for (String title : List.of("delta", "Bravo", "alpha", "Echo", "charlie")) {
            add(Map.of("title", title, "author", "Author of Pages"));
        }
        String query = "author=" + URLEncoder.encode("AUTHOR OF PAGES", StandardCharsets.UTF_8) + "&perPage=2";
        assertEquals(List.of("alpha", "Bravo"), titles(query));
        assertEquals(List.of("charlie", "delta"), titles(query + "&page=2"));
        assertEquals(List.of("Echo"), titles(query + "&page=3"));
        var page = Library.send("GET", "/books?" + query).body();
        assertEquals(List.of(1, 3, 5), List.of(page.get("page").asInt(), page.get("pages").asInt(), page.get("total").asInt()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"perPage=51", "perPage=0", "page=0", "perPage=x"})
    void aPageThatCannotBeIsRefused(String query) throws Exception {
        assertEquals(400, Library.send("GET", "/books?" + query).status());
    }

    @Test
    void aPageMayHaveFiftyBooks() throws Exception {
        assertEquals(200, Library.send("GET", "/books?perPage=50").status());
    }

    @Test
    void aChangeLeavesWhatItDoesNotName() throws Exception {
        var book = add(Map.of("copies", 3, "dailyFine", 90));
        var changed = Library.send("PATCH", pathOf(book), Map.of("title", "Sanditon"));
        assertEquals(200, changed.status());
        assertEquals("Sanditon", changed.body().get("title").asText());
        assertEquals(List.of(3, 90), List.of(changed.body().get("copies").asInt(), changed.body().get("dailyFine").asInt()));
        assertEquals(2, Library.send("PATCH", pathOf(book), Map.of("copies", 2)).body().get("available").asInt());
    }

    @Test
    void aRemovedBookIsGoneEverywhere() throws Exception {
        var book = add(Map.of("author", "Removed"));
        assertEquals(204, Library.send("DELETE", pathOf(book)).status());
        assertEquals(404, Library.send("GET", pathOf(book)).status());
        assertEquals(404, Library.send("DELETE", pathOf(book)).status());
        assertEquals(List.of(), titles("author=Removed"));
    }

    @Test
    void aCardShowsATitleAndNeverRunsIt() throws Exception {
        var card = Library.send("GET", pathOf(add(Map.of("title", "<b>\"Tom\" & 'Jerry'</b>", "author", "<i>"))) + "/card");
        assertTrue(card.headers().get("content-type").startsWith("text/html"));
        assertFalse(card.text().contains("<b>") || card.text().contains("<i>"), card.text());
        assertTrue(card.text().contains("&lt;b&gt;"), card.text());
    }
}
