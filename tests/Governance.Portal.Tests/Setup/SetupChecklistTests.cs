using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Administration.Setup;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Account;
using Governance.Portal.Tests.Compliance;
using Governance.Portal.Tests.Reports;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Setup;

/// <summary>The list of what is still to do of setting up, from its facts to its end.</summary>
public sealed class SetupChecklistTests
{
    private const string PolicyProposer = "a second risk officer or security approver, because no one approves a policy they proposed";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_WhenEverythingRequiredIsDone_IsOverForGood()
    {
        await using var scene = await ComplianceScene.CreateAsync();
        var portal = scene.Portal;
        var setup = portal.Get<ReadSetup>();
        await portal.CreateUserAsync("owner@demo.example", Roles.ModelOwner, Roles.RiskOfficer);
        await portal.CreateUserAsync("security@demo.example", Roles.SecurityReviewer);
        await portal.CreateUserAsync("risk@demo.example", Roles.RiskOfficer, Roles.Engineer);
        var admin = Actor.OfUser(
            await portal.CreateUserAsync("admin@demo.example", Roles.Administrator),
            Roles.Administrator,
            session: null
        );

        // The configuration names the organisation, and three people can sign: compliance, policies and engineers are next.
        Assert.Equal(2, (await setup.RunAsync(Ct))!.Done);
        var system = await scene.RegisterAsync();
        Assert.Equal(["a signed classification"], (await setup.RunAsync(Ct))!.Steps[3].Step.Missing);
        await scene.ClassifiedAsync(system);
        Assert.True((await setup.RunAsync(Ct))!.Steps[3].Step is { IsDone: true, DoneAt: not null, Missing: [] });
        var policy = await File.ReadAllBytesAsync(Path.Combine(ReportsScene.Samples, "policy.yaml"), Ct);
        Assert.True((await portal.Get<ActivatePolicy>().RunAsync(Actor.Host, policy, "policy.yaml", Ct)).IsDone);
        Assert.Equal(4, (await setup.RunAsync(Ct))!.Done);

        var hide = portal.Get<HideOptionalSteps>();
        Assert.Equal("identity.permission-missing", (await hide.RunAsync(scene.Legal, hide: true, Ct)).Refusal?.Code);
        Assert.True((await hide.RunAsync(admin, hide: true, Ct)).IsDone);
        Assert.True((await hide.RunAsync(admin, hide: true, Ct)).IsDone);
        Assert.Equal((true, 5), ((await setup.RunAsync(Ct))!.HidesOptional, (await setup.RunAsync(Ct))!.Steps.Count));
        Assert.True((await hide.RunAsync(admin, hide: false, Ct)).IsDone);
        Assert.Equal(7, (await setup.RunAsync(Ct))!.Steps.Count);

        var registered = await portal.Get<RegisterModel>().RunAsync(Actor.Host, new("churn", "owner@demo.example"), Ct);
        Assert.True(registered.IsDone, registered.Refusal?.Message);
        using var person = await portal.SignInAsync("admin@demo.example");
        Assert.Null(await SetupList.ReadAsync(person));
        Assert.Null(await setup.RunAsync(Ct));
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var said = await db
            .AuditEntries.Where(e => e.Subject == "setup" && !e.Refused)
            .OrderBy(e => e.Index)
            .Select(e => e.Action)
            .ToListAsync(Ct);
        Assert.Equal(["setup.optional-hidden", "setup.optional-shown", "setup.finished"], said);
    }

    [Theory]
    [InlineData("1", "1", "1", "1", "1", "1", "a third person who can sign")]
    [InlineData("1", "1 2", "2", "1", "1", "1", "a third person who can sign")]
    [InlineData("1", "2", "3", "4 7", "5", "6", "")]
    [InlineData("1", "2 5", "3 6", "4 7", "", "", "")]
    [InlineData("1", "2", "3", "1 2", "", "", "Compliance, Engineer")]
    [InlineData("1", "2", "3", "1 2", "4", "5", PolicyProposer)]
    [InlineData("1", "2", "3", "4", "5", "6", PolicyProposer)]
    [InlineData("1", "2", "3", "", "5", "6", "Risk officer")]
    [InlineData("", "2", "", "1", "5", "6", "Security approver, Model owner")]
    public void Missing_ByWhoHoldsWhat_NamesRolesThenPeople(
        string security,
        string legal,
        string owner,
        string risk,
        string compliance,
        string engineer,
        string missing
    )
    {
        var held = new (string Role, string People)[]
        {
            (Roles.SecurityReviewer, security),
            (Roles.LegalReviewer, legal),
            (Roles.ModelOwner, owner),
            (Roles.RiskOfficer, risk),
            (Roles.ComplianceOfficer, compliance),
            (Roles.Engineer, engineer),
        }
            .SelectMany(h =>
                h.People.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(p => (h.Role, User: int.Parse(p, System.Globalization.CultureInfo.InvariantCulture)))
            )
            .ToLookup(h => h.Role, h => h.User, StringComparer.Ordinal);

        Assert.Equal(missing, string.Join(", ", PeopleStep.Missing(held)));
    }
}
