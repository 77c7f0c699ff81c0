using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>The page of one incident, and the steps its playbook asks for.</summary>
public sealed class IncidentPage(Person person)
{
    private readonly IPage _page = person.Page;

    /// <summary>Declares an incident from an alert and answers its id.</summary>
    public async Task<string> DeclareAsync(string alert, string model, string? system = null)
    {
        await person.OpenAsync($"/monitoring/{model}?tab=alerts");
        await _page.GetByRole(AriaRole.Button, new() { Name = $"More about {alert}", Exact = true }).ClickAsync();
        await _page.GetByRole(AriaRole.Link, new() { Name = $"Declare incident from {alert}", Exact = true }).ClickAsync();
        var dialog = await _page.GetByRole(AriaRole.Dialog, new() { Name = "Declare incident", Exact = true }).OpensAsync();
        await Expect(dialog.GetByLabel("Title")).Not.ToBeEmptyAsync();
        if (system is not null)
        {
            await dialog.GetByLabel("AI systems affected").FillAsync(system);
        }

        Assert.Empty(await Accessibility.FindingsAsync(_page));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Declare incident", Exact = true }).ClickAsync();
        // No page is loaded: the open one goes there, once everything that an incident freezes and stops is done.
        await Expect(_page).ToHaveURLAsync(new Regex("/incidents/INC-", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await person.BeReadyAsync();
        foreach (var clock in new[] { "15-day clock", "10-day clock", "2-day clock" })
        {
            await Expect(_page.GetByRole(AriaRole.Timer, new() { Name = clock, Exact = true })).ToContainTextAsync("d");
        }

        Assert.Empty(await Accessibility.FindingsAsync(_page));
        return person.Place.Split('/')[^1];
    }

    /// <summary>Keeps what is there, and says what it did to people.</summary>
    public async Task FreezeAndAssessAsync()
    {
        await PressAsync("Freeze evidence");
        await SaveAsync("Freeze evidence");
        await PressAsync("Assess harm");
        await FillAsync("People affected", "37");
        await FillAsync("Impact on people", "412 declined, 37 wrongly");
        await SaveAsync("Record assessment");
    }

    /// <summary>Leaves out who was told otherwise.</summary>
    public async Task LeaveOutMessagesAsync()
    {
        foreach (var step in new[] { "Tell the business owners", "Tell affected people" })
        {
            await PressAsync($"Skip step: {step}");
            await FillAsync("Reason", "Told on the phone, minutes are kept");
            await SaveAsync("Skip step");
        }
    }

    public async Task CloseAsync()
    {
        await PressAsync("Close incident");
        await SaveAsync("Close incident");
        await Expect(_page.GetByRole(AriaRole.Main)).ToContainTextAsync("Closed");
        Assert.Empty(await Accessibility.FindingsAsync(_page));
    }

    public async Task ContainAsync()
    {
        await Expect(_page.GetByRole(AriaRole.List, new() { Name = "Playbook", Exact = true })).ToContainTextAsync("Now: Contain");
        await PressAsync("Contain");
        Assert.Empty(await Accessibility.FindingsAsync(_page));
        await FillAsync("What was done", "Traffic goes to manual review");
        await SaveAsync("Contain");
        await PressAsync("Confirm containment");
        await FillAsync("Serving system", "scoring cluster");
        await SaveAsync("Record confirmation");
    }

    public async Task ClassifyAsync(Person legal)
    {
        await PressAsync("Classify");
        var dialog = _page.GetByRole(AriaRole.Dialog);
        var questions = dialog.GetByRole(AriaRole.Group);
        for (var i = 0; i < await questions.CountAsync(); i++)
        {
            var question = questions.Nth(i);
            var answer = (await question.TextContentAsync())!.Contains("fundamental rights", StringComparison.Ordinal) ? "Yes" : "No";
            await question.GetByRole(AriaRole.Radio, new() { Name = answer, Exact = true }).CheckAsync();
        }

        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("Art. 3(49)(c)");
        Assert.Empty(await Accessibility.FindingsAsync(_page));
        await FillAsync("Reason", "Applicants were declined on stale data");
        await SaveAsync("Propose class");

        // Someone else confirms, in a browser of their own; the open page shows it by itself.
        await Expect(_page.GetByRole(AriaRole.Button, new() { Name = "Confirm class", Exact = true })).ToHaveCountAsync(0);
        await legal.OpenAsync(person.Place);
        await legal.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm class", Exact = true }).ClickAsync();
        var confirming = await legal.Page.GetByRole(AriaRole.Dialog).OpensAsync();
        await confirming.GetByRole(AriaRole.Button, new() { Name = "Confirm class", Exact = true }).ClickAsync();
        await confirming.ClosesAsync();
        await Expect(_page.GetByRole(AriaRole.Timer, new() { Name = "2-day clock", Exact = true })).ToContainTextAsync("Not triggered");
        await Expect(_page.GetByRole(AriaRole.Timer, new() { Name = "15-day clock", Exact = true })).ToContainTextAsync("14");
    }

    public async Task ReportAsync()
    {
        await PressAsync("Draft message to authority");
        await Expect(_page.GetByRole(AriaRole.Dialog).GetByLabel("Text"))
            .ToHaveValueAsync(new System.Text.RegularExpressions.Regex("People affected: 37"));
        await SaveAsync("Save message");
        await PressAsync("Record as sent", first: true);
        await FillAsync("Receipt", "MSA-114");
        await SaveAsync("Record as sent");
        await Expect(_page.GetByRole(AriaRole.Timer, new() { Name = "15-day clock", Exact = true })).ToContainTextAsync("Met");
    }

    public async Task RollBackAsync(string version)
    {
        await PressAsync("Bring service back");
        await Expect(_page.GetByRole(AriaRole.Dialog))
            .ToContainTextAsync(new System.Text.RegularExpressions.Regex("Rollback plan|No rollback"));
        await FillAsync("Reason", "Last good version");
        await SaveAsync($"Roll back to {version}");
        await Expect(_page.GetByRole(AriaRole.Main)).ToContainTextAsync("Rolled back (DEP-");
    }

    public async Task LearnAsync()
    {
        await PressAsync("Write post-mortem");
        foreach (
            var (field, words) in new[]
            {
                ("What happened", "The feed stopped"),
                ("Impact", "37 people"),
                ("Causes", "No age check"),
                ("What changed", "Age check"),
            }
        )
        {
            await FillAsync(field, words);
        }

        await SaveAsync("Save post-mortem");
        await PressAsync("Add follow-up");
        await FillAsync("What to do", "Old feeds pass the gate");
        await SaveAsync("Add follow-up");
        await Expect(_page.GetByRole(AriaRole.Region, new() { Name = "Post-mortem", Exact = true }))
            .ToContainTextAsync("Old feeds pass the gate: RSK-");
    }

    public async Task PressAsync(string button, bool first = false)
    {
        var found = _page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = button, Exact = true });
        await (first ? found.First : found).ClickAsync();
        await _page.GetByRole(AriaRole.Dialog).OpensAsync();
    }

    public Task FillAsync(string field, string text) => _page.GetByRole(AriaRole.Dialog).GetByLabel(field).FillAsync(text);

    public async Task SaveAsync(string button)
    {
        var dialog = _page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
    }
}
