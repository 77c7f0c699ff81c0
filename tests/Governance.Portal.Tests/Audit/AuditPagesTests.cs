using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Json.Nodes;
using Bunit;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Components;
using Governance.Portal.Tests.Registry;
using Governance.Transparency;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Roles = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.Audit;

/// <summary>The pages of the log on the real portal.</summary>
public sealed class AuditPagesTests : BunitContext
{
    private const string Auditor = "auditor@demo.example";

    private readonly Account _account = new();

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_IsShownInWordsWithNamesNewestFirst()
    {
        await using var registry = await SceneAsync();

        var page = await PageAsync<AuditPage>(registry, "/audit");
        var rows = page.FindAll("[role=grid][aria-label='Audit log'] tbody tr")
            .Select(r => r.Children.Select(c => c.TextContent.Trim()).ToList())
            .ToList();

        Assert.Equal("Audit log", page.Find("h1").TextContent.Trim());
        Assert.Equal(
            rows.Select(r => int.Parse(r[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture)).OrderDescending(),
            rows.Select(r => int.Parse(r[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture))
        );
        Assert.Contains(rows, r => r[2] == "Owner" && r[3] == "Signed as Model owner" && r[4] == "APR-0001");
        Assert.Contains(rows, r => r[2] == "Gate runner" && r[3] == "Gates evaluated: passed");
        Assert.Contains("No outside anchor is configured", page.Markup, StringComparison.Ordinal);

        // What made the database may write before what is told of earlier days.
        await AlterAsync(registry, """UPDATE "AuditEntries" SET "Time" = "Time" + 864000000000 * 3 WHERE "Index" = 0""");
        var began = await registry.Portal.Get<ListAuditEntries>().BeganAsync(Ct);
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(await db.AuditEntries.Where(e => e.Index == 1).Select(e => e.Time).SingleAsync(Ct), began);
    }

    /// <summary>Names of environment variables stood before everyone who reads the log.</summary>
    [Fact]
    public async Task Settings_AreNamedToThoseWhoSetThem()
    {
        await using var registry = await SceneAsync();
        await registry.Portal.CreateUserAsync("reads@test.example", Roles.Auditor);
        await registry.Portal.CreateUserAsync("runs@test.example", Roles.Administrator);
        using var reader = await registry.Portal.SignInAsync("reads@test.example");
        using var administrator = await registry.Portal.SignInAsync("runs@test.example");

        var shown = await reader.GetStringAsync(new Uri("/audit", UriKind.Relative), Ct);
        Assert.Contains("No outside anchor is configured", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Audit__Anchors", shown, StringComparison.Ordinal);
        Assert.Contains(
            "Audit__Anchors",
            await administrator.GetStringAsync(new Uri("/audit", UriKind.Relative), Ct),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Pages_OfTheLog_GoOnFromAnEntryAndBack()
    {
        await using var registry = await SceneAsync(versions: 14);

        var first = await PageAsync<AuditPage>(registry, "/audit");
        var newest = Indexes(first);
        var next = first.Find(".pager a[rel=next]").GetAttribute("href")!;
        var second = await PageAsync<AuditPage>(registry, next);
        var older = Indexes(second);
        var back = await PageAsync<AuditPage>(registry, second.Find(".pager a[rel=prev]").GetAttribute("href")!);

        Assert.Empty(first.FindAll(".pager a[rel=prev]"));
        Assert.Equal(25, newest.Count);
        Assert.Equal(newest[^1] - 1, older[0]);
        Assert.Equal(newest, Indexes(back));
    }

    [Fact]
    public async Task Log_ThatGrowsWhileItIsRead_StaysAsItIs_AndOffersWhatIsNew()
    {
        const string offer = "section.card > header [role=status] button";
        await using var registry = await SceneAsync();
        var page = await PageAsync<AuditPage>(registry, "/audit");
        var read = Indexes(page);
        Assert.Empty(page.FindAll(offer));

        await LateEvidenceAsync(registry);

        await page.WaitForAssertionAsync(
            () => Assert.Matches("Show [0-9]+ new entr(y|ies)", page.Find(offer).TextContent),
            TimeSpan.FromSeconds(20)
        );
        Assert.Equal(read, Indexes(page));
        await page.Find(offer).ClickAsync(new());
        await page.WaitForAssertionAsync(() => Assert.True(Indexes(page)[0] > read[0]), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Signature_ThatIsVoidSince_SaysSo()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.Portal.CreateUserAsync(Auditor, Roles.Auditor);
        await registry.WithVersionsAsync("1");
        await registry.ApproveAsync("1");
        await LateEvidenceAsync(registry);

        var page = await PageAsync<AuditPage>(registry, "/audit?action=promotion.signed");

        Assert.Equal(3, page.FindAll("tbody tr .tag").Count(t => t.TextContent == "Void"));
    }

    [Fact]
    public async Task Entry_InThePanel_ProvesItselfAndItsProofIsCopied()
    {
        await using var registry = await SceneAsync();

        var page = await PageAsync<AuditPage>(registry, "/audit?entry=3");
        var panel = page.WaitForElement("aside[aria-label='Entry 3']", TimeSpan.FromSeconds(20));
        var receipt = page.ByRole("button", "Copy proof").GetAttribute("data-copy")!;

        Assert.Contains("Included", panel.TextContent, StringComparison.Ordinal);
        Assert.True(TlogProof.TryParse(Encoding.UTF8.GetBytes(receipt), out var proof));
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        var leafHash = await db.AuditEntries.Where(e => e.Index == 3).Select(e => e.LeafHash).SingleAsync(Ct);
        Assert.True(proof.Proves(leafHash, registry.Portal.Get<LogKey>().Public));
    }

    [Fact]
    public async Task Entry_OnItsPage_SaysHowToCheckItElsewhere()
    {
        await using var registry = await SceneAsync();

        var page = await PageAsync<AuditEntryPage>(registry, "/audit/3", p => p.Add(e => e.Number, 3));
        var missing = await PageAsync<AuditEntryPage>(registry, "/audit/99999", p => p.Add(e => e.Number, 99_999));

        Assert.Equal(
            "governance audit verify --receipt entry-3.tlog-proof --leaf entry-3.json --public-key log.vkey",
            page.Find("pre[aria-label='Offline check command']").TextContent
        );
        Assert.NotEmpty(page.FindAll("table[aria-label='Sibling hashes'] tbody tr"));
        Assert.Equal("Entry not found", missing.Find("h1").TextContent.Trim());
    }

    [Fact]
    public async Task Entry_ThatStatesRecords_ListsThemFolded()
    {
        await using var registry = await SceneAsync();
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        var entry = (await db.AuditEntries.Where(e => e.Action == "promotion.requested").OrderBy(e => e.Index).ToListAsync(Ct))[0];
        var stated = JsonNode.Parse(entry.Leaf)!["data"]!["records"]![0]!;

        var page = await PageAsync<AuditEntryPage>(registry, $"/audit/{entry.Index}", p => p.Add(e => e.Number, entry.Index));

        var digest = (string)stated["sha256"]!;
        var list = page.Find("details:has(table[aria-label='Records of this entry'])");
        Assert.False(list.HasAttribute("open"));
        Assert.Contains("documented by this entry", list.QuerySelector("summary")!.TextContent, StringComparison.Ordinal);
        var row = list.QuerySelectorAll("tbody tr").Single(r => r.QuerySelector("button")?.GetAttribute("data-copy") == digest);
        Assert.Contains(((string)stated["key"]!).Split('|')[0], row.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(digest, row.TextContent, StringComparison.Ordinal);
        Assert.Contains("\"records\": […]", page.Find("pre.json").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(digest, page.Find("pre.json").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WholeLog_SaysToWhichEntry()
    {
        await using var registry = await SceneAsync();
        var page = await PageAsync<AuditPage>(registry, "/audit");

        await page.ByRole("button", "Verify now").ClickAsync(new());

        await page.WaitForAssertionAsync(
            () =>
                Assert.StartsWith(
                    "verifiedVerified to entry ",
                    page.ByRole("status", "Log verification").TextContent.Trim(),
                    StringComparison.Ordinal
                ),
            TimeSpan.FromSeconds(20)
        );
    }

    [Fact]
    public async Task Verify_WhenTheLogHasGrown_ProvesTheEntryWithTheCheckpointThatTheHeadNames()
    {
        await using var registry = await SceneAsync();
        var page = await PageAsync<AuditPage>(registry, "/audit?entry=3");
        page.WaitForElement("aside[aria-label='Entry 3']", TimeSpan.FromSeconds(20));
        await LateEvidenceAsync(registry);
        var signed = await registry.Portal.Get<CheckpointSigner>().SignAsync(Ct);

        await page.ByRole("button", "Verify now").ClickAsync(new());

        await page.WaitForAssertionAsync(
            () =>
            {
                Assert.Contains($"{Formats.Count(signed!.Size)} entries", page.Find(".verification").TextContent, StringComparison.Ordinal);
                Assert.Contains(
                    $"up to entry {Formats.Count(signed.Size - 1)}",
                    page.Find("aside[aria-label='Entry 3']").TextContent,
                    StringComparison.Ordinal
                );
            },
            TimeSpan.FromSeconds(20)
        );
    }

    [Fact]
    public async Task Verify_EditedRow_IsNamedOnTheCardTheEntryAndAboveEveryPage()
    {
        await using var registry = await SceneAsync();
        await registry.Portal.Get<CheckpointSigner>().SignAsync(Ct);
        await EditAsync(registry, 3);
        var page = await PageAsync<AuditPage>(registry, "/audit?entry=3");
        var banner = Render<AlarmBanner>(p => p.Add(b => b.Role, Roles.Auditor));
        Assert.Empty(banner.FindAll(".alarm"));

        await page.ByRole("button", "Verify now").ClickAsync(new());

        await page.WaitForAssertionAsync(
            () =>
                Assert.Contains(
                    "Verification failed at entry 3",
                    page.ByRole("status", "Log verification").TextContent,
                    StringComparison.Ordinal
                ),
            TimeSpan.FromSeconds(20)
        );
        await banner.WaitForAssertionAsync(() =>
            Assert.Contains("Log verification failed at entry 3", banner.Find("[role=alert]").TextContent, StringComparison.Ordinal)
        );
        Assert.Empty(Render<AlarmBanner>(p => p.Add(b => b.Role, Roles.Engineer)).FindAll(".alarm"));
        Assert.Contains("Not proven", page.Find("aside[aria-label='Entry 3']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Custody_OfVersionAndModel_LeadsToTheLogForThoseWhoMayReadIt()
    {
        await using var registry = await SceneAsync();

        // The pages share one address, as tabs of a browser do not: each is read before the next is opened.
        var version = await PageAsync<VersionPage>(registry, "/models/fraud-scorer/versions/1?tab=custody", Version);
        var steps = version.FindAll(".timeline li").Select(li => li.TextContent).ToList();
        Assert.Contains(steps, s => s.Contains("Signed as Security, Security", StringComparison.Ordinal));
        Assert.Contains(steps, s => s.Contains("Version registered", StringComparison.Ordinal));
        Assert.Contains(version.FindAll(".timeline .detail a"), a => a.GetAttribute("href") == "/approvals/APR-0001");
        Assert.All(
            version.FindAll(".timeline li"),
            li => Assert.StartsWith("/audit/", li.QuerySelector("small a")!.GetAttribute("href"), StringComparison.Ordinal)
        );

        var model = await PageAsync<ModelPage>(registry, "/models/fraud-scorer?tab=record", p => p.Add(m => m.Model, "fraud-scorer"));
        var custody = model.FindAll("section.card").Single(c => c.QuerySelector("h2")?.TextContent == "Chain of custody");
        Assert.Contains("Model registered", custody.TextContent, StringComparison.Ordinal);

        await SignInAsync(registry, RegistryFixture.Engineer, Roles.Engineer);
        var engineer = await PageAsync<VersionPage>(registry, "/models/fraud-scorer/versions/1?tab=custody", Version, signIn: false);
        Assert.NotEmpty(engineer.FindAll(".timeline li"));
        Assert.Empty(engineer.FindAll(".timeline small a"));

        static void Version(ComponentParameterCollectionBuilder<VersionPage> p) =>
            p.Add(v => v.Model, "fraud-scorer").Add(v => v.Version, "1");
    }

    private static IReadOnlyList<int> Indexes(IRenderedComponent<AuditPage> page) =>
        [
            .. page.FindAll("[role=grid] tbody th")
                .Select(th => int.Parse(th.TextContent.Trim(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture)),
        ];

    private static Task<JsonObject> LateEvidenceAsync(RegistryFixture registry) =>
        registry.CreatedAsync(
            "/models/fraud-scorer/versions/1/evidence",
            new JsonObject
            {
                ["kind"] = "other",
                ["tool"] = "hand",
                ["producedAt"] = "2026-11-20T07:00:00Z",
                ["payload"] = new JsonObject { ["note"] = "late" },
            }
        );

    private static async Task<RegistryFixture> SceneAsync(int versions = 1)
    {
        var registry = await RegistryFixture.CreateAsync();
        await registry.Portal.CreateUserAsync(Auditor, Roles.Auditor);
        await registry.WithVersionsAsync([.. Enumerable.Range(1, versions).Select(v => v.ToString(CultureInfo.InvariantCulture))]);
        await registry.ApproveAsync("1");
        return registry;
    }

    private static Task EditAsync(RegistryFixture registry, long index) =>
        AlterAsync(
            registry,
            """UPDATE "AuditEntries" SET "Leaf" = CAST(replace(CAST("Leaf" AS TEXT), 'governance.event', 'governance.EVENT') AS BLOB) """
                + string.Create(CultureInfo.InvariantCulture, $"""WHERE "Index" = {index}""")
        );

    // As someone would who has the file: round the portal and round the triggers.
    private static async Task AlterAsync(RegistryFixture registry, string statement)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        await using var connection = new SqliteConnection(db.Database.GetConnectionString());
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this test.
        command.CommandText = $"""DROP TRIGGER "AuditEntries_no_update"; {statement};""";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Ct);
    }

    private async Task<IRenderedComponent<T>> PageAsync<T>(
        RegistryFixture registry,
        string address,
        Action<ComponentParameterCollectionBuilder<T>>? parameters = null,
        bool signIn = true
    )
        where T : LivePage
    {
        if (_account.SignedIn.User == 0)
        {
            JSInterop.Mode = JSRuntimeMode.Loose;
            Services.AddFallbackServiceProvider(new PortalServices(registry.Portal.Services));
            Services.AddSingleton<Kernel.Components.Forms.FormLabels>();
            Services.AddSingleton<TimeProvider>(registry.Clock);
            Services.AddSingleton<ToastService>();
            foreach (var alarm in registry.Portal.Services.GetServices<IShellAlarm>())
            {
                Services.AddSingleton(alarm);
            }

            Services.AddSingleton<AuthenticationStateProvider>(_account);
            Services.AddSingleton<CurrentActor>();
            SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        }

        if (signIn)
        {
            await SignInAsync(registry, Auditor, Roles.Auditor);
        }

        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        var page = Render<T>(p => parameters?.Invoke(p));
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".skeleton")), TimeSpan.FromSeconds(20));
        return page;
    }

    private async Task SignInAsync(RegistryFixture registry, string email, string role)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        _account.SignedIn = (await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(Ct), role);
    }

    /// <summary>The portal's own services; what belongs to a renderer comes from the test's.</summary>
    private sealed class PortalServices(IServiceProvider portal) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType.FullName!.StartsWith("Governance.", StringComparison.Ordinal)
            || serviceType.Name.StartsWith("IOptions", StringComparison.Ordinal)
                ? portal.GetService(serviceType)
                : null;
    }

    private sealed class Account : AuthenticationStateProvider
    {
        public (int User, string Role) SignedIn { get; set; }

        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(
                new AuthenticationState(
                    new ClaimsPrincipal(
                        new ClaimsIdentity(
                            [
                                new Claim(PortalClaims.User, SignedIn.User.ToString(CultureInfo.InvariantCulture)),
                                new Claim(PortalClaims.Role, SignedIn.Role),
                            ],
                            "test"
                        )
                    )
                )
            );
    }
}
