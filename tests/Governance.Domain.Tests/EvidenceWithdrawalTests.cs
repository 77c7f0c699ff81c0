using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Tests;

public sealed class EvidenceWithdrawalTests
{
    private static readonly Access s_owner = new()
    {
        Actor = Actor.OfUser(new UserId(6), Roles.ModelOwner, session: null),
        PrintedName = "Jonas Lindqvist",
    };

    [Fact]
    public void Withdraw_WithAReason_KeepsWhoWhenAndWhyAndIsDoneOnce()
    {
        var evidence = new Evidence { Id = new EvidenceId(3) };

        Assert.Null(evidence.Withdraw("  The test set held rows of the training set. ", s_owner, DateTimeOffset.UnixEpoch));
        var again = evidence.Withdraw("Once more.", s_owner, DateTimeOffset.UnixEpoch.AddDays(1));

        Assert.Equal(
            ("user:USR-0006", "Jonas Lindqvist", DateTimeOffset.UnixEpoch),
            (evidence.WithdrawnBy, evidence.WithdrawnByName, evidence.WithdrawnAt)
        );
        Assert.Equal("The test set held rows of the training set.", evidence.WithdrawalReason?.Text);
        Assert.Equal("evidence.withdrawn", again?.Code);
    }

    [Theory]
    [InlineData(null, "evidence.reason-missing")]
    [InlineData("   ", "evidence.reason-missing")]
    [InlineData("long", "text.too-long")]
    public void Withdraw_WithoutWordsOrWithTooMany_IsRefusedAndChangesNothing(string? reason, string code)
    {
        var evidence = new Evidence { Id = new EvidenceId(3) };

        var refusal = evidence.Withdraw(
            reason == "long" ? new string('x', SaltedText.MaxLength + 1) : reason,
            s_owner,
            DateTimeOffset.UnixEpoch
        );

        Assert.Equal(code, refusal?.Code);
        Assert.Null(evidence.WithdrawnAt);
    }
}
