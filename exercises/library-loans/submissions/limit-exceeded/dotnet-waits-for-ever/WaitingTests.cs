namespace LibrarySuite;

public class WaitingTests
{
    [Fact]
    public Task WaitsForWhatNobodyDoes() => new TaskCompletionSource().Task;
}
