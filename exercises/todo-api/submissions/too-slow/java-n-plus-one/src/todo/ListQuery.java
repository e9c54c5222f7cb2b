package todo;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What {@code GET /todos} was asked for; null means "not filtered". */
public record ListQuery(int limit, int after, Boolean done, String search) {
    private static final String CURSOR_MARK = "after:";

    public static ListQuery read(HttpServletRequest request) {
        String limit = request.getParameter("limit");
        String cursor = request.getParameter("cursor");
        String done = request.getParameter("done");
        return new ListQuery(
            limit == null ? 20 : readLimit(limit),
            cursor == null ? 0 : readCursor(cursor),
            done == null ? null : readBoolean(done),
            readSearch(request.getParameter("search")));
    }

    /** A cursor is the id of the last to-do seen: what was deleted or added before it does not matter. */
    public static String writeCursor(int id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((CURSOR_MARK + id).getBytes(StandardCharsets.US_ASCII));
    }

    private static int readCursor(String text) {
        try {
            String cursor = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
            int id = Integer.parseInt(cursor.substring(CURSOR_MARK.length()));
            if (writeCursor(id).equals(text)) {
                return id;
            }
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            // Falls through: whatever it was, we did not give it out.
        }
        throw new Problem(400, "cursor must be the \"next\" of an earlier page.");
    }

    private static int readLimit(String text) {
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > 100) {
            throw new Problem(400, "limit must be an integer from 1 to 100.");
        }
        return limit;
    }

    private static boolean readBoolean(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new Problem(400, "done must be true or false.");
        }
        return text.equals("true");
    }

    private static String readSearch(String text) {
        if (text != null && text.indexOf('\0') >= 0) {
            throw new Problem(400, "search must be text.");
        }
        return text;
    }
}
