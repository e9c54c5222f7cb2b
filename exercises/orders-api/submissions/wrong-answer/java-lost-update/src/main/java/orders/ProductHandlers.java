package orders;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What can be asked of products. */
final class ProductHandlers {
    private static final int HIGHEST_PRICE = 999_999_999;

    private static final Map<String, Function<JsonNode, Object>> CHANGEABLE =
        Map.of("name", Fields.text(200), "priceCents", Fields.integer(0, 10_000_000));
    private static final Map<String, Function<JsonNode, Object>> SETTABLE = Map.of(
        "sku", ProductHandlers::readSku,
        "name", CHANGEABLE.get("name"),
        "priceCents", CHANGEABLE.get("priceCents"),
        "stock", Fields.integer(0, 1_000_000));
    private static final Map<String, Function<JsonNode, Object>> DELIVERY = Map.of("quantity", Fields.integer(1, 1000));

    private final ProductStore store;

    ProductHandlers(ProductStore store) {
        this.store = store;
    }

    Answer create(HttpServletRequest request, int id) throws IOException {
        Map<String, Object> fields = Fields.read(request, SETTABLE, List.of("sku", "name", "priceCents"));
        Product product = store
            .create((String) fields.get("sku"), (String) fields.get("name"), (int) fields.get("priceCents"), (int) fields.getOrDefault("stock", 0))
            .orElseThrow(() -> new Problem(409, "The sku is taken."));
        return Answer.created("/products/" + product.id(), product);
    }

    Answer list(HttpServletRequest request, int id) {
        int limit = Page.readLimit(request);
        int fromCents = Page.readInteger(request, "minPriceCents", 0, 0, HIGHEST_PRICE);
        int toCents = Page.readInteger(request, "maxPriceCents", HIGHEST_PRICE, 0, HIGHEST_PRICE);
        int[] after = Page.readCursor(request, -1, 0);
        List<Product> products = store.list(fromCents, toCents, after[0], after[1], limit + 1);
        return Answer.ok(Page.of(products, limit, product -> new int[] {product.priceCents(), product.id()}));
    }

    Answer read(HttpServletRequest request, int id) {
        return Answer.ok(find(id));
    }

    Answer change(HttpServletRequest request, int id) throws IOException {
        Map<String, Object> changes = Fields.read(request, CHANGEABLE, List.of());
        return Answer.ok(store.save(find(id).with(changes)));
    }

    Answer restock(HttpServletRequest request, int id) throws IOException {
        int quantity = (int) Fields.read(request, DELIVERY, List.of("quantity")).get("quantity");
        Product product = find(id);
        return Answer.ok(store.save(product.withStock(product.stock() + quantity)));
    }

    Answer delete(HttpServletRequest request, int id) {
        if (!store.remove(id)) {
            throw Problem.notFound();
        }
        return Answer.gone();
    }

    private Product find(int id) {
        return store.find(id).orElseThrow(Problem::notFound);
    }

    private static Object readSku(JsonNode value) {
        Fields.check(value.isTextual() && value.textValue().matches("[A-Z0-9-]{1,40}"), "must be 1 to 40 of A-Z, 0-9 and -");
        return value.textValue();
    }
}
