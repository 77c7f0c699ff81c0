using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Queries;
using Governance.Testing;

namespace Governance.Portal.Tests.Search;

/// <summary>
/// The palette answers while one types, however much there is. Its statements are counted in <c>PageBudgetTests</c>; here is what an answer
/// takes at 10,000 models, with as many risks, alerts, incidents and systems, beside 100 of each, and beside a person's own account read
/// over the same road.
/// </summary>
public sealed class PaletteSpeedTests
{
    private const int Asked = 15;

    // A word in every record, one in none, an id, a name that is one of thousands, the owner of all models.
    private static readonly string[] s_typed = ["model", "zzzz", "RSK-0042", "model-00042", "owner"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [WholeFact]
    public async Task Palette_AmongTenThousandRecords_AnswersWhileOneTypes()
    {
        const int much = 10_000;
        await using var growing = await GrowingPortal.StartAsync();
        using var client = await growing.Portal.SignInAsync($"{Roles.RiskOfficer}@test.example");
        await growing.GrowAsync(100, 100);
        await MedianAsync(client, "/api/v1/find?q=warm");
        var few = await MediansAsync(client);
        await growing.GrowAsync(much, 100);
        var many = await MediansAsync(client);
        var account = await MedianAsync(client, "/api/v1/session");

        Soak.Report(
            string.Create(CultureInfo.InvariantCulture, $"Command palette, {much} records of each kind"),
            string.Join(
                "; ",
                s_typed.Select((t, i) => string.Create(CultureInfo.InvariantCulture, $"“{t}” {many[i]:0} ms (at 100: {few[i]:0} ms)"))
            ) + string.Create(CultureInfo.InvariantCulture, $"; the own session {account:0.0} ms")
        );
        // What a person takes for at once, on a machine that does other work besides.
        Assert.All(many, ms => Assert.True(ms < 1_000, $"{ms} ms"));
        var found = JsonNode.Parse(await client.GetStringAsync("/api/v1/find?q=model-00042", Ct))!["items"]!.AsArray();
        Assert.Contains(found, i => (string?)i!["href"] == "/models/model-00042");
    }

    private static async Task<List<double>> MediansAsync(HttpClient client)
    {
        List<double> medians = [];
        foreach (var typed in s_typed)
        {
            medians.Add(await MedianAsync(client, $"/api/v1/find?q={Uri.EscapeDataString(typed)}"));
        }

        return medians;
    }

    private static async Task<double> MedianAsync(HttpClient client, string address)
    {
        List<double> times = [];
        for (var i = 0; i < Asked; i++)
        {
            var began = TimeProvider.System.GetTimestamp();
            using var answer = await client.GetAsync(new Uri(address, UriKind.Relative), Ct);
            Assert.True(answer.IsSuccessStatusCode, $"{address}: {answer.StatusCode}");
            times.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
        }

        return times.Order().ElementAt(Asked / 2);
    }
}
