using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Bunit;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Compliance.Documents;
using Governance.Portal.Compliance.Suppliers;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Components;
using Governance.Portal.Tests.Oversight;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Names = Governance.Portal.Tests.Components.Roles;
using RoleIds = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.Suppliers;

/// <summary>Suppliers on the real portal: what is recorded over HTTP, the pages show, lists filter, and people are reminded of.</summary>
public sealed class SuppliersTests : PortalPageTest
{
    private const string Address = "/api/v1/suppliers";

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Supplier_IsFoundByThePartsThatNameIt_AndItsDueDiligenceCountsOnceSomeoneElseConfirmedIt(DatabaseKind kind)
    {
        await using var scene = await OversightScene.CreateAsync(kind);
        await SendAsync(
            scene.Compliance,
            HttpMethod.Patch,
            "/api/v1/systems/SYS-0001",
            new
            {
                components = new[]
                {
                    new
                    {
                        name = "embedding-3",
                        kind = "gpai-model",
                        supplier = "example  models gmbh",
                    },
                    new
                    {
                        name = "addresses",
                        kind = "dataset",
                        supplier = "Unknown Data Ltd",
                    },
                },
            }
        );
        var made = await SendAsync(scene.Compliance, HttpMethod.Post, Address, Supplier("Example Models GmbH", "example"));
        Assert.Equal("SPL-0001", (string)made["id"]!);
        Assert.Equal("embedding-3", (string)made["parts"]![0]!["part"]!);
        Assert.Equal("no-due-diligence", (string)made["gaps"]![0]!["kind"]!);
        // One name belongs to one supplier, in whatever capitals, and engineers keep no register.
        await RefusedAsync(scene.Risk, Address, Supplier("EXAMPLE", "other"), HttpStatusCode.Conflict, "supplier.name-taken");
        await RefusedAsync(scene.Engineer, Address, Supplier("Mine", "m"), HttpStatusCode.Forbidden, null);

        var due = OversightScene.Day(20);
        await SendAsync(
            scene.Compliance,
            HttpMethod.Post,
            $"{Address}/SPL-0001/records",
            new
            {
                kind = "due-diligence",
                title = "Security and finances",
                by = "Ann Auditor",
                on = OversightScene.Day(-10),
                dueOn = due,
                result = "passed",
            }
        );
        await RefusedAsync(
            scene.Compliance,
            "/api/v1/supplier-records/SPR-0001:confirm",
            null,
            HttpStatusCode.Forbidden,
            "supplier.confirms-own-record"
        );
        Assert.Equal(["SPL-0001"], await ListAsync(scene, "state=gaps&supplies=model&name=gmbh"));

        // The page names what no one registered, and the other person confirms on the page of the supplier.
        var officer = Actor.OfUser(
            await scene.Portal.CreateUserAsync("officer@demo.example", RoleIds.RiskOfficer),
            RoleIds.RiskOfficer,
            session: null
        );
        var list = await OpenAsync<SuppliersPage>(scene.Portal, TimeProvider.System, officer, "/suppliers");
        Assert.Contains("Unknown Data Ltd", list.Markup, StringComparison.Ordinal);
        Assert.Contains("No confirmed due diligence", list.Markup, StringComparison.Ordinal);
        var page = await OpenAsync<SupplierPage>(
            scene.Portal,
            TimeProvider.System,
            officer,
            "/suppliers/SPL-0001",
            p => p.Add(x => x.Id, "SPL-0001")
        );
        await page.AllByRole("button").Single(b => Names.NameOf(b) == "Confirm SPR-0001").ClickAsync(new());
        await page.WaitForAssertionAsync(() => Assert.DoesNotContain("Waiting for confirmation", page.Markup, StringComparison.Ordinal));
        Assert.Empty(await ListAsync(scene, "state=gaps"));
        Assert.Equal(["SPL-0001"], await ListAsync(scene, "state=in-order"));

        // What lapses and is not answered is a gap in the list as it is by the rule; the owner is reminded of what comes.
        await SendAsync(
            scene.Compliance,
            HttpMethod.Post,
            $"{Address}/SPL-0001/records",
            new
            {
                kind = "request",
                title = "Technical documentation",
                provision = "Art. 25(4) AI Act",
                on = OversightScene.Day(-30),
                dueOn = OversightScene.Day(-1),
            }
        );
        Assert.Equal(["SPL-0001"], await ListAsync(scene, "state=gaps"));
        await TechnicalFileNamesThemAsync(scene);
        Assert.Equal(["Technical documentation", "Security and finances"], await AskedAsync(scene, "RISK@DEMO.EXAMPLE"));
        Assert.Empty(await AskedAsync(scene, "COMPLIANCE@DEMO.EXAMPLE"));
        await SendAsync(
            scene.Risk,
            HttpMethod.Post,
            "/api/v1/supplier-records/SPR-0002:answer",
            new { reference = "https://files.example/answer.pdf" }
        );
        Assert.Equal(["Security and finances"], await AskedAsync(scene, "RISK@DEMO.EXAMPLE"));

        var csv = await scene.Compliance.GetStringAsync($"{Address}/csv", OversightScene.Ct);
        Assert.Contains("Example Models GmbH", csv, StringComparison.Ordinal);
        Assert.Contains("SYS-0001", csv, StringComparison.Ordinal);

        // A row that SQL changed decides nothing: someone who recorded a due diligence does not become someone else.
        await SendAsync(
            scene.Compliance,
            HttpMethod.Post,
            $"{Address}/SPL-0001/records",
            new
            {
                kind = "due-diligence",
                title = "Once more",
                by = "Ann Auditor",
                dueOn = due,
                result = "passed",
            }
        );
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(OversightScene.Ct))
        {
            await db.Database.ExecuteSqlRawAsync(
                "UPDATE \"SupplierRecords\" SET \"Recorders\" = '[]' WHERE \"Title\" = 'Once more'",
                OversightScene.Ct
            );
        }

