using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Portal.Demo;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>A version on its way from registration to production, and what stands in the way of one that may not go there.</summary>
public sealed class PromotionJourneyTests(RunningBrowser browser, JourneyPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<JourneyPortal>
{
    private const string Version = "2.0.0";
    private const string Name = "Credit default scoring";

    private Bank Bank => portal.Bank;

    [Fact]
    public async Task Version_FromRegistrationToProduction_PassesThroughFivePairsOfHands()
    {
        var engineer = await ComeByTheFormAsync(Bank.Engineer);
        await RegisterAsync(engineer);

        var first = await new VersionPage(engineer).RequestPromotionAsync(
            "Production",
            "Replaces the score card; keeps the bounds on sex and age"
        );
        await SeeThatTheGatePassesAsync(engineer, first);
        await SeeThatTheRequesterCannotSignAsync(engineer, first);

        // The requester's window stays open: what others do appears in it.
        var security = await ComeByTheFormAsync(Bank.Security);
        await RejectAsync(security, first);
        await Expect(new ApprovalPage(engineer).Slot("Security")).ToContainTextAsync("Rejected");
        await Expect(new ApprovalPage(engineer).SignOffs).ToContainTextAsync("Penetration test of the serving image is missing");

        await new VersionPage(engineer).OpenAsync(Bank.Model, Version);
        var second = await new VersionPage(engineer).RequestPromotionAsync("Production", "With the penetration test of the serving image");
        Assert.NotEqual(first, second);
        await SeeThatALostRoleCannotSignAsync(second);

        var legal = await ComeAsync(Bank.Legal);
        var owner = await ComeAsync(Bank.Owner);
        await SignAsync(security, second);
        await Expect(new ApprovalPage(engineer).Slot("Security")).ToContainTextAsync("Signed");
        await SignAsync(legal, second);
        await SignAsync(owner, second);
        await Expect(new ApprovalPage(engineer).Slot("Model owner")).ToContainTextAsync("Signed");
        await SeeThatTheBundleIsWhatWasSignedAsync(engineer, second);

        await DeployAsync(engineer);
        await SeeDriftAsync(owner);
        await SeeTheSealedRecordAsync(engineer, second);
        Assert.Empty(Portal.Log.Errors);
    }

    [Fact]
    public async Task Version_ThatBreaksAFairnessBound_CannotBeSigned()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync("2.1.0");
        var promotion = await bank.RequestAsync("2.1.0");
        var security = await ComeAsync(bank.Security);
        var page = new ApprovalPage(security);

        await page.OpenAsync(promotion);

        await Expect(page.Gate("FAIR-01")).ToContainTextAsync("Failed, blocking");
        await Expect(page.SignOffs).ToContainTextAsync("Cannot be signed until");
        await Expect(page.SignOffButton).ToHaveCountAsync(0);
        await page.RequestChangesButton.ClickAsync();
        await Expect(new SignDialog(security).Meaning.GetByRole(AriaRole.Radio, new() { NameRegex = new("^I approve this deployment") }))
            .ToBeDisabledAsync();
        var (status, answer) = await SignByCallAsync(security, promotion, "security");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("promotion.gate-blocks", answer.GetProperty("code").GetString());
        var (_, gate) = await security.CallAsync("GET", $"/api/v1/gates/deploy?model={bank.Model}&version=2.1.0&stage=production");
        Assert.False(gate.GetProperty("allow").GetBoolean());
    }

    private static async Task RejectAsync(Person security, string promotion)
    {
        await new Shell(security).GoToAsync("Approvals");
        await security
            .Page.GetByRole(AriaRole.Grid, new() { Name = "Approvals", Exact = true })
            .GetByRole(AriaRole.Link, new() { NameRegex = new($"{Name} {Version}") })
            .ClickAsync();
        var page = new ApprovalPage(security);
        await Expect(page.SignOffs).ToBeVisibleAsync();
        Assert.EndsWith(promotion, security.Place, StringComparison.Ordinal);
        var dialog = await page.SignOffAsync();
        await dialog.ChooseAsync("I reject this deployment");

        // A rejection without words is held back, and the focus goes to what is missing.
        await dialog.PressAsync("Sign rejection");
        await Expect(dialog.Dialog.GetByRole(AriaRole.Textbox, new() { Name = "Reason", Exact = true })).ToBeFocusedAsync();
        await dialog.GiveReasonAsync("Penetration test of the serving image is missing");
        await dialog.SignAsync("Sign rejection");
        await Expect(page.Slot("Security")).ToContainTextAsync("Rejected");
    }

    private static async Task SignAsync(Person person, string promotion)
    {
        var page = new ApprovalPage(person);
        await page.OpenAsync(promotion);
        var dialog = await page.SignOffAsync();
        await dialog.ApproveAsync();
    }

    private static async Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body)> SignByCallAsync(
        Person person,
        string promotion,
        string role
    )
    {
        var (_, shown) = await person.CallAsync("GET", $"/api/v1/promotions/{promotion}");
        var proof = await person.ProofAsync();
        var body = new
        {
            role,
            decision = "approve",
            bundleDigest = shown.GetProperty("bundleDigest").GetString(),
        };
        return await person.CallAsync("POST", $"/api/v1/promotions/{promotion}/signoffs", body, ("X-Reauthentication", proof));
    }

    // Ends on the overview, from where the menu leads on.
    private async Task<Person> ComeByTheFormAsync(string email)
    {
        var person = await ArriveAsync();
        await new SignInPage(person).OpenAsync();
        await new SignInPage(person).SignInAsync(email);
        return person;
    }

    private async Task<Person> ComeAsync(string email)
    {
        var person = await ArriveAsync();
        await person.SignInAsync(email);
        return person;
    }

    private async Task RegisterAsync(Person engineer)
    {
        await new Shell(engineer).GoToAsync("Models");
        var models = new ModelsPage(engineer);
        await models.RegisterAsync(Bank.Model, Name, Bank.Owner, "High");
        var facts = Bank.Read(Bank.EvidenceOf(Version, "version.json"));
        var digest = (string)facts["artifact"]!["sha256"]!;
        await models.RegisterVersionAsync(
            new NewVersion(
                Version,
                Bank.ArtifactOf(Version),
                digest,
                (string)facts["source"]!["repository"]!,
                (string)facts["source"]!["commit"]!,
                string.Join(
                    '\n',
                    facts["metrics"]!.AsObject().Select(m => $"{m.Key} = {(m.Value is JsonObject detailed ? detailed["value"] : m.Value)}")
                ),
                string.Join('\n', facts["datasets"]!.AsArray().Select(d => $"{d!["name"]}, {d["version"]}, {d["sha256"]}, {d["role"]}"))
            )
        );
        var page = new VersionPage(engineer);
        await Expect(new Shell(engineer).Heading).ToHaveTextAsync($"{Name} {Version}");
        await Expect(page.ArtifactDigest).ToContainTextAsync("Stored, digest checked");
        Assert.Equal(
            digest,
            (await page.ArtifactDigest.GetByRole(AriaRole.Code).First.InnerTextAsync())
                .Replace(" ", "", StringComparison.Ordinal)
                .ReplaceLineEndings("")
        );
        foreach (var entry in Bank.ManifestOf(Version))
        {
            await page.AddEvidenceAsync(
                (string)entry!["kind"]!,
                (string)entry["tool"]!,
                TimeProvider.System.GetUtcNow().AddDays(-1),
                Bank.EvidenceOf(Version, (string)entry["file"]!)
            );
        }

        await Expect(page.Evidence.GetByRole(AriaRole.Row)).ToHaveCountAsync(Bank.ManifestOf(Version).Count + 1);
    }

    private static async Task SeeThatTheGatePassesAsync(Person engineer, string promotion)
    {
        await Expect(new Shell(engineer).Heading).ToHaveTextAsync($"Deploy {Name} {Version}");
        var page = new ApprovalPage(engineer);
        await page.UnfoldGatesAsync();
        foreach (var rule in (string[])["EVID-01", "PERF-01", "FAIR-01", "EXPL-01", "SBOM-01", "REGN-01"])
        {
            await Expect(page.Gate(rule)).ToContainTextAsync("Passed");
        }

        var (_, json) = await engineer.CallAsync("GET", $"/api/v1/promotions/{promotion}");
        Assert.Contains(json.GetProperty("gate").GetProperty("outcome").GetString(), (string[])["pass", "warn"]);
    }

    private async Task SeeThatTheRequesterCannotSignAsync(Person engineer, string promotion)
    {
        await Expect(new ApprovalPage(engineer).SignOffButton).ToHaveCountAsync(0);
        await Expect(new ApprovalPage(engineer).RequestChangesButton).ToHaveCountAsync(0);

        var (status, _) = await SignByCallAsync(engineer, promotion, "security");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        await AssertRefusalIsLoggedAsync(promotion, Bank.Engineer);
    }

    private async Task SeeThatALostRoleCannotSignAsync(string promotion)
    {
        const string email = "noor.jansen@northwall.example";
        await Factory.CreateUserAsync(email, Roles.LegalReviewer);
        // Ready before the reviewer: an open page asks every half minute whether its person may still see it, and then gives way.
        var administrator = await ComeAsync(Bank.Administrator);
        await new AdminUsersPage(administrator).OpenAsync(email);
        var reviewer = await ComeAsync(email);
        var page = new ApprovalPage(reviewer);
        await page.OpenAsync(promotion);
        var dialog = await page.SignOffAsync();
        await dialog.ChooseAsync("I approve this deployment for Legal");

        await new AdminUsersPage(administrator).TakeRoleAsync(email, "Legal approver");

        await dialog.PressAsync("Sign approval");
        await Expect(dialog.Alert).ToBeVisibleAsync();
        await AssertRefusalIsLoggedAsync(promotion, email);
        var (_, json) = await administrator.CallAsync("GET", $"/api/v1/promotions/{promotion}");
        Assert.Equal(0, json.GetProperty("signOffs").GetArrayLength());
    }

    private static async Task SeeThatTheBundleIsWhatWasSignedAsync(Person person, string promotion)
    {
        var shown = (await new ApprovalPage(person).BundleDigest.GetByRole(AriaRole.Code).First.InnerTextAsync())
            .Replace(" ", "", StringComparison.Ordinal)
            .ReplaceLineEndings("");
        var bytes = await person.ReadAsync($"/api/v1/promotions/{promotion}/bundle");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), shown);
        var (_, json) = await person.CallAsync("GET", $"/api/v1/promotions/{promotion}");
        Assert.Equal("approved", json.GetProperty("state").GetString());
        Assert.All(
            json.GetProperty("signOffs").EnumerateArray(),
            s => Assert.Equal((shown, "signed"), (s.GetProperty("bundleDigest").GetString()!, s.GetProperty("status").GetString()!))
        );
        Assert.Equal(3, json.GetProperty("signOffs").GetArrayLength());
    }

    private async Task DeployAsync(Person engineer)
    {
        var page = new VersionPage(engineer);
        await page.OpenAsync(Bank.Model, Version, "deployments");
        await page.DeployAsync("production", "eu-west-1");
        await Expect(engineer.Page.GetByRole(AriaRole.Region, new() { Name = "Deployments", Exact = true }))
            .ToContainTextAsync("eu-west-1");
        var (status, production) = await engineer.CallAsync("GET", $"/api/v1/models/{Bank.Model}/production");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(Version, production.GetProperty("version").GetString());
    }

    private async Task SeeDriftAsync(Person owner)
    {
        using var windows = await WindowFiles.SplitAsync(
            Repository.Sample("credit", "predictions.csv.gz"),
            Version,
            CancellationToken.None
        );
        var page = new MonitoringPage(owner);
        await page.OpenAsync(Bank.Model);
        await page.UploadAsync(windows.Files[0].Path, "Reference");
        foreach (var window in (WindowFile[])[windows.Files[1], windows.Files[^1]])
        {
            await page.UploadAsync(window.Path, "Current");
        }

        await Expect(page.HeatMap).ToBeVisibleAsync();
        await Expect(page.Figures).ToBeVisibleAsync();
        var (_, drift) = await owner.CallAsync("GET", $"/api/v1/monitoring/{Bank.Model}/{Version}/drift");
        var income = drift
            .GetProperty("items")
            .EnumerateArray()
            .Last()
            .GetProperty("features")
            .EnumerateArray()
            .Single(f => f.GetProperty("name").GetString() == "income_monthly");
        Assert.Equal(0.535051, income.GetProperty("value").GetDouble(), 1e-6);
        Assert.Equal("alert", income.GetProperty("level").GetString());
        await Expect(
                owner
                    .Page.GetByRole(AriaRole.Table)
                    .Or(owner.Page.GetByRole(AriaRole.Grid))
                    .Filter(new() { HasText = "income_monthly" })
                    .First
            )
            .ToContainTextAsync("0.54");
    }

    private async Task SeeTheSealedRecordAsync(Person engineer, string promotion)
    {
        var page = new ApprovalPage(engineer);
        await page.OpenAsync(promotion);

        var file = await page.DownloadRecordAsync(Factory.Folder);

        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", "-nocert", file), StringComparison.Ordinal);
        Assert.Matches(@"Tagged:\s+yes", await Tool.RunAsync("pdfinfo", file));
        var text = await Tool.RunAsync("pdftotext", "-layout", file, "-");
        Assert.All(
            (string[])[promotion, $"{Name} {Version}", "Sofia Lindqvist", "Luca Moretti", "Omar Haddad"],
            words => Assert.Contains(words, text, StringComparison.Ordinal)
        );
    }

    private async Task AssertRefusalIsLoggedAsync(string promotion, string email)
    {
        await using var db = await Factory.Databases.CreateDbContextAsync();
        var user = await db.Users.SingleAsync(u => u.Email == email);
        Assert.True(
            await db.Set<AuditEntry>()
                .AnyAsync(e =>
                    e.Refused && e.Action == "promotion.signed" && e.Subject == promotion && e.Actor == $"user:{new UserId(user.Id)}"
                ),
            string.Join(
                '\n',
                await db.Set<AuditEntry>().Where(e => e.Refused).Select(e => $"{e.Action} {e.Subject} {e.Actor}").ToListAsync()
            )
        );
    }
}
