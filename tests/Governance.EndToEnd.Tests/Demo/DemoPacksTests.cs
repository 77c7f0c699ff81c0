using Governance.Domain.Approvals;
using Governance.Domain.Cards;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Policies;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Demo;
using Governance.Portal.Operations.Decisions.Reviews;
using Governance.Portal.Operations.Risks.Library;
using Governance.Portal.Tests.Overview;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.EndToEnd.Tests.Demo;

/// <summary>
/// The demo's models live under the policy packs, and each story ends as the documents tell it. It takes no browser, and is here because
/// the demo is played here: to play it once more took longer than any other test.
/// </summary>
public sealed class DemoPacksTests
{
    private static readonly (string Model, string Version, string Pack)[] s_uses =
    [
        ("credit-default", "2.1.0", "credit"),
        ("netflow-detector", "2.0.0", "security-models"),
        ("loan-pricing", "1.0.0", "pricing"),
        ("policy-assistant", "1.0.0", "llm-and-rag"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scene_UnderThePacks_RefusesTheAssistantThatFailsItsPromptSuite_AndNothingThatPassedBefore()
    {
        var demo = await PlayedDemo.GetAsync();
        await using var portal = new PortalFactory();
        demo.CopyTo(portal.Folder);
        portal.Settings["Demo:Enabled"] = "true";

        var inForce = (await portal.Get<GetPolicies>().ListAsync(Ct)).ToDictionary(p => p.Name, p => p.Mode, StringComparer.Ordinal);
        Assert.Empty(PolicyPacks.All.Select(pack => pack.Name).Except(inForce.Keys, StringComparer.Ordinal));
        Assert.Equal(("enforce", "enforce"), (inForce["llm-and-rag"], inForce["pricing"]));

        var assistant = await PromotionAsync(portal, "policy-assistant", "1.0.0");
        Assert.Equal((PromotionState.Open, Domain.Gates.GateOutcome.Fail), (assistant.State, assistant.Gate.Outcome));
        Assert.Equal(["llm-and-rag/PRMT-02"], Blocking(assistant));
        Assert.Equal(["high-risk-models/FAIR-01"], Blocking(await PromotionAsync(portal, "credit-default", "2.1.0")));
        var waiting = await PromotionAsync(portal, "netflow-detector", "2.0.0");
        Assert.Empty(Blocking(waiting));
        Assert.Contains(waiting.Gate.Results, r => r is { Policy: "security-models", Outcome: "fail", Blocking: false });

        // A first version is no dead end: it says what takes its place, and what is still missing can be done.
        var first = await PromotionAsync(portal, "loan-pricing", "1.0.0");
        Assert.DoesNotContain("pricing/ROLL-01", Blocking(first));
        Assert.DoesNotContain(Blocking(first), rule => rule.Contains("RISK", StringComparison.Ordinal));

        var engineer = await EngineerAsync(portal);
        var next = await portal.Get<SimulateGate>().RunAsync(engineer, "policy-assistant", "1.1.0", "production", Ct);
        Assert.True(next.IsDone, next.Refusal?.Message);
        Assert.Empty(next.Value.Missing.Select(rule => $"{rule.Policy}/{rule.Rule}: {rule.Message}"));

        foreach (var (model, version, pack) in s_uses)
        {
            await IsAWholeSceneAsync(portal, model, version, pack);
        }

        await EveryoneHasSomethingToDoAsync(portal);
        await FactsAgreeAsync(portal);

        // How often a reviewer agreed with a model that was wrong is known of the reviews that the demo answers.
        var reviews = (await portal.Get<ReviewFiguresReader>().RunAsync(["credit-default"], Ct))["credit-default"];
        Assert.Equal(2, reviews.KnownWrong);
        Assert.Equal(1, reviews.WrongConfirmed);
    }

    // Auditors and sponsors only read.
    private static async Task EveryoneHasSomethingToDoAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var actors = new List<Actor>();
        foreach (var (email, roles) in DemoScene.People)
        {
            var person = new UserId(await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(Ct));
            List<Actor> inRoles = [.. roles.Select(role => Actor.OfUser(person, role, session: null))];
            actors.AddRange(inRoles);
            var items = (await portal.Get<MyQueue>().RunAsync(inRoles[0], Ct)).Items;

            Assert.True(items.Count > 0 == roles[0] is not (Roles.Auditor or Roles.Sponsor), $"{email}: {items.Count}");
        }

        var asked = await AskedAndQueued.CompareAsync(portal, actors);
        Assert.Superset(
            new HashSet<NotificationKind>
            {
                NotificationKind.SignOffAsked,
                NotificationKind.GateBlocked,
                NotificationKind.ProposalAsked,
                NotificationKind.AlertRaised,
                NotificationKind.IncidentClassAsked,
                NotificationKind.UseCaseAsked,
                NotificationKind.Mentioned,
            },
            new HashSet<NotificationKind>(asked)
        );
    }

    // A system whose class is signed, risks of the library, decisions, an approved card, and a request for production that its pack judged.
    private static async Task IsAWholeSceneAsync(PortalFactory portal, string model, string version, string pack)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var systems = (await db.AiSystems.AsNoTracking().ToListAsync(Ct)).Where(s => s.Models.Contains(model)).Select(s => s.Id).ToList();
        Assert.True(
            await db.Assessments.AnyAsync(a => systems.Contains(a.System) && a.State == AssessmentState.Signed, Ct),
            $"{model} belongs to no system with a signed class."
        );

        List<string> titles = [.. RiskLibrary.Sets.SelectMany(s => s.Risks).Select(r => r.Title)];
        Assert.True(await db.Risks.AnyAsync(r => r.Model == model && titles.Contains(r.Title), Ct), $"{model} has no risk of the library.");
        // What is only tried out decides nothing, or the portal would say so.
        var runs = await db.Deployments.AnyAsync(d => d.Model == model && d.Stage == Domain.Models.Stage.Production && d.Until == null, Ct);
        Assert.Equal(runs, await db.DecisionSources.AnyAsync(s => s.Model == model, Ct));
        Assert.False(await db.Alerts.AnyAsync(a => a.Model == model && a.Rule == Domain.Monitoring.AlertRule.UnauthorisedTraffic, Ct));
        Assert.True(
            await db.Cards.AnyAsync(c => c.Subject == $"{model}@{version}" && c.State == CardState.Approved, Ct),
            $"{model} {version} has no approved card."
        );
        Assert.Contains((await PromotionAsync(portal, model, version)).Gate.Results, r => r.Policy == pack);
    }

    // No risk falls while nothing is in place.
    private static async Task FactsAgreeAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var risks = await db.Risks.AsNoTracking().ToListAsync(Ct);
        Assert.Empty(risks.Where(r => r.ResidualScore < r.InherentScore && !r.Mitigations.Any(m => m.IsInPlace)).Select(r => r.Title));
    }

    private static IEnumerable<string> Blocking(PromotionView promotion) =>
        promotion.Gate.Results.Where(r => r is { Blocking: true, Outcome: "fail" or "error" }).Select(r => $"{r.Policy}/{r.Rule}");

    private static async Task<PromotionView> PromotionAsync(PortalFactory portal, string model, string version)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var id = await db
            .Promotions.Where(p => p.Model == model && p.Version == version && p.To == Domain.Models.Stage.Production)
            .Select(p => p.Id)
            .SingleAsync(Ct);
        return (await portal.Get<GetPromotion>().RunAsync(id, Ct)).Value;
    }

    private static async Task<Actor> EngineerAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var id = await db.Users.Where(u => u.Email == "engineer@demo.example").Select(u => u.Id).SingleAsync(Ct);
        return Actor.OfUser(new UserId(id), Roles.Engineer, session: null);
    }
}
