using Bunit;
using Governance.Domain.Validation;
using Governance.Localisation;
using Governance.Portal.Operations.Validation;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Components;
using Governance.Testing;
using Governance.Transparency;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Validation;

/// <summary>A schedule that sends prompts, set up and looked at on its pages.</summary>
public sealed class PromptSchedulePageTests : PortalPageTest
{
    private const string Model = ApprovalsScene.ModelName;

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task Dialog_AsksOfASuiteWhatItNeeds_AndOfRowsWhatTheyNeed()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var page = await OpenAsync<SchedulesPage>(
            scene.Portal,
            scene.Clock,
            scene.Owner,
            $"/models/{Model}/validation",
            p => p.Add(c => c.Model, Model)
        );
        await page.ByRole("button", "Set up schedule").ClickAsync(new());
        Assert.NotEmpty(page.FindAll("#schedule-label"));

        await page.Find("#schedule-check-prompts").ChangeAsync(new() { Value = true });

        Assert.False(page.Find("#schedule-check-performance").HasAttribute("checked"));
        Assert.Empty(page.FindAll("#schedule-label, #schedule-protected, #schedule-rows"));
        Assert.Contains("Model at the endpoint", page.Markup, StringComparison.Ordinal);

        await page.Find("#schedule-check-consistency").ChangeAsync(new() { Value = true });

        Assert.False(page.Find("#schedule-check-prompts").HasAttribute("checked"));
        Assert.NotEmpty(page.FindAll("#schedule-label"));
    }

    [Fact]
    public async Task Suite_StandsAmongTheFilesOfTheModel_AsOne()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var suite = PromptSuites.Of(3, 2);
        await scene.RegisterVersionAsync("1.5.0", datasets: [new("words", "1", Sha256Hex.Of(suite), "test")]);
        using var stream = new MemoryStream(suite);
        Assert.True((await scene.Get<StoreHeldOutSet>().RunAsync(scene.Owner, Model, "words.ndjson", stream, Ct)).IsDone);

        var page = await OpenAsync<SchedulesPage>(
            scene.Portal,
            scene.Clock,
            scene.Owner,
            $"/models/{Model}/validation",
            p => p.Add(c => c.Model, Model)
        );

        var row = page.Find("table[aria-label='Held-out sets'] tbody tr").TextContent;
        Assert.All(["words.prompts.ndjson", "Prompt suite"], said => Assert.Contains(said, row, StringComparison.Ordinal));
        Assert.Equal("5", page.Find("td[data-label='Rows or prompts']").TextContent.Trim());
    }

    [Fact]
    public void EveryProtocolCheckAndFigure_HasWords_AlsoInGerman()
    {
        using var german = Languages.Use("de");

        Assert.Equal("Promptsammlung", T.Recorded(ValidationLabels.Of(ValidationCheck.Prompts)));
        Assert.StartsWith("Chat-Completions", T.Recorded(ValidationLabels.Of(ScoringProtocol.ChatCompletions)), StringComparison.Ordinal);
        Assert.DoesNotContain("attackSuccessRate", T.Recorded(ValidationLabels.Figure("attackSuccessRate")), StringComparison.Ordinal);
        Assert.Equal("3 von 132 Prompts beantwortet", T.Recorded("3 of 132 prompts answered"));
    }
}
