package orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
    @Test
    void hasANextPageOnlyWhenThereIsOneRowMore() {
        assertNull(Page.of(List.of(1, 2), 2, id -> new int[] {id}).next());
        Page<Integer> page = Page.of(List.of(1, 2, 3), 2, id -> new int[] {id});
        assertEquals(List.of(1, 2), page.items());
        assertNotNull(page.next());
    }
}
