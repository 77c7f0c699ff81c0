namespace Governance.Portal.Tests.Account;

/// <summary>A clock that goes on only when a test says so. Timers are the system's.</summary>
internal sealed class TestClock : TimeProvider
{
    private TimeSpan _ahead;

    public void Advance(TimeSpan by) => _ahead += by;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;
}
