package orders;

import java.util.List;

public record Order(int id, String customer, String status, long totalCents, List<Line> lines) {
    /** A product of the order, at the price of the moment of the order. */
    public record Line(int productId, int quantity, int priceCents) {}
}
