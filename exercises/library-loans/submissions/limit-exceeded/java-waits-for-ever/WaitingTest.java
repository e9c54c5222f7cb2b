import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WaitingTest {
    @Test
    void waitsForWhatNobodyDoes() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
