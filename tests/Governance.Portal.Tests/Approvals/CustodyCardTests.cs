using Governance.Portal.Administration.Audit;
using Governance.Portal.Approvals.Approvals;

namespace Governance.Portal.Tests.Approvals;

/// <summary>The chain of custody on the page of a request. In German every gate that passed "could not be evaluated" there.</summary>
public sealed class CustodyCardTests
{
    [Fact]
    public async Task Steps_OfAVersion_LeadToWhatTheyAreAbout()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();

        var custody = await scene.Get<GetCustody>().OfVersionAsync(ApprovalsScene.ModelName, "1.4.0", 200, ApprovalsScene.Ct);

        var gate = custody.Steps.First(s => s.Detail == "GATE-0001");
        Assert.StartsWith("Gates evaluated: passed", gate.Words, StringComparison.Ordinal);
        Assert.Equal($"/approvals/{id}", gate.Href);
        Assert.All(custody.Steps.Where(s => s.Detail.Length > 0), s => Assert.NotNull(s.Href));
    }

    [Fact]
    public async Task Steps_ForPrograms_KeepTheNamesOfDecisions()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        await scene.SignAllAsync(id);

        var history = (await scene.Get<GetPromotion>().RunAsync(id, ApprovalsScene.Ct)).Value.History;

        var gate = history.First(h => h.Action == "gate.evaluated");
        Assert.StartsWith("GATE-0001: pass", gate.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("passed", gate.Detail, StringComparison.Ordinal);
        Assert.StartsWith("GATE-0001: passed", gate.Said, StringComparison.Ordinal);
        Assert.Contains(history, h => h is { Detail: "Security: approve", Said: "Security: approved" });
    }

    [Fact]
    public async Task Steps_SayWhatGatesAndSignersDecided_InTheLanguageOfThePage()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        await scene.SignAllAsync(id);
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");

        var english = await ReadAsync("en");
        var german = await ReadAsync("de");

        Assert.Contains("GATE-0001: passed", english, StringComparison.Ordinal);
        Assert.Contains("Security: approved", english, StringComparison.Ordinal);
        Assert.Contains("GATE-0001: bestanden", german, StringComparison.Ordinal);
        Assert.Contains("Sicherheit: genehmigt", german, StringComparison.Ordinal);
        Assert.DoesNotContain(": approve", german, StringComparison.Ordinal);

        async Task<string> ReadAsync(string language)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/approvals/{id}");
            request.Headers.Add("Accept-Language", language);
            using var answer = await engineer.SendAsync(request, ApprovalsScene.Ct);
            return await answer.Content.ReadAsStringAsync(ApprovalsScene.Ct);
        }
    }
}
