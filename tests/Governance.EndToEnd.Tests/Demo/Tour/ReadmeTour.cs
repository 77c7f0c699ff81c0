using System.Net;
using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Demo.Tour;

/// <summary>The five minutes of the README: what its sentences mean on the pages of the demo.</summary>
internal sealed class ReadmeTour(TourParty party, TourShell shell)
{
    public const string Document = "README.md";
    public const string Heading = "## Five minutes";

    private const string Persons = @"\*\*[A-Z][a-z ]+\*\* \(`(?<who>[^`]+)`\)";

    private readonly List<string> _reports = [];
    private string _promotion = "";

    public TourSteps Steps { get; } = new();

    /// <summary>Binds every sentence.</summary>
    public ReadmeTour Bind()
    {
        Steps.On(@$"{Persons}\.", m => party.BecomeAsync(m.Groups["who"].Value));
        BindTheRequest();
        BindTheGates();
        BindMonitoring();
        BindCompliance();
        BindTheLog();
        BindWhatToReadNext();
        return this;
    }

    private void BindTheRequest()
    {
        Steps.On(@"Models › \*(.+)\* › version (\S+)\.", m => OpenVersionAsync(m.Groups[1].Value, m.Groups[2].Value));
        Steps.On(@"Every digest can be copied\.", _ => SeeDigestsCopiedAsync());
        Steps.On(@"\*Approvals\* › (APR-\d+) asks for its promotion to production\.", m => OpenRequestAsync(m.Groups[1].Value));
        Steps.On(@"The requester never signs: an attempt, also over the API, is refused and is in the audit log\.", _ => TryToSignAsync());
        Steps.On(
            @$"{Persons} has signed the request already; the page of (APR-\d+) shows the signature and the digest it covers\.",
            async m =>
            {
                await party.BecomeAsync(m.Groups["who"].Value);
                await OpenRequestAsync(m.Groups[1].Value);
                await SeeSignatureAsync("Security");
            }
        );
        Steps.On(
            @$"{Persons} opens Overview, where the request waits, reads gates and changes against production, and signs: meaning of the "
                + @"signature, password again\.",
            async m =>
            {
                await party.BecomeAsync(m.Groups["who"].Value);
                await party.ChooseAsync("Overview");
                await party.ShootAsync("overview");
                await party.FollowToAsync(_promotion);
                await party.ShootAsync("approval-review");
                await SignAsync("Legal");
            }
        );
        Steps.On(
            @$"{Persons} signs the last slot\.",
            async m =>
            {
                await party.BecomeAsync(m.Groups["who"].Value);
                await OpenRequestAsync(_promotion);
                await SignAsync("Model owner");
            }
        );
        Steps.On(@"The promotion is approved at that moment, in every open window\.", _ => SeeApprovedEverywhereAsync());
        Steps.On(
            @"\*\*Engineer\*\* deploys it; the version before it is the rollback target\.",
            async _ =>
            {
                await party.BecomeAsync("engineer@demo.example");
                await DeployAsync();
            }
        );
    }

