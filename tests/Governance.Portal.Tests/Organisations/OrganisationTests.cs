using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Organisations;
using Governance.Portal.Kernel.Organisations;
using Governance.Portal.Kernel.Sealing;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ManualClock = Governance.Portal.Tests.Components.ManualClock;

namespace Governance.Portal.Tests.Organisations;

/// <summary>Who the organisation is: who says so, and where it is read.</summary>
public sealed class OrganisationTests
{
    private const string Path = "/api/v1/organisation";

    private static readonly DateTimeOffset s_now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Organisation_NamedByAnAdministrator_IsTheOneEveryoneReads()
    {
        await using var portal = new PortalFactory { RunsJobs = false };
        portal.Settings["Reports:Organisation"] = "";
        portal.Settings["Incidents:TimeZone"] = "Europe/Dublin";
        await portal.CreateUserAsync("admin@test.example", Roles.Administrator);
        await portal.CreateUserAsync("legal@test.example", Roles.LegalReviewer);
        using var admin = await portal.SignInAsync("admin@test.example");
        using var unproven = await portal.SignInAsync("admin@test.example", proves: false);
        using var legal = await portal.SignInAsync("legal@test.example");
        var bank = new
        {
            name = "Meridian Retail Bank",
            address = "Example Street 1\r\n 1050 Copenhagen\n\nDenmark",
            email = "ai@bank.example",
            timeZone = "Europe/Copenhagen",
        };

        var before = await admin.GetAsync(Path, Ct);
        var unnamed = await portal.Get<ReportDocuments>().MakeAsync("REP-0001", "Anna Berg", "en", Ct);

        Assert.Equal("\"0\"", before.Headers.ETag!.Tag);
        Assert.Null((string?)(await JsonAsync(before))["name"]);
        Assert.Equal((false, "Europe/Dublin"), (unnamed.IsNamed, (await portal.Get<ReadOrganisation>().RunAsync(Ct)).Zone.Id));
        Assert.StartsWith("governance/", unnamed.Installation, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Forbidden, (await legal.GetAsync(Path, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await legal.PutAsJsonAsync(Path, bank, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await unproven.PutAsJsonAsync(Path, bank, Ct)).StatusCode);
        var wrong = await admin.PutAsJsonAsync(Path, bank with { name = new string('x', 201), timeZone = "Mars/Olympus" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal(["name", "timeZone"], (await JsonAsync(wrong))["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal));

        var named = await PutAsync(admin, bank, "\"0\"");
        var stale = await PutAsync(admin, bank, "\"0\"");

        Assert.Equal((HttpStatusCode.OK, "\"1\""), (named.StatusCode, named.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        var document = await portal.Get<ReportDocuments>().MakeAsync("REP-0001", "Anna Berg", "en", Ct);
        Assert.Equal(
            (true, "Meridian Retail Bank", "Example Street 1\n1050 Copenhagen\nDenmark", "ai@bank.example"),
            (document.IsNamed, document.Installation, document.Address, document.Contact)
        );
        Assert.Equal("Europe/Copenhagen", (await portal.Get<ReadOrganisation>().RunAsync(Ct)).Zone.Id);
        Assert.Contains("Meridian Retail Bank", await portal.CreateClient().GetStringAsync("/signin", Ct), StringComparison.Ordinal);
        Assert.Contains("Meridian Retail Bank", await admin.GetStringAsync("/admin/organisation", Ct), StringComparison.Ordinal);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var entry = await db.AuditEntries.SingleAsync(e => e.Action == "organisation.changed" && !e.Refused, Ct);
        Assert.Equal("organisation", entry.Subject);
    }

    [Fact]
    public async Task Today_IsTheDayOfTheOrganisation_AtOnceAfterItsZoneChanged()
    {
        // The first of January in Greenwich, the evening of the last of December in New York.
        var clock = new ManualClock(new DateTimeOffset(2027, 1, 1, 2, 0, 0, TimeSpan.Zero));
        await using var portal = new PortalFactory
        {
            RunsJobs = false,
            Replace = s => s.AddSingleton<TimeProvider>(p => new OrganisationClock(clock, p.GetRequiredService<OrganisationZone>())),
        };
        portal.Settings["Incidents:TimeZone"] = "America/New_York";
        await portal.CreateUserAsync("admin@test.example", Roles.Administrator);
        await portal.CreateUserAsync("compliance@test.example", Roles.ComplianceOfficer);
        using var admin = await portal.SignInAsync("admin@test.example");
        using var compliance = await portal.SignInAsync("compliance@test.example");

        Assert.Equal(new DateOnly(2026, 12, 31), portal.Get<TimeProvider>().Today());
        Assert.Equal("2026-12-31", await DayOfTrainingAsync(compliance));

        var named = new
        {
            name = "Meridian Retail Bank",
            address = "",
            email = "",
            timeZone = "Europe/Copenhagen",
        };
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(admin, named, "\"0\"")).StatusCode);

        Assert.Equal(new DateOnly(2027, 1, 1), portal.Get<TimeProvider>().Today());
        Assert.Equal("2027-01-01", await DayOfTrainingAsync(compliance));
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        // The log is in UTC, whatever the day is called where people live.
        Assert.All(await db.AuditEntries.ToListAsync(Ct), e => Assert.Equal(TimeSpan.Zero, e.Time.Offset));
    }

    [Fact]
    public async Task Organisation_OfTheConfiguration_CountsUntilOneIsNamed()
    {
        await using var portal = new PortalFactory { RunsJobs = false };
        portal.Settings["Reports:Organisation"] = "  Configured Bank ";
        await portal.CreateUserAsync("admin@test.example", Roles.Administrator);
        using var admin = await portal.SignInAsync("admin@test.example");

        var configured = await JsonAsync(await admin.GetAsync(Path, Ct));
        var named = await JsonAsync(await PutAsync(admin, new { name = "Named Bank" }, "\"0\""));

        Assert.Equal(("Configured Bank", true), ((string?)configured["name"], (bool)configured["isConfigured"]!));
        Assert.Equal(("Named Bank", false), ((string?)named["name"], (bool)named["isConfigured"]!));
        Assert.Equal("Named Bank", await portal.Get<ReportDocuments>().InstallationAsync(Ct));
    }

    [Theory]
    [InlineData("", null, null, null, "name")]
    [InlineData("Bank\u202E", null, null, null, "name")]
    [InlineData("Bank", "1\n2\n3\n4\n5\n6\n7\n8\n9", null, null, "address")]
    [InlineData("Bank", "Street\u202E 1", null, null, "address")]
    [InlineData("Bank", null, "nobody", null, "email")]
    [InlineData("Bank", null, null, "Mars/Olympus", "timeZone")]
    public void Change_NotValid_NamesTheFieldAndChangesNothing(string name, string? address, string? email, string? zone, string field)
    {
        var organisation = Organisation.New();

        var changed = organisation.Change(new(name, address, email, zone), new UserId(1), s_now);

        Assert.Equal([field], changed.Refusal!.Errors.Keys);
        Assert.Equal(("", 0), (organisation.Name, organisation.Revision));
    }

    [Fact]
    public void Change_Valid_SaysWhatIsNew()
    {
        var organisation = Organisation.New();
        organisation.Change(new(" Bank ", "Street 1", "ai@bank.example", "Europe/Dublin"), new UserId(1), s_now);

        var changed = organisation.Change(new("Bank", "Street 2", "ai@bank.example"), null, s_now);

        Assert.Equal(["address", "timeZone"], changed.Value);
        Assert.Equal(("Bank", null, 2), (organisation.Name, organisation.TimeZone, organisation.Revision));
    }

    // The day that is recorded where nobody names one.
    private static async Task<string?> DayOfTrainingAsync(HttpClient client)
    {
        var training = new
        {
            topic = "ai-literacy",
            course = "AI basics",
            provider = "Academy",
        };
        using var recorded = await client.PostAsJsonAsync("/api/v1/competences", training, Ct);
        Assert.Equal(HttpStatusCode.Created, recorded.StatusCode);
        return (string?)(await JsonAsync(recorded))["on"];
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, object body, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Path) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        return await client.SendAsync(request, Ct);
    }

    private static async Task<JsonObject> JsonAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
}
