using System.Text;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Portal.Approvals.Policies;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>A policy on its way from a text someone writes to the gate that judges by it.</summary>
public sealed class PolicyJourneyTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    private const string Version = "2.0.0";

    [Fact]
    public async Task Policy_FromEditToEffect_PassesTestsABackTestAndTwoPeople()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        var policy = $"bounds-of-{bank.Model}";
        await AdoptAsync(Text(policy, "1", bank.Model, "0.7"));
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync(Version);
        var promotion = await bank.RequestAsync(Version);
        var (author, _) = await EmployAsync("rosa.author", Roles.RiskOfficer);
        var (risk, _) = await EmployAsync("ravi.other", Roles.RiskOfficer);
        var security = await ArriveAsync();
        await security.SignInAsync(bank.Security);

        var id = await WriteAsync(author, bank, policy, promotion);
        await SeeThatTheAuthorCannotApproveAsync(author);
        await ApproveAsync(risk, id, "Approved. One more approval is needed.");
        await ApproveAsync(security, id, "Both approvals have been given. The policy is in force.");

        // The author's page stays open: what the others did appears in it.
        await Expect(author.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("Effective");
        var engineer = await ArriveAsync();
        await engineer.SignInAsync(bank.Engineer);
        await SeeThatTheGateUsesItAsync(engineer, promotion);
        Assert.Empty(Portal.Log.Errors);
    }

    private static async Task<string> WriteAsync(Person author, Bank bank, string policy, string promotion)
    {
        var (_, shown) = await author.CallAsync("GET", $"/api/v1/promotions/{promotion}");
        var run = shown.GetProperty("gate").GetProperty("gateRun").GetString();
        var stricter = Text(policy, "2", bank.Model, "0.99");
        var page = new PolicyPages(author);
        await page.EditAsync(policy);

        // It is checked while it is written: where the problem is, and what was probably meant.
        await page.WriteAsync(stricter.Replace("severity", "sevrity", StringComparison.Ordinal));
        await Expect(page.Checks).ToContainTextAsync("Line 8");
        await Expect(page.Checks).ToContainTextAsync("severity");
        await page.WriteAsync(stricter);
        await Expect(page.Checks).ToContainTextAsync("Valid");
        await page.WriteTestsAsync(
            $$$"""
            apiVersion: governance/v1
            kind: PolicyTest
            cases:
              - {name: what the gate saw last, input: {{{run}}}, expect: {outcome: fail, rules: {PERF-01: fail}} }
            """
        );
        await page.PressAsync("Back-test 90 days");
        await Expect(page.Region("Back-test of this text")).ToContainTextAsync("Newly blocked");
        Assert.Empty(await Accessibility.FindingsAsync(author.Page));

        var id = await page.ProposeAsync("As agreed with the supervisor");
        await Expect(page.Tests).ToContainTextAsync("1 of 1 passed");
        await Expect(page.Tests).ToContainTextAsync("Passed");
        await page.PressAsync("Run back-test");
        await Expect(page.BackTest).ToContainTextAsync("Newly blocked");
        Assert.Empty(await Accessibility.FindingsAsync(author.Page));
        return id;
    }

    private static async Task SeeThatTheAuthorCannotApproveAsync(Person author)
    {
        var page = new PolicyPages(author);
        await Expect(page.Approvals).ToContainTextAsync("You proposed this text, so others have to approve it.");
        await Expect(page.ApproveButton).ToHaveCountAsync(0);
    }

    private static async Task ApproveAsync(Person person, string id, string words)
    {
        var page = new PolicyPages(person);
        await page.OpenChangeAsync(id);
        await page.ApproveAsync(id);
        await Expect(new Shell(person).Messages).ToContainTextAsync(words);
    }

    private static async Task SeeThatTheGateUsesItAsync(Person person, string promotion)
    {
        var page = new ApprovalPage(person);
        await page.OpenAsync(promotion);
        await Expect(page.Gate("PERF-01")).ToContainTextAsync("Failed, blocking");

        // The new text lets the rule be waived, so that is offered now.
        await page.Gate("PERF-01").GetByRole(AriaRole.Button, new() { Name = "Request waiver of PERF-01", Exact = true }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Dialog, new() { Name = "Request waiver", Exact = true }).OpensAsync();
        Assert.Empty(await Accessibility.FindingsAsync(person.Page));
    }

    private async Task AdoptAsync(string text)
    {
        var outcome = await Factory
            .Get<ActivatePolicy>()
            .RunAsync(Actor.Host, Encoding.UTF8.GetBytes(text), "policy.yaml", CancellationToken.None);
        Assert.Null(outcome.Refusal);
    }

    // Of one model, so that nothing else in this portal is judged by it.
    private static string Text(string policy, string version, string model, string auc) =>
        $$$"""
            apiVersion: governance/v1
            kind: ModelPolicy
            metadata: {name: {{{policy}}}, version: "{{{version}}}"}
            spec:
              appliesTo: {models: [{{{model}}}], stages: [production]}
              mode: enforce
              rules:
                - {id: PERF-01, type: metric_threshold, severity: high, waivable: true, params: {metric: auc, op: ">=", value: {{{auc}}}, minSamples: 100}}
              onError: fail
            """;
}