    private void BindTheGates()
    {
        Steps.On(
            @"(APR-\d+) \(\*(\S+)\* (\S+)\) cannot be approved by anyone: a fairness limit is exceeded, and the page says which, with the "
                + @"measured value and the limit\.",
            async m =>
            {
                await OpenRequestAsync(m.Groups[1].Value);
                await Expect(party.Main).ToContainTextAsync($"{m.Groups[2].Value}@{m.Groups[3].Value}");
                await Expect(party.Approval.Gate("FAIR-").GetByRole(AriaRole.Gridcell))
                    .ToContainTextAsync([
                        new Regex("limit "),
                        new Regex("Failed, blocking"),
                        new Regex(@"\d"),
                        new Regex("^≤ "),
                        new Regex(@"EVD-\d"),
                    ]);
                foreach (var signer in new[] { "security", "legal", "owner" })
                {
                    await party.BecomeAsync($"{signer}@demo.example");
                    await party.Approval.OpenAsync(m.Groups[1].Value);
                    await Expect(party.Approval.SignOffs).ToContainTextAsync("Cannot be signed until");
                }
            }
        );
        Steps.On(
            @"(APR-\d+) \(\*(\S+)\* (\S+)\) fails its own suite of prompt attacks, which a \[policy pack\]\((.+)\) requires\.",
            async m =>
            {
                await OpenRequestAsync(m.Groups[1].Value);
                await Expect(party.Main).ToContainTextAsync($"{m.Groups[2].Value}@{m.Groups[3].Value}");
                var gate = party.Approval.Gate("Failed, blocking");
                await Expect(gate).ToContainTextAsync("Attack success");
                await Expect(gate).ToContainTextAsync("llm-and-rag");
                Assert.Contains("`llm-and-rag`", await ReadAsync(m.Groups[4].Value), StringComparison.Ordinal);
            }
        );
    }

    private void BindMonitoring()
    {
        Steps.On(
            @"Monitoring › \*(.+)\*: drift of each feature over eight weeks, the distribution of one against its reference, error rates "
                + @"where labels arrived\.",
            async m =>
            {
                await party.ChooseAsync("Monitoring");
                await party.FollowToAsync(m.Groups[1].Value);
                await SeeMonitorAsync(weeks: 8);
                await party.ShootAsync("monitoring");
            }
        );
        Steps.On(
            @"Make the drift report and the approval record as PDF; `pdfsig` says that their signature is valid\.",
            async _ =>
            {
                await party.FollowAsync("Drift report");
                _reports.Add(await TourReports.MakeAsync(party, shell.Folder));
                await OpenRequestAsync(_promotion);
                _reports.Add(await party.Approval.DownloadRecordAsync(shell.Folder));
                foreach (var report in _reports)
                {
                    Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", "-nocert", report), StringComparison.Ordinal);
                }
            }
        );
        Steps.On(
            @"Risks › (RSK-\d+): a drift alert raised its likelihood, and its history says so\.",
            async m =>
            {
                await party.ChooseAsync("Risks");
                await party.Who.OpenAsync($"/risks?id={m.Groups[1].Value}");
                await party.ShootAsync("risks");
                await party.Who.OpenAsync($"/risks/{m.Groups[1].Value}");
                await Expect(party.Main).ToContainTextAsync(new Regex(@"ALR-\d+ raised the likelihood from \d to \d"));
            }
        );
        Steps.On(
            @"Overview › \*(.+)\*: key figures, each with its definition and every record behind it\.",
            async m =>
            {
                await party.ChooseAsync("Overview");
                await party.Main.GetByRole(AriaRole.Button, new() { Name = m.Groups[1].Value, Exact = true }).ClickAsync();
                var figures = party.Main.GetByRole(AriaRole.Region, new() { Name = "Key figures", Exact = true });
                await Expect(figures).ToBeVisibleAsync();
                var all = await TourReports.AddressesAsync(figures.GetByRole(AriaRole.Term).GetByRole(AriaRole.Link));
                foreach (var figure in Soak.Sample(all, every: 4))
                {
                    await party.Who.GoAsync(figure);
                    await Expect(party.Main.GetByRole(AriaRole.Region, new() { Name = "Definition", Exact = true })).ToBeVisibleAsync();
                    await Expect(party.Main.GetByRole(AriaRole.Region, new() { NameRegex = new("records") }).First).ToBeVisibleAsync();
                }
            }
        );
        Steps.On(
            @"Ctrl K finds the rest: any page, tab, setting, record or action you may use, by its id or any word of it\.",
            async _ =>
            {
                foreach (
                    var (typed, found) in new[]
                    {
                        ("posture", "Policy status"),
                        ("programme", "Programme"),
                        ("notification settings", "Notification settings"),
                        ("RSK-0001", "Income shift breaks calibration"),
                        ("new risk", "New risk"),
                    }
                )
                {
                    await TourReports.SeeFoundAsync(party, typed, found);
                }
            }
        );
    }

