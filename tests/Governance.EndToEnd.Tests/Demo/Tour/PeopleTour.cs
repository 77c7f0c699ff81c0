using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Demo.Tour;

/// <summary>One promotion and five people, as docs/getting-started.md tells it.</summary>
internal sealed class PeopleTour(TourParty party, TourShell shell)
{
    public const string Document = "docs/getting-started.md";
    public const string Heading = "## One promotion, five people";

    private string _promotion = "";

    public TourSteps Steps { get; } = new();

    public PeopleTour Bind()
    {
        // Each person of the tour has a browser of their own.
        Steps.On(@"Use a private window for each person, or sign out in between\.", _ => Task.CompletedTask);
        Steps.On(@"\*\*(\w+)\.\*\*", m => party.BecomeAsync($"{m.Groups[1].Value.ToLowerInvariant()}@demo.example"));
        Steps.On(@"Sign in as `(.+)`\.", m => party.BecomeAsync(m.Groups[1].Value));
        BindTheEngineer();
        BindSecurity();
        BindLegal();
        BindTheEnd();
        BindWhatMustNotWork();
        return this;
    }

    private void BindTheEngineer()
    {
        Steps.On(
            @"\*Models\* lists all models; filters, sort and page are in the address, so a view can be sent as a link\.",
            async _ =>
            {
                await party.ChooseAsync("Models");
                await party.Main.GetByRole(AriaRole.Columnheader).GetByRole(AriaRole.Link, new() { Name = "Owner" }).ClickAsync();
                await Expect(party.Page).ToHaveURLAsync(new Regex(@"[?&]sort="));
            }
        );
        Steps.On(
            @"Open \*(.+)\*, then version (\S+): source commit, data sets, dependencies, metrics and evidence, each with its SHA-256\.",
            async m =>
            {
                await party.FollowToAsync(m.Groups[1].Value);
                await party.FollowToAsync(m.Groups[2].Value);
                foreach (var region in new[] { "Metrics", "Evidence", "Datasets", "Dependencies" })
                {
                    await Expect(party.Main.GetByRole(AriaRole.Region, new() { Name = region, Exact = true })).ToBeVisibleAsync();
                }

                await Expect(new VersionPage(party.Who).Evidence.Locator("tbody .digest button[data-copy]"))
                    .ToHaveCountAsync(await new VersionPage(party.Who).Evidence.Locator("tbody tr").CountAsync());
            }
        );
        Steps.On(
            @"Open (APR-\d+) under \*Approvals\*\.",
            async m =>
            {
                _promotion = m.Groups[1].Value;
                await party.ChooseAsync("Approvals");
                await party.Who.GoAsync($"/approvals/{_promotion}");
            }
        );
        Steps.On(
            @"An engineer has no slot to sign\.",
            async _ =>
            {
                await Expect(party.Approval.SignOffs).ToBeVisibleAsync();
                await Expect(party.Approval.SignOffButton).ToHaveCountAsync(0);
            }
        );
    }

    private void BindSecurity()
    {
        Steps.On(
            @"`(.+)` has signed already\.",
            async m =>
            {
                await party.BecomeAsync(m.Groups[1].Value);
                await party.Approval.OpenAsync(_promotion);
                await Expect(party.Approval.Slot("Security")).ToContainTextAsync("Signed");
            }
        );
        Steps.On(
            @"The slot names the signer, the time and the decision, and its \*(.+)\* the digest that it covers: the one under \*(.+)\*\.",
            async m =>
            {
                var slot = party.Approval.Slot("Security");
                await Expect(slot).ToContainTextAsync("Daniel Okafor");
                await Expect(slot.GetByRole(AriaRole.Time)).ToBeVisibleAsync();
                await Expect(slot).ToContainTextAsync("I approve this deployment for Security");
                var statement = await slot.GetByRole(AriaRole.Link, new() { Name = m.Groups[1].Value, Exact = true })
                    .GetAttributeAsync("href");
                var envelope = JsonNode.Parse(await party.Who.ReadAsync(statement!))!;
                var signed = Encoding.UTF8.GetString(Convert.FromBase64String((string)envelope["payload"]!));
                var bundle = party.Main.GetByRole(AriaRole.Region, new() { Name = m.Groups[2].Value, Exact = true });
                var digest = Regex.Replace(await bundle.GetByRole(AriaRole.Code).First.InnerTextAsync(), @"\s", "");
                Assert.Contains(digest, signed, StringComparison.Ordinal);
            }
        );
        Steps.On(
            @"Under \*(.+)\* every act is listed with the number of its entry in the audit log\.",
            async m =>
            {
                var custody = party.Main.GetByRole(AriaRole.Region, new() { Name = m.Groups[1].Value, Exact = true });
                var acts = custody.GetByRole(AriaRole.Listitem);
                await Expect(acts.First).ToBeVisibleAsync();
                await Expect(custody.GetByRole(AriaRole.Link, new() { NameRegex = new(@"^log entry [\d,]+$") }))
                    .ToHaveCountAsync(await acts.CountAsync());
            }
        );
    }

