using System.Text;
using Bunit;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Policies;

/// <summary>A proposal that starts from a policy pack.</summary>
public sealed class PackCardTests : ComponentTest
{
    [Theory]
    [InlineData("en", "Use pack Credit decisions")]
    [InlineData("de", "Paket verwenden: Kreditentscheidungen")]
    public void Pack_IsOfferedInTheLanguageOfThePage(string language, string button)
    {
        using var spoken = Languages.Use(language);
        PolicyPack? used = null;

        var card = Render<PackCard>(p => p.Add(c => c.Open, true).Add(c => c.OnUse, pack => used = pack));
        card.ByRole("button", button).Click();

        Assert.Equal("credit", used?.Name);
        Assert.Equal(PolicyPacks.All.Count, card.FindAll("tbody tr").Count);
        if (language == "de")
        {
            Assert.DoesNotContain(PolicyPacks.All, pack => card.Markup.Contains(pack.Purpose, StringComparison.Ordinal));
            Assert.DoesNotContain(PolicyPacks.All, pack => card.Markup.Contains(pack.Adapt, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Page_PackChosen_FillsTextAndTests_AndKeepsWhatSomeoneWroteSince()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(scene.Get<GetPolicies>());
        Services.AddSingleton(scene.Get<ProposePolicy>());
        Services.AddSingleton(scene.Get<BackTestPolicy>());
        Services.AddSingleton(scene.Get<PreviewPolicy>());
        Services.AddScoped<Kernel.Identity.CurrentActor>();
        AddAuthorization().SetAuthorized("risk");
        var pack = PolicyPacks.Find("llm-and-rag")!;

        var page = Render<ProposePage>();
        page.ByRole("button", "Use pack Credit decisions").Click();
        page.ByRole("button", $"Use pack {pack.Title}").Click();

        Assert.Equal(pack.Text, page.Find("#policy-text").GetAttribute("value"));
        Assert.Equal(pack.Tests, page.Find("#policy-tests").GetAttribute("value"));
        Assert.Contains("Valid, no warnings", page.Markup, StringComparison.Ordinal);

        page.Find("#policy-text").Input(pack.Text.Replace("value: 0.85", "value: 0.90", StringComparison.Ordinal));

        Assert.True(page.ByRole("button", "Use pack Credit decisions").HasAttribute("disabled"));
        Assert.Contains("value: 0.90", page.Find("#policy-text").GetAttribute("value")!, StringComparison.Ordinal);

        // Typing is checked after a pause, and the form follows; what the form changes is in the text as soon as the page has its turn.
        Assert.True(page.Find("fieldset").HasAttribute("disabled"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Equal("0.9", page.Find("#limit-GRND-01").GetAttribute("value")));
        Assert.False(page.Find("fieldset").HasAttribute("disabled"));
        page.Find("#limit-GRND-01").Change("0.95");
        page.WaitForAssertion(() =>
            Assert.Contains(
                "groundedness, op: \">=\", value: 0.95",
                page.Find("#policy-text").GetAttribute("value")!,
                StringComparison.Ordinal
            )
        );
        Assert.Contains("# One claim in seven", page.Find("#policy-text").GetAttribute("value")!, StringComparison.Ordinal);
        Assert.Contains("at least 95", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_PolicyWithAnOpenProposal_SaysWhyNoOtherCanBeProposed()
    {
        const string Rule = "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.85}}";
        await using var scene = await ApprovalsScene.CreateAsync();
        var author = await scene.PersonAsync("author@test.example", Domain.Identity.Roles.RiskOfficer);
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Rule))).IsDone);
        var open = await scene
            .Get<ProposePolicy>()
            .RunAsync(author, new(ApprovalsScene.Policy("2", Rule), null, "A start"), ApprovalsScene.Ct);
        Assert.True(open.IsDone, open.Refusal?.Message);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(scene.Get<GetPolicies>());
        Services.AddSingleton(scene.Get<ProposePolicy>());
        Services.AddSingleton(scene.Get<BackTestPolicy>());
        Services.AddSingleton(scene.Get<PreviewPolicy>());
        Services.AddScoped<Kernel.Identity.CurrentActor>();
        AddAuthorization().SetAuthorized("risk");
        Services.GetRequiredService<NavigationManager>().NavigateTo("/policies/propose?policy=test-policy");

        var page = Render<ProposePage>();

        page.WaitForAssertion(() => Assert.Contains($"{open.Value}", page.Find("#propose-form").TextContent, StringComparison.Ordinal));
        Assert.True(page.ByRole("button", "Propose").HasAttribute("disabled"));
    }

    [Theory]
    [MemberData(nameof(Packs))]
    public async Task Pack_ProposedAsItIs_HasTestsThatPassInThePortal(string name)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var pack = PolicyPacks.Find(name)!;

        var author = await scene.PersonAsync("author@test.example", Domain.Identity.Roles.RiskOfficer);
        var proposed = await scene.Get<ProposePolicy>().RunAsync(author, new(pack.Text, pack.Tests, "A start"), ApprovalsScene.Ct);

        Assert.True(proposed.IsDone, proposed.Refusal?.Message);
        var view = (await scene.Get<GetPolicies>().ProposalAsync(proposed.Value, ApprovalsScene.Ct)).Value;
        Assert.Equal(PolicyTestFile.Parse(Encoding.UTF8.GetBytes(pack.Tests)).File!.Cases.Count, view.TestResults.Count);
        Assert.All(view.TestResults, result => Assert.True(result.Passed, $"{result.Name}: {result.Got}"));
    }

    public static TheoryData<string> Packs => [.. PolicyPacks.All.Select(pack => pack.Name)];
}