    private void BindCompliance()
    {
        Steps.On(
            @"Compliance › \*(.+)\*: high-risk by Annex III point (\d)\((\w)\), with the provision behind every step; Obligations: what "
                + @"applies when, what evidence the portal found, what a person still has to write\.",
            async m =>
            {
                await party.ChooseAsync("Compliance");
                await party.Who.OpenAsync("/compliance/systems");
                await party.FollowAsync(m.Groups[1].Value);
                await Expect(party.Main).ToContainTextAsync("High-risk, Annex III");
                await Expect(party.Main).ToContainTextAsync($"Annex III({m.Groups[2].Value})({m.Groups[3].Value})");
                await Expect(party.Main).ToContainTextAsync("Legal basis");
                await party.Who.OpenAsync("/compliance/obligations?of=SYS-0001");
                var duty = new Regex(@"^Art\. 9\(1\)-\(5\) .+, " + Regex.Escape(m.Groups[1].Value) + ":");
                await party.Main.GetByRole(AriaRole.Link, new() { NameRegex = duty }).ClickAsync();
                var panel = party.Page.GetByRole(AriaRole.Complementary).Filter(new() { HasText = "Art. 9" });
                await Expect(panel).ToContainTextAsync(new Regex(@"2 Dec 2027"));
                await Expect(panel).ToContainTextAsync("found automatically");
                await Expect(panel).ToContainTextAsync("What a person writes or attaches");
                await party.ShootAsync("obligations");
            }
        );
        Steps.On(
            @"Technical file: Annex IV point by point, filled from records or by people, its gaps shown; the report prints the same\.",
            async _ =>
            {
                await party.Who.OpenAsync("/compliance/systems/SYS-0001/technical-file?document=annex-iv");
                await Expect(party.Main).ToContainTextAsync("Annex IV");
                var states = party.Main.GetByRole(AriaRole.Img, new() { NameRegex = new(@"\d+ complete, .+ gap") });
                await Expect(states).ToBeVisibleAsync();
            }
        );
        Steps.On(
            @"Incidents › (INC-\d+): the clocks of Art\. 73, the playbook, what was frozen, what was said to whom; \*(.+)\* is the next "
                + @"step\.",
            async m =>
            {
                await party.ChooseAsync("Incidents");
                await party.FollowToAsync(m.Groups[1].Value);
                await Expect(party.Main).ToContainTextAsync("Art. 73");
                foreach (var region in new[] { "Playbook", "Frozen evidence", "Communications" })
                {
                    await Expect(party.Main.GetByRole(AriaRole.Region, new() { Name = region, Exact = true })).ToBeVisibleAsync();
                }

                await Expect(party.Main.GetByRole(AriaRole.Button, new() { Name = m.Groups[2].Value, Exact = true })).ToBeVisibleAsync();
            }
        );
    }

    private void BindTheLog()
    {
        Steps.On(
            @"Audit log: who did what, under a Merkle tree with signed checkpoints\.",
            async _ =>
            {
                await party.ChooseAsync("Audit log");
                await Expect(party.Main).ToContainTextAsync(_promotion);
                var verification = party.Main.GetByRole(AriaRole.Region, new() { Name = "Log verification", Exact = true });
                await Expect(verification).ToContainTextAsync("Checkpoint");
                await Expect(verification).ToContainTextAsync("Root");
                await party.Main.GetByRole(AriaRole.Grid).GetByRole(AriaRole.Row).Nth(1).GetByRole(AriaRole.Link).First.ClickAsync();
                await Expect(party.Page.GetByRole(AriaRole.Complementary).First).ToBeVisibleAsync();
                await party.ShootAsync("audit-log");
            }
        );
        Steps.On(
            @"Verify takes a receipt, an export or a file and says what is proven and what is not; `(.+)` does the same without the "
                + @"portal\.",
            m => VerifyAsync(m.Groups[1].Value)
        );
    }

