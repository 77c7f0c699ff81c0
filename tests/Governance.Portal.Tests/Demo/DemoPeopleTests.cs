using Governance.Domain.Identity;
using Governance.Portal.Demo;

namespace Governance.Portal.Tests.Demo;

/// <summary>Who the demo's nine accounts can play.</summary>
public sealed class DemoPeopleTests
{
    [Fact]
    public void People_AreOneForEachRole_WhichIsInForceAfterSigningIn()
    {
        var people = DemoScene.People.ToList();

        Assert.Equal(Roles.All.Order(StringComparer.Ordinal), people.Select(p => p.Roles[0]).Order(StringComparer.Ordinal));
        // Without a word about it, the first held in the order of the roles is in force.
        Assert.All(people, p => Assert.Equal(p.Roles[0], Roles.All.First(p.Roles.Contains)));
    }

    [Fact]
    public void APolicyChange_HasAProposerAndTwoOthersWhoApproveIt()
    {
        var people = DemoScene.People.ToList();
        bool Plays(string email, string role) => people.Single(p => p.Email == email).Roles.Contains(role, StringComparer.Ordinal);
        var trios =
            from proposer in people
            where proposer.Roles.Any(r => Permission.ProposePolicy.GrantedTo.Contains(r, StringComparer.Ordinal))
            from risk in people
            where Plays(risk.Email, Roles.RiskOfficer) && risk.Email != proposer.Email
            from security in people
            where Plays(security.Email, Roles.SecurityReviewer) && security.Email != proposer.Email && security.Email != risk.Email
            select (proposer.Email, risk.Email, security.Email);

        Assert.NotEmpty(trios);
    }
}
