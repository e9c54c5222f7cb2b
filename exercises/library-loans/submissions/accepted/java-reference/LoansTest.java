import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LoansTest {
    private static JsonNode add(Map<String, Object> fields) throws Exception {
        Map<String, Object> book = new HashMap<>(Map.of("title", "Emma", "author", "Jane Austen"));
        book.putAll(fields);
        return Library.send("POST", "/books", book).body();
    }

    private static Library.Answer lend(JsonNode book, Map<String, Object> fields, String... headers) throws Exception {
        Map<String, Object> loan = new HashMap<>(Map.of("book", book.get("id").asInt(), "member", "ada"));
        loan.putAll(fields);
        return Library.send("POST", "/loans", loan, headers);
    }

    private static int available(JsonNode book) throws Exception {
        return Library.send("GET", "/books/" + book.get("id").asText()).body().get("available").asInt();
    }

    private static Library.Answer giveBack(JsonNode loan) throws Exception {
        return Library.send("POST", "/loans/" + loan.get("id").asText() + "/return");
    }

    private static long fine(String member, String day) throws Exception {
        return Library.send("GET", "/members/" + member + "/fine?on=" + day).body().get("cents").asLong();
    }

    @Test
    void aLoanTakesACopyAndAReturnGivesItBackOnce() throws Exception {
        var book = add(Map.of("copies", 2));
        var lent = lend(book, Map.of());
        var loan = lent.body();
        assertEquals(201, lent.status());
        assertTrue(lent.headers().get("location").endsWith("/loans/" + loan.get("id").asText()));
        assertTrue(loan.get("returnedAt").isNull());
        assertEquals(1, available(book));
        var returned = giveBack(loan);
        assertEquals(200, returned.status());
        assertFalse(returned.body().get("returnedAt").isNull());
        assertEquals(returned.body(), giveBack(loan).body());
        assertEquals(2, available(book));
    }

    @Test
    void theLastCopyIsLentOnceWhoeverAsksAtTheSameMoment() throws Exception {
        var book = add(Map.of());
        Callable<Integer> ask = () -> lend(book, Map.of()).status();
        List<Integer> statuses = new ArrayList<>();
        try (var pool = Executors.newFixedThreadPool(6)) {
            for (Future<Integer> asked : pool.invokeAll(Collections.nCopies(6, ask))) {
                statuses.add(asked.get());
            }
        }
        Collections.sort(statuses);
        assertEquals(List.of(201, 409, 409, 409, 409, 409), statuses);
        assertEquals(0, available(book));
    }

    @Test
    void aKeyMakesOneLoan() throws Exception {
        var book = add(Map.of("copies", 3));
        var first = lend(book, Map.of(), "Idempotency-Key", "one");
        assertEquals(first.body(), lend(book, Map.of(), "Idempotency-Key", "one").body());
        assertEquals(2, available(book));
    }

    @Test
    void aBookThatIsLentStaysWithAsManyCopies() throws Exception {
        var book = add(Map.of("copies", 2));
        String path = "/books/" + book.get("id").asText();
        lend(book, Map.of());
        lend(book, Map.of());
        assertEquals(409, Library.send("DELETE", path).status());
        assertEquals(409, Library.send("PATCH", path, Map.of("copies", 1)).status());
        assertEquals(200, Library.send("GET", path).status());
    }

    @ParameterizedTest
    @CsvSource({"2028-02-27T10:00:00Z, 3, 2028-03-01", "2026-03-01T23:30:00-05:00, 1, 2026-03-03", "2026-03-02T00:30:00+02:00, 1, 2026-03-02"})
    void aLoanIsDueOnADayInUtc(String borrowedAt, int days, String dueOn) throws Exception {
        var loan = lend(add(Map.of()), Map.of("borrowedAt", borrowedAt, "days", days)).body();
        assertEquals(Instant.parse(borrowedAt), Instant.parse(loan.get("borrowedAt").asText()));
        assertEquals(dueOn, loan.get("dueOn").asText());
    }

    static List<Map<String, Object>> impossibleLoans() {
        return List.of(Map.of("days", 0), Map.of("days", 61), Map.of("member", " "), Map.of("borrowedAt", "yesterday"));
    }

    @ParameterizedTest
    @MethodSource("impossibleLoans")
    void aLoanThatCannotBeMadeIsRefused(Map<String, Object> fields) throws Exception {
        assertEquals(400, lend(add(Map.of()), fields).status());
    }

    @Test
    void aBookThatIsNotThereIsNotLent() throws Exception {
        assertEquals(404, Library.send("POST", "/loans", Map.of("book", 999_999, "member", "ada")).status());
    }

    @Test
    void theLoansOfAMemberComeWithTheLatestFirst() throws Exception {
        var book = add(Map.of("copies", 3));
        for (String day : List.of("02", "03", "01")) {
            lend(book, Map.of("member", "lister", "borrowedAt", "2026-01-" + day + "T00:00:00Z"));
        }
        List<String> days = new ArrayList<>();
        Library.send("GET", "/loans?member=lister").body().get("items").forEach(loan -> days.add(loan.get("borrowedAt").asText().substring(0, 10)));
        assertEquals(List.of("2026-01-03", "2026-01-02", "2026-01-01"), days);
    }

    @Test
    void aFineGrowsFromTheDayAfterTheDueDayHoweverFar() throws Exception {
        var loan = lend(add(Map.of("dailyFine", 10_000)), Map.of("member", "late", "borrowedAt", "2026-01-01T12:00:00Z", "days", 14)).body();
        assertEquals("2026-01-15", loan.get("dueOn").asText());
        assertEquals(0, fine("late", "2026-01-15"));
        assertEquals(20_000, fine("late", "2026-01-17"));
        long days = ChronoUnit.DAYS.between(LocalDate.of(2026, 1, 15), LocalDate.of(9999, 12, 31));
        assertEquals(days * 10_000, fine("late", "9999-12-31"));
        giveBack(loan);
        assertEquals(0, fine("late", "9999-12-31"));
    }
}
