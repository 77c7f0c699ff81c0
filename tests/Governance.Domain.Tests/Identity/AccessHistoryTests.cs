using Governance.Domain.Approvals;
using Governance.Domain.Identity;

namespace Governance.Domain.Tests.Identity;

public sealed class AccessHistoryTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly UserId s_admin = new(1);
    private static readonly UserId s_risk = new(2);
    private static readonly UserId s_third = new(3);

    [Fact]
    public void WhatWasTakenBackSince_StillJoinsTwo()
    {
        var role = Role(new(7), s_admin, s_risk) with { Until = s_now.AddHours(2) };

        var during = new Separation([], AccessHistory.Lines([role], s_now.AddHours(1)), s_now);
        var after = new Separation([], AccessHistory.Lines([role], s_now.AddHours(3)), s_now);

        Assert.True(during.GaveAccess(s_admin, new(7)));
        Assert.True(during.GaveAccess(s_risk, new(7)));
        Assert.False(after.GaveAccess(s_admin, new(7)));
    }

    [Fact]
    public void WhatStillWaits_JoinsNobody() =>
        Assert.Empty(AccessHistory.Lines([Role(new(7), s_admin, null) with { ConfirmedAt = null }], s_now));

    [Fact]
    public void TwoHands_AreNotThreePeople()
    {
        GivenAccess[] given =
        [
            .. Person(7, s_admin, s_risk),
            .. Person(8, s_admin, s_risk),
            .. Person(9, s_admin, s_risk),
            .. Person(10, s_admin, s_third),
        ];
        var hands = AccessHistory.Hands(given);

        Assert.True(
            hands.Suffice([
                [new(7)],
                [new(8)],
            ])
        );
        Assert.False(
            hands.Suffice([
                [new(7)],
                [new(8)],
                [new(9)],
            ])
        );
        Assert.True(
            hands.Suffice([
                [new(7)],
                [new(8)],
                [new(10)],
            ])
        );
        Assert.True(
            hands.Suffice([
                [new(7)],
                [new(8)],
                [s_third],
            ])
        );
    }

    [Fact]
    public void AnAccountMadeByAnAccountOfTwoHands_RestsOnThoseTwo()
    {
        GivenAccess[] given = [.. Person(7, s_admin, s_risk), .. Person(8, new(7), s_admin), .. Person(9, new(8), s_risk)];

        Assert.False(
            AccessHistory
                .Hands(given)
                .Suffice([
                    [new(7)],
                    [new(8)],
                    [new(9)],
                ])
        );
    }

    [Fact]
    public void WhatTheHostConfirmedAfterwards_StandsForItself_UntilAnotherLinkIsUsed()
    {
        var confirmed = Role(new(7), s_admin, null) with { OnHost = true };
        GivenAccess[] free = [Door(new(7), s_admin, null, s_now.AddHours(-1)), confirmed];
        GivenAccess[] again = [.. free, Door(new(7), s_admin, s_risk, s_now.AddHours(1))];
        GivenAccess[] others = [.. Person(8, s_admin, s_risk), .. Person(9, s_admin, s_risk)];

        Assert.True(
            AccessHistory
                .Hands([.. free, .. others])
                .Suffice([
                    [new(7)],
                    [new(8)],
                    [new(9)],
                ])
        );
        Assert.False(
            AccessHistory
                .Hands([.. again, .. others])
                .Suffice([
                    [new(7)],
                    [new(8)],
                    [new(9)],
                ])
        );
    }

    [Fact]
    public void RolesThatDecide_NeedASecondPerson() =>
        Assert.Equal(
            [Roles.ModelOwner, Roles.SecurityReviewer, Roles.LegalReviewer, Roles.RiskOfficer, Roles.Administrator],
            AccessConfirmation.NeededFor
        );

    [Theory]
    [InlineData(1, "access.second-person")] // the giver
    [InlineData(4, "access.second-person")] // who got their own access from the giver
    [InlineData(5, "access.second-person")] // through whom the giver got theirs
    [InlineData(7, "access.own")]
    [InlineData(2, null)]
    public void TheSecondPerson_IsNeitherGiverNorOfTheirLine_NorTheOneConcerned(int person, string? code)
    {
        var apart = new Separation([], [(s_admin, new(4)), (new(5), s_admin)], s_now);

        Assert.Equal(code, AccessConfirmation.Refuses(new(person), new(7), s_admin, apart)?.Code);
    }

    private static GivenAccess[] Person(int number, UserId by, UserId second) =>
        [Door(new(number), by, second, s_now), Role(new(number), by, second)];

    private static GivenAccess Door(UserId user, UserId by, UserId? second, DateTimeOffset at) =>
        new(user, GivenAccess.Account, by, at, null, second, at, OnHost: false);

    private static GivenAccess Role(UserId user, UserId by, UserId? second) =>
        new(user, Roles.LegalReviewer, by, s_now, null, second, s_now, OnHost: false);
}
