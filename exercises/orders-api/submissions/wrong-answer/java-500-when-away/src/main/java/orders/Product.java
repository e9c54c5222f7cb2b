package orders;

public record Product(int id, String sku, String name, int priceCents, int stock) {}
