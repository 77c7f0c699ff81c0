using Governance.Domain.Approvals;
using Governance.Domain.Identity;

namespace Governance.Domain.Tests.Approvals;

public sealed class DelegationTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Grant_ForAWeek_IsInForceUntilItsEnd()
    {
        var delegation = Accepted();

        Assert.True(delegation.InForce(s_now));
        Assert.True(delegation.InForce(s_now.AddDays(7).AddTicks(-1)));
        Assert.False(delegation.InForce(s_now.AddDays(7)));
        Assert.True(delegation.Covers("any-model"));
    }

    [Fact]
    public void Grant_ForNamedModels_CoversNoOther()
    {
        var delegation = Grant(models: ["fraud-scorer"]).Value;

        Assert.True(delegation.Covers("fraud-scorer"));
        Assert.False(delegation.Covers("credit-default"));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 31)]
    [InlineData(10, 41)]
    public void Grant_WithoutABoundedTime_IsRefused(int sinceDays, int untilDays) =>
        Assert.Equal(
            "delegation.period-not-bounded",
            Grant(since: s_now.AddDays(sinceDays), until: s_now.AddDays(untilDays)).Refusal?.Code
        );

    [Fact]
    public void Grant_FarAhead_IsRefused() =>
        Assert.Equal("delegation.too-far-ahead", Grant(since: s_now.AddDays(91), until: s_now.AddDays(92)).Refusal?.Code);

    [Fact]
    public void Grant_BegunInThePast_BeginsNow() => Assert.Equal(s_now, Grant(since: s_now.AddDays(-5)).Value.Since);

    [Fact]
    public void Grant_InAnotherRoleThanTheSlots_IsForbidden_SoWhatWasReceivedIsNotHandedOn()
    {
        Assert.Equal("delegation.not-your-slot", Grant(role: Roles.LegalReviewer).Refusal?.Code);
        Assert.Equal("delegation.not-your-slot", Grant(role: Roles.Engineer).Refusal?.Code);
    }

    [Fact]
    public void Grant_ToOneself_IsRefused() => Assert.Equal("delegation.to-yourself", Grant(to: PromotionScene.Security).Refusal?.Code);

    [Fact]
    public void Grant_WithoutAReason_IsRefused() => Assert.Equal("delegation.reason-missing", Grant(reason: " ").Refusal?.Code);

    [Fact]
    public void Revoke_ByEitherOfTheTwo_EndsIt()
    {
        var (given, received) = (Accepted(), Accepted());

        Assert.Null(given.Revoke(PromotionScene.Security, s_now.AddHours(1)));
        Assert.Null(received.Revoke(PromotionScene.Engineer, s_now.AddHours(1)));
        Assert.False(given.InForce(s_now.AddHours(1)));
        Assert.Equal("delegation.ended", given.Revoke(PromotionScene.Security, s_now.AddHours(2))?.Code);
        Assert.Equal("delegation.not-yours", Grant().Value.Revoke(PromotionScene.Legal, s_now)?.Code);
    }

    [Fact]
    public void Grant_GivesNothing_BeforeTheDelegateAccepts_AndOnlyTheyAnswer()
    {
        var (offered, declined) = (Grant().Value, Grant().Value);

        Assert.False(offered.InForce(s_now));
        Assert.True(offered.IsPending(s_now));
        Assert.Equal("delegation.not-for-you", offered.Accept(PromotionScene.Security, s_now)?.Code);
        Assert.Equal("delegation.not-for-you", offered.Decline(PromotionScene.Legal, s_now)?.Code);
        Assert.Null(offered.Accept(PromotionScene.Engineer, s_now));
        Assert.True(offered.InForce(s_now));
        Assert.Equal("delegation.not-pending", offered.Decline(PromotionScene.Engineer, s_now)?.Code);
        Assert.Null(declined.Decline(PromotionScene.Engineer, s_now));
        Assert.Equal("delegation.ended", declined.Accept(PromotionScene.Engineer, s_now)?.Code);
        Assert.Equal("delegation.ended", Grant().Value.Accept(PromotionScene.Engineer, s_now.AddDays(7))?.Code);
    }

    /// <summary>One that its delegate has accepted.</summary>
    internal static Delegation Accepted(
        SignOffRole slot = SignOffRole.Security,
        UserId? from = null,
        UserId? to = null,
        string? role = Roles.SecurityReviewer,
        IReadOnlyList<string>? models = null
    )
    {
        var delegation = Grant(slot, from, to, role, models: models).Value;
        Assert.Null(delegation.Accept(delegation.To, s_now));
        return delegation;
    }

    internal static Result<Delegation> Grant(
        SignOffRole slot = SignOffRole.Security,
        UserId? from = null,
        UserId? to = null,
        string? role = Roles.SecurityReviewer,
        DateTimeOffset? since = null,
        DateTimeOffset? until = null,
        IReadOnlyList<string>? models = null,
        string reason = "On leave"
    ) =>
        Delegation.Grant(
            new DelegationId(3),
            slot,
            new Signer(from ?? PromotionScene.Security, "Sofia", role),
            new Signer(to ?? PromotionScene.Engineer, "Ines", null),
            new DelegationTerms(since ?? s_now, until ?? s_now.AddDays(7), models ?? [], reason),
            s_now
        );
}
