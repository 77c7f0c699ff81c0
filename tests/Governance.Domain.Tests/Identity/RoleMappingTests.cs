using Governance.Domain.Identity;
using Governance.Domain.Systems;

namespace Governance.Domain.Tests.Identity;

public sealed class RoleMappingTests
{
    private static readonly MappedRole[] s_mapping =
    [
        new("legal", Roles.LegalReviewer),
        new("risk", Roles.RiskOfficer),
        new("leads", Roles.RiskOfficer),
        new("leads", Roles.Auditor),
    ];

    [Fact]
    public void Change_OfNewGroups_GivesTheirRolesOnce()
    {
        var change = RoleMapping.Change(s_mapping, ["risk", "leads", "everybody"], [], []);

        Assert.Equal([Roles.RiskOfficer, Roles.Auditor], change.Granted);
        Assert.Empty(change.Revoked);
        Assert.Equal(change.Granted, change.Held);
    }

    [Fact]
    public void Change_OfAGroupThatIsGone_TakesBackItsRoleAndNoOther()
    {
        var change = RoleMapping.Change(
            s_mapping,
            ["leads"],
            [Roles.Engineer, Roles.LegalReviewer, Roles.RiskOfficer],
            [Roles.LegalReviewer, Roles.RiskOfficer]
        );

        Assert.Equal([Roles.Auditor], change.Granted);
        Assert.Equal([Roles.LegalReviewer], change.Revoked);
        Assert.Equal([Roles.Engineer, Roles.RiskOfficer, Roles.Auditor], change.Held);
    }

    [Fact]
    public void Change_OfARoleGivenHere_LeavesItWhenTheGroupComesAndGoes()
    {
        var held = new[] { Roles.LegalReviewer };

        Assert.Empty(RoleMapping.Change(s_mapping, ["legal"], held, []).Granted);
        Assert.Equal(held, RoleMapping.Change(s_mapping, [], held, []).Held);
    }

    [Fact]
    public void Change_OfGroupsThatDifferByCase_GivesNothing() =>
        Assert.Empty(RoleMapping.Change(s_mapping, ["Legal", "RISK "], [], []).Granted);

    [Fact]
    public void Change_OfLimitedLines_JoinsWhatTheirGroupsGive()
    {
        MappedRole[] mapping =
        [
            new("retail", Roles.LegalReviewer, new RoleLimit([], ["Retail"])),
            new("scoring", Roles.LegalReviewer, new RoleLimit([new SystemId(7), new SystemId(2)], ["Retail"])),
            new("legal", Roles.LegalReviewer),
            new("legal", Roles.Auditor),
        ];

        var limited = RoleMapping.Change(mapping, ["retail", "scoring"], [Roles.LegalReviewer], [Roles.LegalReviewer]);
        var whole = RoleMapping.Change(mapping, ["retail", "legal"], [], []);

        Assert.Equal([Roles.LegalReviewer], limited.Kept);
        Assert.Equal([new SystemId(2), new SystemId(7)], limited.Limits[Roles.LegalReviewer].Systems);
        Assert.Equal(["Retail"], limited.Limits[Roles.LegalReviewer].Units);
        Assert.Equal([Roles.LegalReviewer, Roles.Auditor], whole.Granted);
        Assert.Empty(whole.Limits);
    }

    [Fact]
    public void Among_OfSystemsNobodyRegistered_LeavesNoLineThatWouldGiveMore()
    {
        MappedRole[] mapping =
        [
            new("a", Roles.LegalReviewer, new RoleLimit([new SystemId(1), new SystemId(9)], [])),
            new("b", Roles.LegalReviewer, new RoleLimit([new SystemId(9)], [])),
            new("c", Roles.LegalReviewer, new RoleLimit([new SystemId(9)], ["Retail"])),
            new("d", Roles.LegalReviewer),
        ];

        var left = RoleMapping.Among(mapping, new HashSet<SystemId> { new(1) });

        Assert.Equal(["a", "c", "d"], left.Select(l => l.Group));
        Assert.Equal([new SystemId(1)], left[0].Limit!.Systems);
        Assert.Equal(["Retail"], left[1].Limit!.Units);
        Assert.Null(left[2].Limit);
    }
}
