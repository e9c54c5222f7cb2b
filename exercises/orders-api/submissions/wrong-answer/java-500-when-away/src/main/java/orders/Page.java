package orders;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** One page of a list. The cursor is a position in it: what was deleted or added before does not matter. */
public record Page<T>(List<T> items, String next) {
    private static final int USUAL_LIMIT = 20;
    private static final int HIGHEST_LIMIT = 100;

    /** Of rows, of which there is one more than the limit when this is not the last page. */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, int[]> positionOf) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> items = rows.subList(0, limit);
        return new Page<>(items, writeCursor(positionOf.apply(items.getLast())));
    }

    public static int readLimit(HttpServletRequest request) {
        return readInteger(request, "limit", USUAL_LIMIT, 1, HIGHEST_LIMIT);
    }

    /** Where the page before ended, in as many numbers as {@code start} has; {@code start} for the first page. */
    public static int[] readCursor(HttpServletRequest request, int... start) {
        String text = request.getParameter("cursor");
        if (text == null) {
            return start;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split("\\.");
            int[] position = new int[parts.length];
            for (int i = 0; i < parts.length; i++) {
                position[i] = Integer.parseInt(parts[i]);
            }
            if (position.length == start.length && writeCursor(position).equals(text)) {
                return position;
            }
        } catch (IllegalArgumentException e) {
            // Falls through: whatever it was, we did not give it out.
        }
        throw new Problem(400, "cursor must be the \"next\" of an earlier page.");
    }

    static String writeCursor(int... position) {
        StringBuilder text = new StringBuilder();
        for (int number : position) {
            text.append(text.isEmpty() ? "" : ".").append(number);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    public static int readInteger(HttpServletRequest request, String name, int fallback, int least, int most) {
        String text = request.getParameter(name);
        if (text == null) {
            return fallback;
        }
        int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw new Problem(400, name + " must be an integer from " + least + " to " + most + ".");
        }
        return number;
    }
}
