using Governance.Domain.Identity;

namespace Governance.Domain.Tests.Identity;

public sealed class RoleMappingTests
{
    private static readonly (string, string)[] s_mapping = [("legal", Roles.LegalReviewer), ("risk", Roles.RiskOfficer), ("leads", Roles.RiskOfficer), ("leads", Roles.Auditor)];

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
        var change = RoleMapping.Change(s_mapping, ["leads"], [Roles.Engineer, Roles.LegalReviewer, Roles.RiskOfficer], [Roles.LegalReviewer, Roles.RiskOfficer]);

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
    public void Change_OfGroupsThatDifferByCase_GivesNothing() => Assert.Empty(RoleMapping.Change(s_mapping, ["Legal", "RISK "], [], []).Granted);
}
