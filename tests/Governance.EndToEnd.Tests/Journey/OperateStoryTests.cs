using System.Net;
using Governance.Domain.Integrations;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Portal.Kernel.Contracts;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>
/// One bad week from end to end: the data moves, a monitor calls, the risk is scored again, the version is taken away and the one before
/// serves again, people write down what they learned and tell the authority; and the person who listens outside hears it.
/// </summary>
public sealed class OperateStoryTests(RunningBrowser browser, OperatePortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<OperatePortal>
{
    private static readonly string[] s_told =
    [
        "alert.raised",
        "risk.rescored",
        "incident.opened",
        "incident.contained",
        "permit.revoked",
        "incident.containment-confirmed",
        "incident.evidence-frozen",
        "incident.assessed",
        "incident.classified",
        "incident.class-confirmed",
        "incident.message-sent",
        "deployment.rolled-back",
        "incident.recovered",
        "incident.post-mortem-written",
        "incident.followed-up",
        "incident.closed",
        "risk.changed",
    ];

    private Person _owner = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Bank Bank => portal.Bank;

    [Fact(Timeout = 300_000)]
    public async Task Drift_FromTheAlertToTheReport_IsOneStoryEverybodyHeard()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var rsyslog = Rsyslog.Program is null ? null : await Rsyslog.StartAsync(null, Ct);
        var secret = await ConnectAsync(receiver, rsyslog);
        _owner = await ComeAsync(Bank.Owner);
        var permit = await PermitAsync();

        var risk = await WatchedRiskAsync();
        await Bank.UploadWindowsAsync(OperatePortal.Serving, windows: 100);
        await Expect(AboutRisk).ToContainTextAsync("raised the likelihood from 2 to 4", new() { Timeout = 60_000 });
        Assert.Empty(await Accessibility.FindingsAsync(_owner.Page));

        var page = new IncidentPage(_owner);
        var incident = await page.DeclareAsync(await AlertAsync(), Bank.Model, portal.System.ToString());
        await page.ContainAsync();
        await SeeThatItIsShutAsync(permit, incident);
        await page.FreezeAndAssessAsync();
        await page.ClassifyAsync(await ComeAsync(Bank.Legal));
        await page.ReportAsync();
        await page.LeaveOutMessagesAsync();
        await page.RollBackAsync(OperatePortal.Before);
        await SeeThatTheOneBeforeServesAsync();
        await page.LearnAsync();
        await page.CloseAsync();
        await ScoreAnewAsync(risk);
        await PrintAsync(incident);

        await SeeTheTimelineAsync(incident);
        await SeeWhatWasHeardAsync(receiver, secret, rsyslog, incident);
        await SeeThatTheLogHoldsAsync();
        Assert.Empty(Portal.Log.Errors);
    }

    private async Task<Person> ComeAsync(string email)
    {
        var person = await ArriveAsync();
        await person.SignInAsync(email);
        return person;
    }

    private ILocator AboutRisk => _owner.Page.GetByRole(AriaRole.Region, new() { Name = "About", Exact = true });

    // A webhook and a syslog collector, made as an administrator makes them.
    private async Task<string> ConnectAsync(Receiver receiver, Rsyslog? rsyslog)
    {
        var administrator = await ComeAsync(Bank.Administrator);
        var (made, hub) = await administrator.CallAsync(
            "POST",
            "/api/v1/integrations",
            new
            {
                name = "Event hub",
                address = $"{receiver.Url}hook",
                format = "structured",
            },
            ("X-Reauthentication", await administrator.ProofAsync())
        );
        Assert.True(made is HttpStatusCode.Created, hub.ToString());
        if (rsyslog is not null)
        {
            var (status, siem) = await administrator.CallAsync(
                "POST",
                "/api/v1/integrations",
                new
                {
                    name = "SIEM",
                    address = $"syslog://localhost:{rsyslog.Port}",
                    format = "cef",
                },
                ("X-Reauthentication", await administrator.ProofAsync())
            );
            Assert.True(status is HttpStatusCode.Created, siem.ToString());
        }

        return hub.GetProperty("secret").GetString()!;
    }

    private async Task<string> PermitAsync()
    {
        var (_, version) = await _owner.CallAsync("GET", $"/api/v1/models/{Bank.Model}/versions/{OperatePortal.Serving}");
        var (status, permit) = await _owner.CallAsync(
            "POST",
            "/api/v1/permits",
            new
            {
                model = Bank.Model,
                version = OperatePortal.Serving,
                stage = "production",
                sha256 = version.GetProperty("artifact").GetProperty("sha256").GetString(),
            }
        );
        Assert.True(status is HttpStatusCode.Created, permit.ToString());
        return permit.GetProperty("id").GetString()!;
    }

    // A risk that listens to drift of its model, bound in the browser; its page stays open.
    private async Task<string> WatchedRiskAsync()
    {
        var (status, raised) = await _owner.CallAsync(
            "POST",
            "/api/v1/risks",
            new
            {
                title = "Scores follow applicants we never saw",
                category = "drift",
                inherent = new { likelihood = 3, impact = 4 },
                residual = new { likelihood = 2, impact = 4 },
                model = Bank.Model,
                treatment = "reduce",
            }
        );
        Assert.True(status is HttpStatusCode.Created, raised.ToString());
        var id = raised.GetProperty("id").GetString()!;
        await _owner.OpenAsync($"/risks/{id}");
        await _owner.Page.GetByRole(AriaRole.Button, new() { Name = "Link a signal", Exact = true }).ClickAsync();
        var dialog = await _owner.Page.GetByRole(AriaRole.Dialog).OpensAsync();
        await dialog.GetByLabel("Signal").SelectOptionAsync(new SelectOptionValue { Value = "drift" });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save signal", Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
        return id;
    }

    private async Task<string> AlertAsync()
    {
        var (_, alerts) = await _owner.CallAsync("GET", $"/api/v1/alerts?model={Bank.Model}");
        return alerts
            .GetProperty("items")
            .EnumerateArray()
            .First(a => a.GetProperty("rule").GetString() == "drift" && a.GetProperty("field").GetString() == "income_monthly")
            .GetProperty("id")
            .GetString()!;
    }

    private async Task SeeThatItIsShutAsync(string permit, string incident)
    {
        var (_, revoked) = await _owner.CallAsync("GET", $"/api/v1/permits/{permit}");
        Assert.Equal(("revoked", "incident"), (revoked.GetProperty("state").GetString(), revoked.GetProperty("because").GetString()));
        var (_, gate) = await _owner.CallAsync(
            "GET",
            $"/api/v1/gates/deploy?model={Bank.Model}&version={OperatePortal.Serving}&stage=production"
        );
        Assert.False(gate.GetProperty("allow").GetBoolean());
        Assert.Contains(
            gate.GetProperty("reasons").EnumerateArray(),
            r => r.GetProperty("message").GetString()!.Contains(incident, StringComparison.Ordinal)
        );
    }

    private async Task SeeThatTheOneBeforeServesAsync()
    {
        var (_, serving) = await _owner.CallAsync("GET", $"/api/v1/models/{Bank.Model}/production");
        Assert.Equal(OperatePortal.Before, serving.GetProperty("version").GetString());
    }

    // What was learned goes into the register: someone assesses the risk again.
    private async Task ScoreAnewAsync(string risk)
    {
        await _owner.OpenAsync($"/risks/{risk}");
        await _owner.Page.GetByRole(AriaRole.Button, new() { Name = "Edit risk", Exact = true }).ClickAsync();
        var dialog = await _owner.Page.GetByRole(AriaRole.Dialog).OpensAsync();
        await dialog.GetByLabel("Residual likelihood").SelectOptionAsync("3");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save risk", Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
        await Expect(AboutRisk).ToContainTextAsync("raised the likelihood from 3 to 5");
    }

    private async Task PrintAsync(string incident)
    {
        await _owner.OpenAsync($"/incidents/{incident}");
        await _owner.Page.GetByRole(AriaRole.Link, new() { Name = "Open serious incident report", Exact = true }).ClickAsync();
        await _owner.Page.GetByRole(AriaRole.Link, new() { Name = "Create report", Exact = true }).ClickAsync();
        await _owner.Page.GetByRole(AriaRole.Button, new() { Name = "Create report", Exact = true }).ClickAsync();
        await Expect(_owner.Page.GetByRole(AriaRole.Link, new() { Name = "Download report", Exact = true }))
            .ToBeVisibleAsync(new() { Timeout = 60_000 });
        var pdf = Path.Combine(Factory.Folder, "serious-incident.pdf");
        await File.WriteAllBytesAsync(pdf, await _owner.ReadAsync($"/api/v1{_owner.Place}/content"), Ct);
        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", pdf), StringComparison.Ordinal);
        var text = await Tool.RunAsync("pdftotext", "-layout", pdf, "-");
        Assert.Contains(incident, text, StringComparison.Ordinal);
        Assert.Contains("Retail credit scoring", text, StringComparison.Ordinal);
    }

    private async Task SeeTheTimelineAsync(string incident)
    {
        var (_, timeline) = await _owner.CallAsync("GET", $"/api/v1/incidents/{incident}/timeline?limit=200");
        var actions = timeline.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("action").GetString()).ToList();
        Assert.All(s_told.Where(a => a.StartsWith("incident.", StringComparison.Ordinal)), action => Assert.Contains(action, actions));
    }

    private static async Task SeeWhatWasHeardAsync(Receiver receiver, string secret, Rsyslog? rsyslog, string incident)
    {
        foreach (var action in s_told)
        {
            var call = await receiver.TakesAsync(c => (string)c.Json["type"]! == $"governance.{action}", Ct);
            Assert.True(
                WebhookSignature.IsGood(
                    [secret],
                    call.Id,
                    call.Headers["webhook-timestamp"],
                    call.Headers["webhook-signature"],
                    call.Body,
                    TimeProvider.System.GetUtcNow()
                ),
                action
            );
        }

        var ofIncident = receiver.Taken.Where(c => c.Subject == incident).Select(c => c.Index).ToList();
        Assert.Equal(ofIncident.Order(), ofIncident);
        if (rsyslog is not null)
        {
            var lines = await rsyslog.LinesAsync(l => s_told.All(action => l.Any(line => line.Split('\t')[4] == action)), Ct);
            Assert.All(lines, l => Assert.StartsWith("CEF:0|Governance Portal|", l.Split('\t')[5], StringComparison.Ordinal));
        }
    }

    private async Task SeeThatTheLogHoldsAsync()
    {
        await foreach (var wrong in Factory.Services.GetServices<IInstallationCheck>().Single(c => c.Subject == "incidents").FindAsync(Ct))
        {
            Assert.Fail(wrong);
        }

        var auditor = await ComeAsync(Bank.Auditor);
        await auditor.OpenAsync("/audit");
        await auditor.Page.GetByRole(AriaRole.Button, new() { Name = "Verify now", Exact = true }).ClickAsync();
        await Expect(auditor.Page.GetByRole(AriaRole.Status, new() { Name = "Log verification", Exact = true }))
            .ToContainTextAsync("Verified to entry");
    }
}
