using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Bunit;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Compliance.Competences;
using Governance.Portal.Compliance.Responsibilities;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Components;
using Governance.Portal.Tests.Oversight;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Names = Governance.Portal.Tests.Components.Roles;
using RoleIds = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.Competences;

/// <summary>The pages of competences on the real portal.</summary>
public sealed class CompetencePagesTests : PortalPageTest
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Training_IsRecordedByThePerson_ConfirmedBySomeoneElse_AndClosesTheGap(DatabaseKind kind)
    {
        await using var scene = await OversightScene.CreateAsync(kind);
        await scene.TrainedAsync();
        foreach (var (topic, days) in new[] { ("ai-literacy", 20), ("human-oversight", 300) })
        {
            using var recorded = await scene.Engineer.PostAsJsonAsync(
                "/api/v1/competences",
                new
                {
                    topic,
                    course = $"Course of {topic}",
                    provider = "Academy",
                    on = OversightScene.Day(-300),
                    validUntil = OversightScene.Day(days),
                },
                OversightScene.Ct
            );
            Assert.True(recorded.IsSuccessStatusCode, await recorded.Content.ReadAsStringAsync(OversightScene.Ct));
        }

        Assert.Equal(["Human oversight of a system"], await LacksAsync(scene));
        var actor = Actor.OfUser(
            await scene.Portal.CreateUserAsync("officer@demo.example", RoleIds.ComplianceOfficer),
            RoleIds.ComplianceOfficer,
            session: null
        );
        var records = await OpenAsync<CompetenceRecordsPage>(scene.Portal, TimeProvider.System, actor, "/competences/records");
        await records.AllByRole("button").Single(b => Names.NameOf(b) == "Confirm 2 shown records").ClickAsync(new());
        await records.WaitForAssertionAsync(() =>
            Assert.DoesNotContain("Waiting for confirmation", records.Find("table").TextContent, StringComparison.Ordinal)
        );
        Assert.Empty(await LacksAsync(scene));

        var page = await OpenAsync<CompetencesPage>(scene.Portal, TimeProvider.System, actor, "/competences");
        var rows = page.FindAll("tbody tr").Select(r => r.TextContent).ToList();
        Assert.Contains(rows, r => r.Contains("Engineer", StringComparison.Ordinal) && r.Contains("100", StringComparison.Ordinal));
        Assert.Contains(rows, r => r.Contains("Record missing", StringComparison.Ordinal));

        // The report and the responsibilities of the system are drawn from the same records.
        var report = await scene.Compliance.GetStringAsync("/reports/preview?kind=competences&subject=*", OversightScene.Ct);
        Assert.Contains("Course of ai-literacy", report, StringComparison.Ordinal);
        Assert.Contains("People without valid records for what is required of them", report, StringComparison.Ordinal);
        var duties = (await scene.Portal.Get<ReadResponsibilities>().RunAsync(new(1), OversightScene.Ct))!;
        Assert.Single(duties.Single(d => d.Activity == "Oversee the system").Does);
        Assert.True(duties.Single(d => d.Activity == "Validate its models").IsGap);
        // All systems are drawn alike, and found by their gaps.
        var everywhere = scene.Portal.Get<ReadResponsibilities>();
        Assert.Single((await everywhere.PageAsync("validate", 0, 25, OversightScene.Ct)).Value.Items);
        Assert.Equal(0, (await everywhere.PageAsync("oversee", 0, 25, OversightScene.Ct)).Value.Total);
        Assert.Equal("responsibility.filter", (await everywhere.PageAsync("nothing", 0, 25, OversightScene.Ct)).Refusal!.Code);
        var csv = await scene.Compliance.GetStringAsync("/api/v1/responsibilities/csv?gap=any", OversightScene.Ct);
        Assert.Contains("SYS-0001,Retail credit scoring,Validate its models,,", csv, StringComparison.Ordinal);
        var matrix = await OpenAsync<ResponsibilitiesPage>(
            scene.Portal,
            TimeProvider.System,
            actor,
            "/compliance/responsibilities?gap=any"
        );
        Assert.Contains("No one", matrix.Find("table").TextContent, StringComparison.Ordinal);

        // The person finds what lapses in their queue, and others do not.
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(OversightScene.Ct);
        var clocks = scene.Portal.Services.GetServices<IClockSource>().OfType<CompetenceClocks>().Single();
        var engineer = db.Users.Single(u => u.NormalizedEmail == "ENGINEER@DEMO.EXAMPLE").UserId;
        var access = new Access
        {
            Actor = Actor.OfUser(engineer, RoleIds.Engineer, null),
            Person = engineer,
            PrintedName = "Engineer",
        };
        var due = await clocks.RunningAsync(db, access, new(10) { Of = engineer }, DateTimeOffset.UtcNow, OversightScene.Ct);
        Assert.Equal(["AI literacy"], due.Select(d => d.Task!.Title.English));
        Assert.Empty(await clocks.RunningAsync(db, access, new(10), DateTimeOffset.UtcNow, OversightScene.Ct));
    }

    [Fact]
    public async Task File_IsPreviewed_ThenImported_AndNothingTwice()
    {
        await using var scene = await OversightScene.CreateAsync();
        var body = new
        {
            file = "email,course,provider,completed\nengineer@demo.example,AI basics,Academy,2026-01-05\n"
                + "no@demo.example,AI basics,Academy,2026-01-05",
            topic = "ai-literacy",
            preview = true,
        };
        Assert.Equal(["import", "wrong"], await VerdictsAsync(scene.Compliance, body));
        using var forbidden = await scene.Engineer.PostAsJsonAsync("/api/v1/competences/import", body, OversightScene.Ct);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        using var imported = await scene.Compliance.PostAsJsonAsync(
            "/api/v1/competences/import",
            body with
            {
                preview = false,
            },
            OversightScene.Ct
        );
        Assert.Contains("\"recorded\":1", await imported.Content.ReadAsStringAsync(OversightScene.Ct), StringComparison.Ordinal);
        Assert.Equal(["duplicate", "wrong"], await VerdictsAsync(scene.Compliance, body));
    }

    [Fact]
    public async Task Requirements_AreSaved_AndRefusedWhereSomeoneWasQuicker()
    {
        await using var scene = await OversightScene.CreateAsync();
        var id = await scene.Portal.CreateUserAsync("officer@demo.example", RoleIds.ComplianceOfficer);
        var actor = Actor.OfUser(id, RoleIds.ComplianceOfficer, session: null);
        var first = await OpenAsync<CompetencePlanPage>(scene.Portal, TimeProvider.System, actor, "/competences/requirements");
        var second = await OpenAsync<CompetencePlanPage>(scene.Portal, TimeProvider.System, actor, "/competences/requirements");
        await first.Find("#topic-0-title").ChangeAsync(new ChangeEventArgs { Value = "Knowing AI" });
        await first.Find("form").SubmitAsync(new EventArgs());
        await first.WaitForAssertionAsync(() => Assert.Contains("Requirements saved.", first.Markup, StringComparison.Ordinal));

        await second.Find("#topic-1-title").ChangeAsync(new ChangeEventArgs { Value = "Secure sign-off" });
        await second.Find("form").SubmitAsync(new EventArgs());
        await second.WaitForAssertionAsync(() => Assert.NotNull(second.Find("[role=alert]")));
        Assert.Contains("Knowing AI", (await scene.Portal.Get<ListCompetences>().PlanAsync(OversightScene.Ct)).Topics.Select(t => t.Title));
    }

    private static async Task<IEnumerable<string>> LacksAsync(OversightScene scene) =>
        (await OversightScene.GetAsync(scene.Compliance))["overseers"]![0]!["lacks"]!.AsArray().Select(l => (string)l!);

    private static async Task<IEnumerable<string>> VerdictsAsync(HttpClient client, object body)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/competences/import", body, OversightScene.Ct);
        var view = JsonNode.Parse(await answer.Content.ReadAsStringAsync(OversightScene.Ct))!;
        return view["lines"]!.AsArray().Select(l => (string)l!["verdict"]!);
    }
}
