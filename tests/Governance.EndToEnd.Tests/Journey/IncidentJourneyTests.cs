using System.Net;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Portal.Kernel.Contracts;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>Something goes wrong in production: from the alert over containment and roll-back to what was learned.</summary>
public sealed class IncidentJourneyTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    private Person _owner = null!;

    /// <summary>In every run <see cref="OperateStoryTests"/> goes the same way, among the other things of that week.</summary>
    [WholeFact]
    public async Task Incident_FromTheAlert_ToItsPostMortem()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        foreach (var version in new[] { "2.0.0", "2.2.0" })
        {
            await bank.RegisterVersionAsync(version);
            var promotion = await bank.RequestAsync(version);
            await bank.SignAllAsync(promotion);
            await bank.DeployAsync(version, promotion);
        }

        _owner = await ArriveAsync();
        await _owner.SignInAsync(bank.Owner);
        var latest = new VersionPage(_owner);
        await latest.OpenAsync(bank.Model, "2.2.0");
        await latest.PlanRollbackAsync("2.0.0", "60");
        var permit = await PermitAsync(bank);
        var alert = await AlertAsync(bank.Model);

        var page = new IncidentPage(_owner);
        var id = await page.DeclareAsync(alert.ToString(), bank.Model);
        await page.ContainAsync();
        var (_, revoked) = await _owner.CallAsync("GET", $"/api/v1/permits/{permit}");
        Assert.Equal(("revoked", "incident"), (revoked.GetProperty("state").GetString(), revoked.GetProperty("because").GetString()));
        Assert.Equal((false, id), await GateAsync(bank.Model, "2.2.0"));

        await page.FreezeAndAssessAsync();
        var legal = await ArriveAsync();
        await legal.SignInAsync(bank.Legal);
        await page.ClassifyAsync(legal);
        await page.ReportAsync();
        await page.LeaveOutMessagesAsync();
        await page.RollBackAsync("2.0.0");
        await Expect(_owner.Page.GetByRole(AriaRole.Region, new() { Name = "Post-mortem", Exact = true }))
            .ToContainTextAsync("Within the planned time");
        await page.LearnAsync();
        await page.CloseAsync();

        // What was rolled back stays held, what serves now passes, and the record holds against the log.
        Assert.Equal((false, id), await GateAsync(bank.Model, "2.2.0"));
        Assert.True((await GateAsync(bank.Model, "2.0.0")).Allow);
        await foreach (
            var wrong in Factory
                .Services.GetServices<IInstallationCheck>()
                .Single(c => c.Subject == "incidents")
                .FindAsync(CancellationToken.None)
        )
        {
            Assert.Fail(wrong);
        }

        var auditor = await ArriveAsync();
        await auditor.SignInAsync(bank.Auditor);
        await auditor.OpenAsync("/audit");
        await auditor.Page.GetByRole(AriaRole.Button, new() { Name = "Verify now", Exact = true }).ClickAsync();
        await Expect(auditor.Page.GetByRole(AriaRole.Status, new() { Name = "Log verification", Exact = true }))
            .ToContainTextAsync("Verified to entry");
        Assert.Empty(Portal.Log.Errors);
    }

    private async Task<string> PermitAsync(Bank bank)
    {
        var (_, version) = await _owner.CallAsync("GET", $"/api/v1/models/{bank.Model}/versions/2.2.0");
        var (status, permit) = await _owner.CallAsync(
            "POST",
            "/api/v1/permits",
            new
            {
                model = bank.Model,
                version = "2.2.0",
                stage = "production",
                sha256 = version.GetProperty("artifact").GetProperty("sha256").GetString(),
            }
        );
        Assert.True(status is HttpStatusCode.Created, permit.ToString());
        return permit.GetProperty("id").GetString()!;
    }

    private async Task<(bool Allow, string? Incident)> GateAsync(string model, string version)
    {
        var (_, answer) = await _owner.CallAsync("GET", $"/api/v1/gates/deploy?model={model}&version={version}&stage=production");
        var held = answer
            .GetProperty("reasons")
            .EnumerateArray()
            .FirstOrDefault(r => r.GetProperty("code").GetString() == "incident.holds");
        return (
            answer.GetProperty("allow").GetBoolean(),
            held.ValueKind is System.Text.Json.JsonValueKind.Undefined ? null : held.GetProperty("message").GetString()!.Split(' ')[0]
        );
    }

    // As a monitor raises it when a window is beyond its bounds.
    private async Task<AlertId> AlertAsync(string model)
    {
        var outcome = await Factory
            .Get<ActionRunner>()
            .RunAsync<AlertId>(
                Actor.Host,
                new Attempt("alert.raised", model, null),
                async (context, ct) =>
                {
                    var alert = new Alert
                    {
                        Id = await context.Db.NextIdAsync<AlertId>(ct),
                        Model = model,
                        Rule = AlertRule.Drift,
                        Field = "income_monthly",
                        BeganAt = context.Now.AddHours(-6),
                        RaisedAt = context.Now,
                    };
                    alert.SeeWindow("2.2.0", 0.41, DriftLevel.Alert, context.Now, context.Now);
                    context.Db.Alerts.Add(alert);
                    context.Append(new AuditEvent("alert.raised", alert.Id.ToString(), new() { ["model"] = model }));
                    return alert.Id;
                },
                CancellationToken.None
            );
        Assert.Null(outcome.Refusal);
        return outcome.Value;
    }
}
