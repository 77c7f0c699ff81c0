using Governance.Portal.Kernel.AuditLog;

namespace Governance.Portal.Tests.Audit;

/// <summary>Verifications of the log that run beside one another.</summary>
public sealed class LogHealthTests
{
    private static readonly DateTimeOffset s_at = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly LogCheckResult s_whole = new(200, s_at, null, null, 0);
    private static readonly LogCheckResult s_damaged = new(200, s_at, 17, "Log entry 17 was changed.", 1);

    [Fact]
    public void AVerificationThatBeganBeforeTheDamage_AndEndsLater_DoesNotHideIt()
    {
        var health = new LogHealth();
        var early = health.Begin();
        var late = health.Begin();

        health.End(late, s_damaged);
        health.End(early, s_whole);

        Assert.Equal("Log entry 17 was changed.", health.Sentence);
        health.End(health.Begin(), s_whole);
        Assert.Null(health.Sentence);
    }
}
