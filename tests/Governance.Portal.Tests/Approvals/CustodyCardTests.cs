namespace Governance.Portal.Tests.Approvals;

/// <summary>The chain of custody on the page of a request. In German every gate that passed "could not be evaluated" there.</summary>
public sealed class CustodyCardTests
{
    [Fact]
    public async Task Steps_SayWhatGatesAndSignersDecided_InTheLanguageOfThePage()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        await scene.SignAllAsync(id);
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");

        var english = await ReadAsync("en");
        var german = await ReadAsync("de");

        Assert.Contains("GATE-0001: pass", english, StringComparison.Ordinal);
        Assert.Contains("Security: approve", english, StringComparison.Ordinal);
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
