namespace Governance.Portal.Tests.Approvals;

/// <summary>What the queue opens with.</summary>
public sealed class ApprovalsPageTests
{
    [Fact]
    public async Task Page_OfSomeoneForWhomNothingWaits_OpensWithWhatIsOpen()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        Assert.Contains("No request is waiting for you.", await ReadAsync(engineer, "/approvals"), StringComparison.Ordinal);

        var id = await scene.RequestAsync();

        Assert.Contains($"/approvals/{id}", await ReadAsync(engineer, "/approvals"), StringComparison.Ordinal);
        // Whoever asks for what waits for them gets that, and no more.
        Assert.DoesNotContain($"/approvals/{id}", await ReadAsync(engineer, "/approvals?view=mine"), StringComparison.Ordinal);
        using var legal = await scene.Portal.SignInAsync("legal@test.example");
        Assert.Contains(">Select</span>", await ReadAsync(legal, "/approvals"), StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(HttpClient client, string page) =>
        await client.GetStringAsync(new Uri(page, UriKind.Relative), ApprovalsScene.Ct);
}