    private void BindLegal()
    {
        Steps.On(
            @"\*Overview\* shows what waits for you\.",
            async _ =>
            {
                await party.ChooseAsync("Overview");
                await Expect(party.Main.GetByRole(AriaRole.Region, new() { Name = "My queue", Exact = true }))
                    .ToContainTextAsync(_promotion);
            }
        );
        Steps.On(
            @"Open (APR-\d+) and read from the top: gate results with measured value, limit and evidence; then what changes against the "
                + @"version in production \(metrics, data, dependencies, policy\)\.",
            async m =>
            {
                await party.FollowToAsync(m.Groups[1].Value);
                await Expect(party.Approval.Gates.GetByRole(AriaRole.Columnheader))
                    .ToHaveTextAsync(["Gate", "Result", "Measured", "Required", "Evidence"]);
                foreach (var tab in new[] { "Metrics", "Data", "Dependencies", "Policy" })
                {
                    await party.Approval.Changes.GetByRole(AriaRole.Tab, new() { Name = tab, Exact = true }).ClickAsync();
                    await Expect(party.Approval.Changes.GetByRole(AriaRole.Tabpanel, new() { Name = tab, Exact = true }))
                        .ToBeVisibleAsync();
                }
            }
        );
        Steps.On(
            @"Sign off: choose the meaning of your signature \(none is preselected; all but a plain approval need a text\), and confirm "
                + @"with your password\.",
            async _ =>
            {
                var dialog = await party.Approval.SignOffAsync();
                var meanings = dialog.Meaning.GetByRole(AriaRole.Radio);
                var count = await meanings.CountAsync();
                for (var meaning = 0; meaning < count; meaning++)
                {
                    await Expect(meanings.Nth(meaning)).Not.ToBeCheckedAsync();
                }

                await dialog.ChooseAsync("I approve with a condition");
                await Expect(dialog.Dialog.GetByRole(AriaRole.Textbox, new() { Name = "Condition", Exact = true })).ToBeVisibleAsync();
                await dialog.ApproveAsync();
                await Expect(party.Approval.Slot("Legal")).ToContainTextAsync("Signed");
            }
        );
        Steps.On(
            @"The digest you sign is the one on the screen\.",
            async _ =>
            {
                var (_, shown) = await party.Who.CallAsync("GET", $"/api/v1/promotions/{_promotion}");
                Assert.All(
                    shown.GetProperty("signOffs").EnumerateArray(),
                    s => Assert.Equal(shown.GetProperty("bundleDigest").GetString(), s.GetProperty("bundleDigest").GetString())
                );
            }
        );
        Steps.On(
            @"Had it changed meanwhile, nothing would be recorded and the page would say what changed\.",
            async _ =>
            {
                var body = new
                {
                    role = "owner",
                    decision = "approve",
                    bundleDigest = new string('0', 64),
                };
                await party.BecomeAsync("owner@demo.example");
                var proof = ("X-Reauthentication", await party.Who.ProofAsync());
                var (status, _) = await party.Who.CallAsync("POST", $"/api/v1/promotions/{_promotion}/signoffs", body, proof);
                Assert.Equal(System.Net.HttpStatusCode.Conflict, status);
                var (_, shown) = await party.Who.CallAsync("GET", $"/api/v1/promotions/{_promotion}");
                Assert.Equal(2, shown.GetProperty("signOffs").GetArrayLength());
            }
        );
    }

