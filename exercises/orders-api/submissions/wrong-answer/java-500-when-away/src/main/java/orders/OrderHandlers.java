package orders;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What can be asked of orders. */
final class OrderHandlers {
    private static final int MOST_LINES = 20;

    private static final Map<String, Function<JsonNode, Object>> NEW_ORDER =
        Map.of("customer", Fields.text(100), "lines", OrderHandlers::readLines);
    private static final Function<JsonNode, Object> PRODUCT_ID = Fields.integer(1, Integer.MAX_VALUE);
    private static final Function<JsonNode, Object> QUANTITY = Fields.integer(1, 1000);

    private final OrderStore store;

    OrderHandlers(OrderStore store) {
        this.store = store;
    }

    @SuppressWarnings("unchecked")
    Answer create(HttpServletRequest request, int id) throws IOException {
        Map<String, Object> fields = Fields.read(request, NEW_ORDER, List.of("customer", "lines"));
        var placed = store.place((String) fields.get("customer"), (Map<Integer, Integer>) fields.get("lines"), readKey(request));
        Order order = placed.order();
        return placed.isNew() ? Answer.created("/orders/" + order.id(), order) : Answer.ok(order);
    }

    Answer list(HttpServletRequest request, int id) {
        int limit = Page.readLimit(request);
        int[] before = Page.readCursor(request, Integer.MAX_VALUE);
        List<Order> orders = store.list(request.getParameter("customer"), before[0], limit + 1);
        return Answer.ok(Page.of(orders, limit, order -> new int[] {order.id()}));
    }

    Answer read(HttpServletRequest request, int id) {
        return Answer.ok(find(id));
    }

    Answer pay(HttpServletRequest request, int id) {
        return close(id, "paid");
    }

    Answer cancel(HttpServletRequest request, int id) {
        return close(id, "cancelled");
    }

    Answer delete(HttpServletRequest request, int id) {
        if (!store.removeCancelled(id)) {
            throw new Problem(409, "The order is " + find(id).status() + ".");
        }
        return Answer.gone();
    }

    private Answer close(int id, String status) {
        boolean isClosed = store.close(id, status);
        Order order = find(id);
        if (!isClosed) {
            throw new Problem(409, "The order is " + order.status() + ".");
        }
        return Answer.ok(order);
    }

    private Order find(int id) {
        return store.find(id).orElseThrow(Problem::notFound);
    }

    /** The quantity of each product, in the order of the body. */
    private static Object readLines(JsonNode value) {
        Fields.check(value.isArray() && !value.isEmpty() && value.size() <= MOST_LINES, "must be a list of 1 to " + MOST_LINES + " lines");
        Map<Integer, Integer> quantities = new LinkedHashMap<>();
        for (JsonNode line : value) {
            Fields.check(line.size() == 2 && line.has("productId") && line.has("quantity"), "must have a productId and a quantity in each line");
            Object previous = quantities.put((Integer) PRODUCT_ID.apply(line.get("productId")), (Integer) QUANTITY.apply(line.get("quantity")));
            Fields.check(previous == null, "must name each product once");
        }
        return quantities;
    }

    private static String readKey(HttpServletRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key != null && !key.matches("[!-~]{1,100}")) {
            throw new Problem(400, "Idempotency-Key must be 1 to 100 visible ASCII characters.");
        }
        return key;
    }
}