        await RefusedAsync(
            scene.Compliance,
            "/api/v1/supplier-records/SPR-0003:confirm",
            null,
            HttpStatusCode.ServiceUnavailable,
            "record.altered"
        );
    }

    [Fact]
    public async Task CertificateThatLapsed_IsNotOnRecordAnyMore_AndTheListNamesWhatIsLateAndWhatComesNext()
    {
        await using var scene = await OversightScene.CreateAsync();
        await SendAsync(scene.Compliance, HttpMethod.Post, Address, Supplier("Example Models GmbH", "example"));
        foreach (var (title, on, until) in new[] { ("ISO/IEC 42001", -400, -9), ("ISO/IEC 27001", -200, 60) })
        {
            await SendAsync(
                scene.Compliance,
                HttpMethod.Post,
                $"{Address}/SPL-0001/records",
                new
                {
                    kind = "certificate",
                    title,
                    by = "Certifier",
                    number = "1",
                    on = OversightScene.Day(on),
                    dueOn = OversightScene.Day(until),
                }
            );
        }

        var officer = Actor.OfUser(
            await scene.Portal.CreateUserAsync("officer@demo.example", RoleIds.RiskOfficer),
            RoleIds.RiskOfficer,
            session: null
        );
        var page = await OpenAsync<SupplierPage>(
            scene.Portal,
            TimeProvider.System,
            officer,
            "/suppliers/SPL-0001",
            p => p.Add(x => x.Id, "SPL-0001")
        );
        var rows = page.Find("table[aria-label='Records about the supplier']").QuerySelectorAll("tbody tr").Select(r => r.TextContent);
        Assert.Contains("Expired", rows.Single(r => r.Contains("ISO/IEC 42001", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("On record", rows.Single(r => r.Contains("ISO/IEC 27001", StringComparison.Ordinal)), StringComparison.Ordinal);

        var list = await OpenAsync<SuppliersPage>(scene.Portal, TimeProvider.System, officer, "/suppliers");
        var due = list.Find("td[data-label='Next due']").TextContent;
        Assert.Matches("Certificate expired.*Certificate expires", due.ReplaceLineEndings(" "));
        Assert.Equal(
            ["Certificate expired", "Certificate expires"],
            (await TasksAsync(scene, "RISK@DEMO.EXAMPLE")).Select(t => t.About.English)
        );
    }

    // Annex IV(2)(a) lists who supplies the parts, what is on record about them by its ids, and what is missing.
    private static async Task TechnicalFileNamesThemAsync(OversightScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(OversightScene.Ct);
        var fill = scene.Portal.Services.GetRequiredService<FillDocuments>();
        var scope = (await fill.ScopeAsync(db, new SystemId(1), OversightScene.Ct))!;
        var finder = scene.Portal.Services.GetServices<IFindRecords>().Single(f => f.Name == "System and versions");
        var record = (await finder.FindAsync(db, scope, OversightScene.Ct)).Single(r => r.Kind == "system_card");
        var asked = Assert.Single(
            DocumentLibrary.Shipped.Find(DocumentLibrary.AnnexIv).Value.Find("AIV-2-a")!.Records,
            r => r.Kind == "system_card"
        );
        Assert.True(asked.IfAny);
        var rows = record.Rows.Where(r => asked.Fields.Any(r.ContainsKey)).ToList();
        Assert.Equal(2, rows.Count);
        Assert.Equal(
            ("Example Models GmbH (SPL-0001)", "embedding-3", "Request unanswered: Technical documentation; No contract on record"),
            (rows[0]["supplier"].Text, rows[0]["part"].Text, rows[0]["gaps"].Text)
        );
        Assert.StartsWith("Security and finances (SPR-0001), ", rows[0]["due_diligence"].Text, StringComparison.Ordinal);
        Assert.Equal(("Unknown Data Ltd", "Not registered"), (rows[1]["supplier"].Text, rows[1]["gaps"].Text));
    }

    private static object Supplier(string name, string other) =>
        new
        {
            name,
            otherNames = new[] { other },
            supplies = new[] { "model" },
            owner = "risk@demo.example",
        };

    private static async Task<IEnumerable<string>> ListAsync(OversightScene scene, string filter) =>
        JsonNode.Parse(await scene.Compliance.GetStringAsync($"{Address}?{filter}", OversightScene.Ct))!["items"]!
            .AsArray()
            .Select(s => (string)s!["id"]!);

    private static async Task<IEnumerable<string>> AskedAsync(OversightScene scene, string email) =>
        (await TasksAsync(scene, email)).Select(t => t.Title.English.Split(", ")[1]);

    private static async Task<IEnumerable<ClockTask>> TasksAsync(OversightScene scene, string email)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(OversightScene.Ct);
        var person = db.Users.Single(u => u.NormalizedEmail == email).UserId;
        var access = new Access
        {
            Actor = Actor.OfUser(person, RoleIds.RiskOfficer, null),
            Person = person,
            Role = RoleIds.RiskOfficer,
            PrintedName = "Someone",
        };
        var clocks = scene.Portal.Services.GetServices<IClockSource>().OfType<SupplierClocks>().Single();
        var due = await clocks.RunningAsync(db, access, new(10) { Of = person }, DateTimeOffset.UtcNow, OversightScene.Ct);
        return due.Select(d => d.Task!);
    }

    private static async Task<JsonObject> SendAsync(HttpClient client, HttpMethod method, string address, object body)
    {
        using var request = new HttpRequestMessage(method, address) { Content = JsonContent.Create(body) };
        using var answer = await client.SendAsync(request, OversightScene.Ct);
        var text = await answer.Content.ReadAsStringAsync(OversightScene.Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private static async Task RefusedAsync(HttpClient client, string address, object? body, HttpStatusCode status, string? code)
    {
        using var answer = await client.PostAsJsonAsync(address, body, OversightScene.Ct);
        var text = await answer.Content.ReadAsStringAsync(OversightScene.Ct);
        Assert.True(answer.StatusCode == status, text);
        Assert.True(code is null || (string)JsonNode.Parse(text)!["code"]! == code, text);
    }
}
