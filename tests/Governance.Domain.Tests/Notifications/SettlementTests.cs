using Governance.Domain.Notifications;

namespace Governance.Domain.Tests.Notifications;

/// <summary>What was done need not be read any more.</summary>
public sealed class SettlementTests
{
    [Theory]
    [InlineData("promotion.commented")]
    [InlineData("risk.commented")]
    [InlineData("incident.commented")]
    public void AnAnswer_SettlesTheMentionsOfWhoAnswers_AndOfNoOneElse(string action)
    {
        var settled = Settlement.Of(action);

        Assert.NotNull(settled);
        Assert.Equal([NotificationKind.Mentioned], settled.Kinds);
        Assert.True(settled.OnlyTheirs);
    }
}
