package orders;

import java.util.Map;

public record Product(int id, String sku, String name, int priceCents, int stock) {
    Product with(Map<String, Object> changes) {
        return new Product(id, sku, (String) changes.getOrDefault("name", name), (int) changes.getOrDefault("priceCents", priceCents), stock);
    }

    Product withStock(int newStock) {
        return new Product(id, sku, name, priceCents, newStock);
    }
}
