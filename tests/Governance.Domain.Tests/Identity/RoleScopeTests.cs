using Governance.Domain.Identity;
using Governance.Domain.Systems;

namespace Governance.Domain.Tests.Identity;

public sealed class RoleScopeTests
{
    private static readonly string[] s_places = ["a", "b", "c", "SYS-0001", "SYS-0002", "SYS-0003"];

    private static DataScope Of(params string[] places) =>
        new(
            places
                .Where(p => DisplayId.TryParse<SystemId>(p, out _))
                .Select(p => DisplayId.TryParse<SystemId>(p, out var id) ? id : default),
            places.Where(p => !p.StartsWith("SYS-", StringComparison.Ordinal)),
            ["Retail"]
        );

    [Theory]
    [InlineData(Roles.Administrator)]
    [InlineData(Roles.Auditor)]
    public void Of_ARoleOfTheWholeOrganisation_IsRefused(string role) =>
        Assert.Equal("scope.whole-only", RoleScope.Of(new UserId(1), role, [new SystemId(1)], []).Refusal?.Code);

    [Fact]
    public void Of_NothingNamed_IsRefused_BecauseNothingIsNotEverything() =>
        Assert.Equal("scope.empty", RoleScope.Of(new UserId(1), Roles.LegalReviewer, [], []).Refusal?.Code);

    [Fact]
    public void Of_NamesTwice_AreOne()
    {
        var scope = RoleScope
            .Of(new UserId(1), Roles.LegalReviewer, [new SystemId(2), new SystemId(1), new SystemId(2)], [" Retail", "Retail"])
            .Value;

        Assert.Equal([new SystemId(1), new SystemId(2)], scope.Systems);
        Assert.Equal(["Retail"], scope.Units);
    }

    [Fact]
    public void Access_OfALimitedRole_HasItsPermissions_ButNoneOfTheOrganisation()
    {
        var access = new Access
        {
            Actor = Actor.OfUser(new UserId(1), Roles.RiskOfficer, "s"),
            PrintedName = "Ann",
            HeldRoles = new HashSet<string> { Roles.RiskOfficer },
            Role = Roles.RiskOfficer,
            DataScope = Of("a"),
        };

        Assert.True(access.Has(Permission.WriteRisks));
        Assert.Equal("scope.organisation", access.Refuses(Permission.ReadAudit)?.Code);
        Assert.Equal("identity.permission-missing", access.Refuses(Permission.Administer)?.Code);
        Assert.All(PermissionKinds.OfOrganisation, p => Assert.False(access.Has(p)));
    }

    // Every data scope against every set of places: not a sample.
    [Fact]
    public void Refuses_NothingOutsideEverPasses()
    {
        for (var reached = 0; reached < 64; reached++)
        {
            var dataScope = Of([.. Pick(reached)]);
            for (var named = 0; named < 64; named++)
            {
                var places = Pick(named).ToList();
                var isWithin = places.Count > 0 && (named & ~reached) == 0;

                Assert.Equal(isWithin, ScopeRules.Refuses(dataScope, "promotion.signed", isKnown: true, looksPlaced: true, places) is null);
                Assert.Equal(isWithin, ScopeRules.Refuses(dataScope, "risk.raised", isKnown: true, looksPlaced: false, places) is null);
                Assert.Equal((named & reached) != 0, dataScope.Touches(places));
            }
        }
    }

    [Fact]
    public void Intersect_SeesNoMoreThanEither()
    {
        for (var one = 0; one < 64; one++)
        {
            for (var other = 0; other < 64; other++)
            {
                var (a, b) = (Of([.. Pick(one)]), Of([.. Pick(other)]));
                var both = DataScope.Intersect(a, b)!;

                Assert.All(s_places, p => Assert.Equal(a.Has(p) && b.Has(p), both.Has(p)));
                Assert.Same(a, DataScope.Intersect(null, a));
                Assert.Same(a, DataScope.Intersect(a, null));
            }
        }
    }

    [Theory]
    [InlineData("policy.activated", "scope.organisation")]
    [InlineData("user.created", "scope.organisation")]
    [InlineData("risk.raised", null)]
    [InlineData("passkey.registered", null)]
    public void Refuses_WhatNamesNothing_UnlessItIsJudgedByWhatItWrites(string action, string? code) =>
        Assert.Equal(code, ScopeRules.Refuses(Of("a"), action, isKnown: false, looksPlaced: false, [])?.Code);

    [Fact]
    public void Refuses_WithoutALimit_Nothing() =>
        Assert.Null(ScopeRules.Refuses(null, "policy.activated", isKnown: true, looksPlaced: true, []));

    private static IEnumerable<string> Pick(int bits) => s_places.Where((_, i) => (bits & (1 << i)) != 0);
}