    private void BindWhatToReadNext()
    {
        Steps.On(@"\[Getting started\].+|Guides by role: .+", m => SeeDocumentsAsync(m.Value));

        Steps.On(
            @"\*Developers\* connects your own pipeline, \*Help\* searches the documentation of the build that runs, and \*Glossary\* "
                + @"explains its words\.",
            async _ =>
            {
                await party.BecomeAsync("engineer@demo.example");
                foreach (var (page, heading) in new[] { ("/developers", "Developers"), ("/help", "Help"), ("/glossary", "Glossary") })
                {
                    await party.Page.GotoAsync(page);
                    await Expect(party.Shell.Heading).ToHaveTextAsync(heading);
                }
            }
        );

        async Task SeeDocumentsAsync(string sentence)
        {
            foreach (Match link in Regex.Matches(sentence, @"\]\(([^)]+)\)"))
            {
                Assert.StartsWith("# ", await ReadAsync(link.Groups[1].Value), StringComparison.Ordinal);
            }
        }
    }

    private async Task OpenVersionAsync(string model, string version)
    {
        await party.ChooseAsync("Models");
        await party.FollowToAsync(model);
        await party.FollowToAsync(version);
    }

    private async Task OpenRequestAsync(string promotion)
    {
        _promotion = _promotion.Length == 0 ? promotion : _promotion;
        await party.ChooseAsync("Approvals");
        await party.Who.GoAsync($"/approvals/{promotion}");
        await Expect(party.Main).ToContainTextAsync(promotion);
        await Expect(party.Main).ToContainTextAsync("to Production");
    }

    private async Task SeeDigestsCopiedAsync()
    {
        var digests = await party.Main.Locator(".digest").CountAsync();

        Assert.True(digests > 5, $"{digests} digests.");
        await Expect(party.Main.Locator(".digest:has(button[data-copy])")).ToHaveCountAsync(digests);
    }

