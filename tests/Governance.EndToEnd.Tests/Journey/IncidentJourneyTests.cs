using System.Net;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Portal.Features.Admin;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>Something goes wrong in production: from the alert over containment and roll-back to what was learned.</summary>
public sealed class IncidentJourneyTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    private Person _owner = null!;

    [Fact]
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
        var permit = await PermitAsync(bank);
        var alert = await AlertAsync(bank.Model);

        var id = await DeclareAsync(alert, bank.Model);
        await ContainAsync();
        var (_, revoked) = await _owner.CallAsync("GET", $"/api/v1/permits/{permit}");
        Assert.Equal(("revoked", "incident"), (revoked.GetProperty("state").GetString(), revoked.GetProperty("because").GetString()));
        Assert.Equal((false, id), await GateAsync(bank.Model, "2.2.0"));

        await PressAsync("Freeze evidence");
        await SaveAsync("Freeze evidence");
        await PressAsync("Assess harm");
        await FillAsync("People affected", "37");
        await FillAsync("What it did to people", "412 declined, 37 wrongly");
        await SaveAsync("Record assessment");
        await ClassifyAsync(bank, id);
        await ReportAsync();
        foreach (var step in new[] { "Tell the business owners", "Tell affected people" })
        {
            await PressAsync($"Leave out {step}");
            await FillAsync("Reason", "Told on the phone, minutes are kept");
            await SaveAsync("Leave out");
        }

        await RollBackAsync();
        await LearnAsync();
        await PressAsync("Close incident");
        await SaveAsync("Close incident");
        await Expect(_owner.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("Closed");
        Assert.Empty(await Accessibility.FindingsAsync(_owner.Page));

        // What was rolled back stays held, what serves now passes, and the record holds against the log.
        Assert.Equal((false, id), await GateAsync(bank.Model, "2.2.0"));
        Assert.True((await GateAsync(bank.Model, "2.0.0")).Allow);
        await foreach (var wrong in Factory.Services.GetServices<IInstallationCheck>().Single(c => c.Subject == "incidents").FindAsync(CancellationToken.None))
        {
            Assert.Fail(wrong);
        }

        var auditor = await ArriveAsync();
        await auditor.SignInAsync(bank.Auditor);
        await auditor.OpenAsync("/audit");
        await auditor.Page.GetByRole(AriaRole.Button, new() { Name = "Verify now", Exact = true }).ClickAsync();
        await Expect(auditor.Page.GetByRole(AriaRole.Status, new() { Name = "Log verification", Exact = true })).ToContainTextAsync("Verified to entry");
        Assert.Empty(Portal.Log.Errors);
    }

    private async Task<string> DeclareAsync(AlertId alert, string model)
    {
        await _owner.OpenAsync($"/monitoring/{model}?tab=alerts");
        await _owner.Page.GetByRole(AriaRole.Link, new() { Name = $"Open incident from {alert}", Exact = true }).ClickAsync();
        var dialog = await _owner.Page.GetByRole(AriaRole.Dialog, new() { Name = "Declare incident", Exact = true }).OpensAsync();
        await Expect(dialog.GetByLabel("Title")).Not.ToBeEmptyAsync();
        Assert.Empty(await Accessibility.FindingsAsync(_owner.Page));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Declare incident", Exact = true }).ClickAsync();
        await _owner.Page.WaitForURLAsync(url => url.Contains("/incidents/INC-", StringComparison.Ordinal));
        await _owner.BeReadyAsync();
        foreach (var clock in new[] { "15-day clock", "10-day clock", "2-day clock" })
        {
            await Expect(_owner.Page.GetByRole(AriaRole.Timer, new() { Name = clock, Exact = true })).ToContainTextAsync("d");
        }

        Assert.Empty(await Accessibility.FindingsAsync(_owner.Page));
        return _owner.Place.Split('/')[^1];
    }

    private async Task ContainAsync()
    {
        await Expect(_owner.Page.GetByRole(AriaRole.List, new() { Name = "Playbook", Exact = true })).ToContainTextAsync("Now: Contain");
        await PressAsync("Contain");
        Assert.Empty(await Accessibility.FindingsAsync(_owner.Page));
        await FillAsync("What was done", "Traffic goes to manual review");
        await SaveAsync("Contain");
        await PressAsync("Confirm containment");
        await FillAsync("Serving system", "scoring cluster");
        await SaveAsync("Record confirmation");
    }

    private async Task ClassifyAsync(Bank bank, string id)
    {
        await PressAsync("Classify");
        var dialog = _owner.Page.GetByRole(AriaRole.Dialog);
        var questions = dialog.GetByRole(AriaRole.Group);
        for (var i = 0; i < await questions.CountAsync(); i++)
        {
            var question = questions.Nth(i);
            var answer = (await question.TextContentAsync())!.Contains("fundamental rights", StringComparison.Ordinal) ? "Yes" : "No";
            await question.GetByRole(AriaRole.Radio, new() { Name = answer, Exact = true }).CheckAsync();
        }

        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("Art. 3(49)(c)");
        Assert.Empty(await Accessibility.FindingsAsync(_owner.Page));
        await FillAsync("Reason", "Applicants were declined on stale data");
        await SaveAsync("Propose class");

        // Somebody else confirms, in a browser of their own; the open page shows it by itself.
        await Expect(_owner.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm class", Exact = true })).ToHaveCountAsync(0);
        var legal = await ArriveAsync();
        await legal.SignInAsync(bank.Legal);
        await legal.OpenAsync($"/incidents/{id}");
        await legal.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm class", Exact = true }).ClickAsync();
        var confirming = await legal.Page.GetByRole(AriaRole.Dialog).OpensAsync();
        await confirming.GetByRole(AriaRole.Button, new() { Name = "Confirm class", Exact = true }).ClickAsync();
        await confirming.ClosesAsync();
        await Expect(_owner.Page.GetByRole(AriaRole.Timer, new() { Name = "2-day clock", Exact = true })).ToContainTextAsync("Not triggered");
        await Expect(_owner.Page.GetByRole(AriaRole.Timer, new() { Name = "15-day clock", Exact = true })).ToContainTextAsync("14");
    }

    private async Task ReportAsync()
    {
        await PressAsync("Draft report");
        await Expect(_owner.Page.GetByRole(AriaRole.Dialog).GetByLabel("Words")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("People affected: 37"));
        await SaveAsync("Save message");
        await PressAsync("Record as sent", first: true);
        await FillAsync("Receipt", "MSA-114");
        await SaveAsync("Record as sent");
        await Expect(_owner.Page.GetByRole(AriaRole.Timer, new() { Name = "15-day clock", Exact = true })).ToContainTextAsync("Met");
    }

    private async Task RollBackAsync()
    {
        await PressAsync("Bring service back");
        await FillAsync("Reason", "Last good version");
        await SaveAsync("Roll back to 2.0.0");
        await Expect(_owner.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("Rolled back (DEP-");
    }

    private async Task LearnAsync()
    {
        await PressAsync("Write post-mortem");
        foreach (var (field, words) in new[] { ("What happened", "The feed stopped"), ("Impact", "37 people"), ("Causes", "No age check"), ("What changed", "Age check") })
        {
            await FillAsync(field, words);
        }

        await SaveAsync("Save post-mortem");
        await PressAsync("Add follow-up");
        await FillAsync("What is to be done", "Old feeds pass the gate");
        await SaveAsync("Add follow-up");
        await Expect(_owner.Page.GetByRole(AriaRole.Region, new() { Name = "Post-mortem", Exact = true })).ToContainTextAsync("Old feeds pass the gate: RSK-");
    }

    private async Task PressAsync(string button, bool first = false)
    {
        var found = _owner.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = button, Exact = true });
        await (first ? found.First : found).ClickAsync();
        await _owner.Page.GetByRole(AriaRole.Dialog).OpensAsync();
    }

    private Task FillAsync(string field, string text) => _owner.Page.GetByRole(AriaRole.Dialog).GetByLabel(field).FillAsync(text);

    private async Task SaveAsync(string button)
    {
        var dialog = _owner.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
    }

    private async Task<string> PermitAsync(Bank bank)
    {
        var (_, version) = await _owner.CallAsync("GET", $"/api/v1/models/{bank.Model}/versions/2.2.0");
        var (status, permit) = await _owner.CallAsync("POST", "/api/v1/permits", new { model = bank.Model, version = "2.2.0", stage = "production", sha256 = version.GetProperty("artifact").GetProperty("sha256").GetString() });
        Assert.True(status is HttpStatusCode.Created, permit.ToString());
        return permit.GetProperty("id").GetString()!;
    }

    private async Task<(bool Allow, string? Incident)> GateAsync(string model, string version)
    {
        var (_, answer) = await _owner.CallAsync("GET", $"/api/v1/gates/deploy?model={model}&version={version}&stage=production");
        var held = answer.GetProperty("reasons").EnumerateArray().FirstOrDefault(r => r.GetProperty("code").GetString() == "incident.holds");
        return (answer.GetProperty("allow").GetBoolean(), held.ValueKind is System.Text.Json.JsonValueKind.Undefined ? null : held.GetProperty("message").GetString()!.Split(' ')[0]);
    }

    // As a monitor raises it when a window is beyond its bounds.
    private async Task<AlertId> AlertAsync(string model)
    {
        var outcome = await Factory.Get<ActionRunner>().RunAsync<AlertId>(Actor.Host, new Attempt("alert.raised", model, null), async (context, ct) =>
        {
            var alert = new Alert { Id = await context.Db.NextIdAsync<AlertId>(ct), Model = model, Rule = AlertRule.Drift, Field = "income_monthly", BeganAt = context.Now.AddHours(-6), RaisedAt = context.Now };
            alert.SeeWindow("2.2.0", 0.41, DriftLevel.Alert, context.Now, context.Now);
            context.Db.Alerts.Add(alert);
            context.Append(new AuditEvent("alert.raised", alert.Id.ToString(), new() { ["model"] = model }));
            return alert.Id;
        }, CancellationToken.None);
        Assert.Null(outcome.Refusal);
        return outcome.Value;
    }
}
