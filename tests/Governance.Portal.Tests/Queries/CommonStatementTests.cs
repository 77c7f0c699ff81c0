using System.Globalization;
using System.Net;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Queries;

/// <summary>
/// What every page asks of the database besides what it shows: who looks and what they may, how far the log goes, what waits to be read.
/// The pages opened here show nothing of their own, so all that is counted is common to all pages.
/// </summary>
public sealed class CommonStatementTests
{
    // May only become fewer.
    private const int OfANavigation = 3;
    private const int OfAFirstVisit = 4;
    private const int OfAConnection = 2;
    private const int OfAFirstRendering = 4;

    private static readonly string[] s_roles =
    [
        Roles.Engineer,
        Roles.ModelOwner,
        Roles.RiskOfficer,
        Roles.SecurityReviewer,
        Roles.LegalReviewer,
        Roles.ComplianceOfficer,
        Roles.Administrator,
        Roles.Auditor,
        Roles.Sponsor,
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Navigation_OverAnOpenPage_InEveryRole_AsksAtMostThreeTimes()
    {
        await using var scene = await StartAsync();
        var found = new List<string>();
        foreach (var role in s_roles)
        {
            await using var page = await OpenAsync(scene, await PersonAsync(scene, role));
            // Figures are read when they are first asked for, and kept.
            await page.GoAsync(OtherEmptyPage.Address);

            var html = "";
            var asked = await StatementCounter.OfAsync(async () => html = await page.GoAsync(OneEmptyPage.Address));

            Assert.Contains("One of two", html, StringComparison.Ordinal);
            Assert.Contains(asked, s => s.Contains("\"AspNetUsers\"", StringComparison.Ordinal));
            Note(found, role, OfANavigation, asked);
        }

        Assert.True(found.Count == 0, string.Join("\n\n", found));
    }

    [Fact]
    public async Task Navigation_OnPostgres_WaitsForTheServerAtMostThreeTimes()
    {
        await using var scene = await StartAsync(DatabaseKind.Postgres);
        await using var page = await OpenAsync(scene, scene.Security);
        await page.GoAsync(OtherEmptyPage.Address);

        var commands = await RoundTrips.OfAsync(() => page.GoAsync(OneEmptyPage.Address));

        Assert.InRange(commands, 1, OfANavigation);
    }

    [Fact]
    public async Task FirstVisit_AsksLittle_AndItsConnectionAndFirstRenderingToo()
    {
        await using var scene = await StartAsync();
        await scene.Portal.CreateUserAsync("visitor@test.example", Roles.SecurityReviewer);
        using var client = await scene.Portal.SignInAsync("visitor@test.example");
        var visitor = await OpenPage.CookieOfAsync(scene.Portal, await PersonAsync(scene, Roles.RiskOfficer));
        await using (await OpenPage.StartAsync(scene.Portal, visitor, OneEmptyPage.Address)) { }
        var found = new List<string>();
        using (await client.GetAsync(OneEmptyPage.Address, Ct)) { }

        var visit = await StatementCounter.OfAsync(async () =>
        {
            using var answer = await client.GetAsync(OneEmptyPage.Address, Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("One of two", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        });
        var connection = await StatementCounter.OfAsync(async () =>
        {
            using var answer = await client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        });
        var rendering = await StatementCounter.OfAsync(async () =>
        {
            await using var page = await OpenPage.StartAsync(scene.Portal, visitor, OneEmptyPage.Address);
        });

        Note(found, "first visit", OfAFirstVisit, visit);
        Note(found, "connection", OfAConnection, connection);
        Note(found, "first rendering", OfAFirstRendering, rendering);
        Assert.True(found.Count == 0, string.Join("\n\n", found));
    }

    [Fact]
    public async Task AccountDisabled_TheNextClickShowsNothing_HoweverSoon()
    {
        await using var scene = await StartAsync();
        var person = await PersonAsync(scene, Roles.RiskOfficer);
        await using var page = await OpenAsync(scene, person);
        Assert.Contains("/risks", await page.GoAsync(OtherEmptyPage.Address), StringComparison.Ordinal);
        await page.StayAsync(OtherEmptyPage.Address + "?filter=1");

        await DisableAsync(scene, person);
        var html = await page.GoAsync(OneEmptyPage.Address);

        Assert.DoesNotContain("One of two", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/risks\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatAPageDoesOnceItIsOpen_ReadsWhatIsSoThen()
    {
        await using var scene = await StartAsync();
        var person = await PersonAsync(scene, Roles.RiskOfficer);
        await using var page = await OpenAsync(scene, person);
        await page.GoAsync(OtherEmptyPage.Address);

        await DisableAsync(scene, person);
        var refusal = await page.DoAsync(async () =>
        {
            await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
            return (await AccessReader.LoadAsync(db, person, scene.Clock.GetUtcNow(), Ct)).Refusal;
        });

        Assert.Equal(IdentityRefusals.NoLongerActive, refusal);
    }

    private static async Task<ApprovalsScene> StartAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = await ApprovalsScene.CreateAsync(
            kind,
            configure: portal =>
            {
                var before = portal.Replace;
                portal.Replace = services =>
                {
                    before?.Invoke(services);
                    StatementCounter.Listen(services);
                    GrowingPortal.RemoveJobs(services);
                    OpenPage.Add(services);
                };
            }
        );
        scene.Portal.Server.PreserveExecutionContext = true;
        return scene;
    }

    private static async Task<OpenPage> OpenAsync(ApprovalsScene scene, Actor person) =>
        await OpenPage.StartAsync(scene.Portal, await OpenPage.CookieOfAsync(scene.Portal, person), OneEmptyPage.Address);

    private static Task<Actor> PersonAsync(ApprovalsScene scene, string role) => scene.PersonAsync($"open-{role}@test.example", role);

    // As another node would.
    private static async Task DisableAsync(ApprovalsScene scene, Actor person)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        await db
            .Users.Where(u => u.Id == person.User!.Value.Number)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, scene.Clock.GetUtcNow()), Ct);
    }

    private static void Note(List<string> found, string what, int most, IReadOnlyList<string> asked)
    {
        if (asked.Count > most)
        {
            found.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {asked.Count}, at most {most}\n{string.Join('\n', asked)}"));
        }
    }
}