    private async Task TryToSignAsync()
    {
        await Expect(party.Approval.SignOffs).ToBeVisibleAsync();
        await Expect(party.Approval.SignOffButton).ToHaveCountAsync(0);
        var (_, shown) = await party.Who.CallAsync("GET", $"/api/v1/promotions/{_promotion}");
        var body = new
        {
            role = "legal",
            decision = "approve",
            bundleDigest = shown.GetProperty("bundleDigest").GetString(),
        };
        var proof = ("X-Reauthentication", await party.Who.ProofAsync());
        var (status, _) = await party.Who.CallAsync("POST", $"/api/v1/promotions/{_promotion}/signoffs", body, proof);
        Assert.Equal(HttpStatusCode.Forbidden, status);

        var requester = party.Who;
        await party.BecomeAsync("auditor@demo.example");
        await party.Who.OpenAsync($"/audit?subject={_promotion}");
        await Expect(party.Main.GetByRole(AriaRole.Grid).GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Refused");
        await party.BecomeAsync("engineer@demo.example");
        Assert.Same(requester, party.Who);
    }

    private async Task SeeSignatureAsync(string slot)
    {
        await Expect(party.Approval.Slot(slot)).ToContainTextAsync("Signed");
        await Expect(party.Approval.Slot(slot)).Not.ToContainTextAsync("Void");
        var (_, shown) = await party.Who.CallAsync("GET", $"/api/v1/promotions/{_promotion}");
        var digest = shown.GetProperty("bundleDigest").GetString()!;
        var printed = await party.Approval.BundleDigest.GetByRole(AriaRole.Code).First.InnerTextAsync();
        Assert.Equal(digest, Regex.Replace(printed, @"\s", ""));
        Assert.Equal([digest], shown.GetProperty("signOffs").EnumerateArray().Select(s => s.GetProperty("bundleDigest").GetString()!));
    }

    private async Task SignAsync(string slot)
    {
        await party.Approval.UnfoldGatesAsync();
        await Expect(party.Approval.Changes).ToBeVisibleAsync();
        await (await party.Approval.SignOffAsync()).ApproveAsync();
        await Expect(party.Approval.Slot(slot)).ToContainTextAsync("Signed");
    }

    private async Task SeeApprovedEverywhereAsync()
    {
        var open = party.Everyone.Where(p => p.Place == $"/approvals/{_promotion}").ToList();

        Assert.True(open.Count >= 4, $"{open.Count} windows show {_promotion}.");
        foreach (var person in open)
        {
            await Expect(new ApprovalPage(person).State("Approved")).ToBeVisibleAsync();
        }
    }

    private async Task DeployAsync()
    {
        var (_, before) = await party.Who.CallAsync("GET", "/api/v1/models/netflow-detector/production");
        var page = new VersionPage(party.Who);
        await page.OpenAsync("netflow-detector", "2.0.0", "deployments");
        await page.DeployAsync("production", "eu-west-1");

        var (_, production) = await party.Who.CallAsync("GET", "/api/v1/models/netflow-detector/production");
        Assert.Equal("2.0.0", production.GetProperty("version").GetString());
        await party.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Rollback plan of DEP-") }).First.ClickAsync();
        var dialog = party.Page.GetByRole(AriaRole.Dialog, new() { NameRegex = new("^Rollback plan of DEP-") });
        await Expect(dialog.GetByRole(AriaRole.Combobox, new() { Name = "Roll back to" }))
            .ToContainTextAsync(before.GetProperty("version").GetString()!);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
    }

    private async Task SeeMonitorAsync(int weeks)
    {
        await Expect(new MonitoringPage(party.Who).HeatMap).ToBeVisibleAsync();
        var rows = party.Main.GetByRole(AriaRole.Grid, new() { Name = "PSI by feature and window", Exact = true }).GetByRole(AriaRole.Row);
        await Expect(rows.First.GetByRole(AriaRole.Gridcell)).ToHaveCountAsync(weeks);
        await Expect(party.Main.GetByRole(AriaRole.Img, new() { NameRegex = new("share of rows in the reference and in this window") }))
            .ToBeVisibleAsync();
        await Expect(party.Main.GetByRole(AriaRole.Img, new() { NameRegex = new("^False negative rate per window with 95 % interval") }))
            .ToBeVisibleAsync();
    }

    private async Task VerifyAsync(string command)
    {
        await party.Who.OpenAsync("/audit/verify");
        var receipt = Path.Combine(shell.Folder, "entry-1.tlog-proof");
        await File.WriteAllBytesAsync(receipt, await party.Who.ReadAsync("/api/v1/audit/entries/1/receipt"));
        var export = Path.Combine(shell.Folder, "audit-log.json.gz");
        await File.WriteAllBytesAsync(export, await party.Who.ReadAsync("/api/v1/audit/export?gzip"));
        var checkpoint = Path.Combine(shell.Folder, "checkpoint.txt");
        await File.WriteAllBytesAsync(checkpoint, await party.Who.ReadAsync("/api/v1/audit/checkpoint"));
        var result = party.Main.GetByRole(AriaRole.Region, new() { Name = "Result", Exact = true }).GetByRole(AriaRole.Status);
        foreach (var file in (string[])[receipt, export, .. _reports])
        {
            var field = await party.Page.Locator("input[type=file]").ListensAsync();
            await field.SetInputFilesAsync(file);
            await Expect(party.Main).ToContainTextAsync(Path.GetFileName(file), new() { Timeout = 30_000 });
            await Expect(result).ToBeVisibleAsync();
            await Expect(result).Not.ToContainTextAsync("not verified");
        }

        Assert.StartsWith("governance ", command, StringComparison.Ordinal);
        await shell.RunAsync($"{command} audit-log.json.gz --pinned checkpoint.txt");
    }

    private static Task<string> ReadAsync(string document) =>
        File.ReadAllTextAsync(Path.Combine(Repository.Root, document), TestContext.Current.CancellationToken);
}