    private void BindTheEnd()
    {
        Steps.On(
            @"`(.+)` owns both models and signs the last slot\.",
            async m =>
            {
                await party.BecomeAsync(m.Groups[1].Value);
                await party.Approval.OpenAsync(_promotion);
                await (await party.Approval.SignOffAsync()).ApproveAsync();
            }
        );
        Steps.On(
            @"The promotion becomes \*(.+)\* immediately, also in other people's windows that show it\.",
            async m =>
            {
                foreach (var person in party.Everyone.Where(p => p.Place == $"/approvals/{_promotion}"))
                {
                    await Expect(new ApprovalPage(person).State(m.Groups[1].Value)).ToBeVisibleAsync();
                }
            }
        );
        Steps.On(
            @"Record the deployment: environment, region, promotion\.",
            async _ =>
            {
                await new VersionPage(party.Who).OpenAsync("netflow-detector", "2.0.0", "deployments");
                await new VersionPage(party.Who).DeployAsync("production", "eu-west-1");
            }
        );
        Steps.On(
            @"The version is in production; \*which version was in production on a given day\* is answered on the model's page, "
                + @"under \*(.+)\*\.",
            async m =>
            {
                await party.Who.OpenAsync("/models/netflow-detector");
                await party.Main.GetByRole(AriaRole.Tab, new() { Name = m.Groups[1].Value, Exact = true }).ClickAsync();
                var answer = party.Main.GetByRole(AriaRole.Region, new() { Name = "What was in production on…", Exact = true });
                var today = Person.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                await answer.GetByLabel("Day", new() { Exact = true }).FillAsync(today);
                await answer.GetByLabel("Day", new() { Exact = true }).PressAsync("Enter");
                await Expect(answer).ToContainTextAsync("2.0.0");
            }
        );
    }

    private void BindWhatMustNotWork()
    {
        Steps.On(@"Now try what must not work\.", _ => Task.CompletedTask);
        Steps.On(
            @"Let legal reject a request, such as (APR-\d+) \(\*(.+)\*, then \*(.+)\*\): it asks for a reason and closes the request\.",
            async m =>
            {
                await party.BecomeAsync("legal@demo.example");
                await party.Approval.OpenAsync(m.Groups[1].Value);
                await party.Approval.SignOffs.GetByRole(AriaRole.Button, new() { Name = m.Groups[2].Value, Exact = true }).ClickAsync();
                var dialog = new SignDialog(party.Who);
                await dialog.ChooseAsync(m.Groups[3].Value);
                await dialog.GiveReasonAsync("The price list is missing.");
                await dialog.PressAsync("Sign rejection");
                await Expect(party.Approval.State("Rejected")).ToBeVisibleAsync();
            }
        );
        Steps.On(
            @"As the engineer, request production for \*(\S+)\* (\S+), let security sign, and add evidence to the version: the signature "
                + @"becomes \*(.+)\*, and the chain of custody says which part changed\.",
            m => VoidAsync(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value)
        );
        Steps.On(
            @"Open (APR-\d+) as a signer: it can be rejected or sent back, not approved\.",
            async m =>
            {
                await party.BecomeAsync("owner@demo.example");
                await party.Approval.OpenAsync(m.Groups[1].Value);
                await Expect(party.Approval.SignOffs).ToContainTextAsync("Cannot be signed until");
                await Expect(party.Approval.RequestChangesButton).ToBeEnabledAsync();
            }
        );
    }

    private async Task VoidAsync(string model, string version, string state)
    {
        var engineer = await party.BecomeAsync("engineer@demo.example");
        var page = new VersionPage(engineer);
        await page.OpenAsync(model, version);
        var request = await page.RequestPromotionAsync("Production", "Passes the suite of prompt attacks.");
        await party.BecomeAsync("security@demo.example");
        await party.Approval.OpenAsync(request);
        await (await party.Approval.SignOffAsync()).ApproveAsync();

        await party.BecomeAsync("engineer@demo.example");
        await page.OpenAsync(model, version);
        var file = Path.Combine(shell.Folder, "notes.json");
        await File.WriteAllTextAsync(file, """{"notes":"Read again."}""");
        await page.AddEvidenceAsync("other", "notes", DateTimeOffset.Parse("2026-11-02T10:00Z", CultureInfo.InvariantCulture), file);

        await party.BecomeAsync("security@demo.example");
        await Expect(party.Approval.SignOffs).ToContainTextAsync(state);
        await Expect(party.Approval.Custody).ToContainTextAsync("The evidence changed");
    }
}
